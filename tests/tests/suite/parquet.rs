//! `graph --format parquet`, read by DuckDB: the tables say what the lists say, and the
//! documented question gets the answers of `impact`, in four builds of a real program.
#![expect(clippy::expect_used, reason = "a test stops at what it cannot do")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use klpscope_tests::{corpus, klpscope, peer, workspace};
use serde_json::Value;

const BUILDS: [&str; 4] = ["a", "bigger", "duplicate", "inline"];

/// One of so many functions is asked about.
const EACH: usize = 6;

fn build(name: &str) -> PathBuf {
    workspace().join(format!("tests/history/prebuilt/{name}.zst"))
}

fn write(file: &Path, folder: &Path) {
    let args = ["graph".as_ref(), file, "--no-cache".as_ref(), "--format".as_ref()];
    let answer = klpscope(args.into_iter().chain(["parquet".as_ref(), "-o".as_ref(), folder]));
    assert_eq!((answer.code, answer.out.as_str()), (0, ""), "{}", answer.err);
}

/// What `tests/peers/parquet.py` prints.
fn duckdb(python: &Path, args: &[&str]) -> Value {
    let script = workspace().join("tests/peers/parquet.py");
    let answer = Command::new(python).arg(script).args(args).output().expect("it runs");
    let said = String::from_utf8_lossy(&answer.stderr);
    serde_json::from_slice(&answer.stdout).expect(&said)
}

/// The rows of `klpscope list WHAT`, the columns by their places.
fn list(what: &str, file: &Path, columns: &[usize]) -> BTreeSet<Vec<String>> {
    let answer = klpscope(["list".as_ref(), what.as_ref(), file, "--no-cache".as_ref()]);
    let rows = answer.out.lines().skip(1).map(|line| {
        let fields: Vec<_> = line.split('\t').collect();
        columns.iter().map(|&at| fields[at].to_owned()).collect()
    });
    rows.collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().map(text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

fn rows(found: &Value) -> BTreeSet<Vec<String>> {
    let rows = found.as_array().expect("rows").iter();
    rows.map(|row| row.as_array().expect("a row").iter().map(text).collect()).collect()
}

/// Three truths as `list hosts` joins them.
fn kinds(mut row: Vec<String>) -> Vec<String> {
    let kinds = row.split_off(5);
    let named = ["own", "clone", "inlined"].into_iter().zip(&kinds);
    let named: Vec<_> = named.filter(|(_, is)| *is == "true").map(|(name, _)| name).collect();
    row.push(named.join(","));
    row
}

/// With its findings sorted.
fn sorted_findings(mut row: Vec<String>) -> Vec<String> {
    if let Some(findings) = row.last_mut() {
        let mut ids: Vec<_> = findings.split(',').map(str::to_owned).collect();
        ids.sort_unstable();
        *findings = ids.join(",");
    }
    row
}

fn assert_same(found: &BTreeSet<Vec<String>>, listed: &BTreeSet<Vec<String>>, file: &Path) {
    let differ: Vec<_> = found.symmetric_difference(listed).take(5).collect();
    assert!(differ.is_empty() && !found.is_empty(), "{}: {differ:?}", file.display());
}

#[test]
fn tables_say_what_the_lists_say() {
    let Some(python) = peer("python3-peers") else { return };
    let dir = tempfile::tempdir().expect("a folder");
    let cases = ["recursion/prebuilt/gcc-12.elf", "lto-relocatable/prebuilt/gcc-14.o"];
    let cases = cases.map(corpus).into_iter().chain([build("a")]);
    for (at, file) in cases.enumerate() {
        let folder = dir.path().join(at.to_string());
        write(&file, &folder);
        let found = duckdb(&python, &["lists", &folder.display().to_string()]);
        let hosts: BTreeSet<_> = rows(&found["hosts"]).into_iter().map(kinds).collect();
        assert_same(&hosts, &list("hosts", &file, &[0, 1, 2, 3, 4, 5]), &file);
        let calls = rows(&found["calls"]);
        assert_same(&calls, &list("calls", &file, &[0, 1, 2, 3, 4, 5, 6]), &file);
        let listed = list("functions", &file, &[0, 1, 2, 3, 7, 8, 10, 11, 12, 13, 14]);
        let listed: BTreeSet<_> = listed.into_iter().map(sorted_findings).collect();
        let functions: BTreeSet<_> =
            rows(&found["functions"]).into_iter().map(sorted_findings).collect();
        let named: BTreeSet<_> = listed.into_iter().filter(|row| !row[1].is_empty()).collect();
        assert_same(&functions, &named, &file);
    }
}

/// The members by `impact` of all functions of a name: file, symbol, address, verdict.
fn impact(name: &str, build: &Path, index: &Path) -> BTreeSet<[String; 4]> {
    // A glob that only this name fits asks for all functions of the name.
    let spec = format!("[{}]{}", &name[..1], &name[1..]);
    let args = ["impact".as_ref(), build, "--index".as_ref(), index, "--format".as_ref()];
    let spec: [&Path; 3] = ["json".as_ref(), "-f".as_ref(), spec.as_ref()];
    let answer = klpscope(args.into_iter().chain(spec));
    if answer.code == 2 {
        return BTreeSet::new();
    }
    let report: Value = serde_json::from_str(&answer.out).expect(&answer.err);
    let members = report["objects"][0]["members"].as_array().expect("members").iter();
    let row = |member: &Value| {
        let of = |key: &str| text(&member[key]);
        [build.display().to_string(), of("symbol"), of("address"), of("verdict")]
    };
    members.map(row).collect()
}

#[test]
fn the_documented_question_gets_the_answers_of_impact() {
    let Some(python) = peer("python3-peers") else { return };
    let dir = tempfile::tempdir().expect("a folder");
    for name in BUILDS {
        write(&build(name), &dir.path().join(name));
        let index = dir.path().join(name).with_extension("klpx");
        let args = ["index".into(), build(name), "-o".into(), index];
        assert_eq!(klpscope(args).code, 0);
    }
    let names = list("hosts", &build("inline"), &[0]).into_iter().flatten();
    let names: Vec<_> = names.step_by(EACH).collect();
    let sql = workspace().join("docs/parquet/members.sql").display().to_string();
    let folders = format!("{}/*", dir.path().display());
    let args = ["members", &sql, &folders].into_iter().chain(names.iter().map(String::as_str));
    let found = duckdb(&python, &args.collect::<Vec<_>>());

    let mut most = 0;
    for name in &names {
        let all = BUILDS
            .iter()
            .flat_map(|of| impact(name, &build(of), &dir.path().join(of).with_extension("klpx")));
        let all: BTreeSet<_> = all.map(Vec::from).collect();
        let found: BTreeSet<_> = rows(&found[name])
            .into_iter()
            .map(|mut row| {
                assert_eq!(row.pop().as_deref(), Some("0"), "all could be read");
                row
            })
            .collect();
        assert_eq!(found, all, "{name}");
        most = most.max(all.len());
    }
    assert!(names.len() > 100 && most > 40, "{} names, {most} members", names.len());
}

#[test]
fn the_documented_columns_are_those_of_the_tables() {
    let Some(python) = peer("python3-peers") else { return };
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().join("tables");
    write(&corpus("recursion/prebuilt/gcc-12.elf"), &folder);
    let found = duckdb(&python, &["columns", &folder.display().to_string()]);

    let page = fs::read_to_string(workspace().join("docs/parquet.md")).expect("the page");
    let (_, columns) = page.split_once("## Columns").expect("the part");
    let mut documented = serde_json::Map::new();
    let mut table = String::new();
    for line in columns.lines() {
        if let Some((name, _)) = line.strip_prefix("**").and_then(|line| line.split_once("**")) {
            name.clone_into(&mut table);
            documented.insert(table.clone(), Value::Array(Vec::new()));
        } else if let Some(row) = line.strip_prefix("| `") {
            let fields: Vec<_> = row.split(" | ").collect();
            let kind = match fields[1].trim_end_matches(" ?") {
                "text" => "VARCHAR",
                "u32" => "UINTEGER",
                "u64" => "UBIGINT",
                _ => "BOOLEAN",
            };
            let of = documented[&table].as_array_mut().expect("columns");
            of.push(serde_json::json!([fields[0].trim_end_matches('`'), kind]));
        }
    }
    assert_eq!(Value::Object(documented), found);
}

#[test]
fn parts_of_a_graph_are_no_tables() {
    let file = corpus("recursion/prebuilt/gcc-12.elf");
    let graph = |more: &[&str]| {
        let file = file.display().to_string();
        let args = ["graph", &file, "--no-cache", "--format", "parquet"];
        klpscope(args.iter().chain(more).copied())
    };
    for (more, said) in [
        (&["-o", "x", "--around", "main"][..], "not the part of --around"),
        (&[], "name a folder: -o DIR"),
    ] {
        let answer = graph(more);
        assert_eq!(answer.code, 2);
        assert!(answer.err.contains(said), "{}", answer.err);
    }
}
