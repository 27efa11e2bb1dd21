//! Names that a terminal, a table, a browser or the runner of a CI job could take for
//! something else, in every answer that is text. The formats of `graph`, pages and the
//! gate's reports are also read by their own readers: `graph_export::`, `page::`, `gate::`.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use klpscope_tests::{Answer, corpus, hostile, klpscope};

const POLICY: &str =
    "[watch]\nglobs = [\"*\"]\n[limits]\nset-size = 0\n[findings]\ndeny = [\"no-ftrace-site\"]\n";

/// Commands, where `FILE` is the program and `POLICY` the policy, and the formats of each.
const ANSWERS: [(&[&str], &[&str]); 14] = [
    (&["impact", "FILE", "-f", "*"], &["text", "json"]),
    (&["impact", "FILE", "-f", "*", "--model", "inline-clone"], &["text", "json"]),
    (&["explain", "FILE", "-f", "*", "a_b"], &["text", "json"]),
    (&["show", "FILE", "*"], &["text", "json"]),
    (&["stats", "FILE"], &["text", "json"]),
    (&["audit", "FILE"], &["text", "json"]),
    (&["list", "hosts", "FILE"], &["tsv", "ndjson"]),
    (&["list", "functions", "FILE"], &["tsv", "ndjson"]),
    (&["list", "calls", "FILE"], &["tsv", "ndjson"]),
    (&["drift", "OTHER", "FILE"], &["text", "json"]),
    (&["drift", "FILE", "OTHER"], &["text", "json"]),
    (
        &["gate", "FILE", "--policy", "POLICY", "--today", "2026-01-01"],
        &["text", "json", "sarif", "junit", "github", "gitlab", "markdown"],
    ),
    (
        &["graph", "FILE"],
        &["dot", "graphml", "gexf", "cytoscape", "node-link", "mermaid", "csv-nodes", "csv-edges"],
    ),
    (&["impact", "FILE", "-f", "no such function"], &["text", "json"]),
];

#[test]
fn names_command_nothing() {
    let scratch = tempfile::tempdir().expect("a folder");
    let names = hostile::names();
    assert!(names.len() > 60);
    let program = scratch.path().join("hostile");
    fs::write(&program, hostile::program(&names)).expect("written");
    let policy = scratch.path().join("policy.toml");
    fs::write(&policy, POLICY).expect("written");
    for (question, formats) in ANSWERS {
        for format in formats {
            let answer = ask(question, format, &program, &policy);
            let what = format!("{} --format {format}", question.join(" "));
            assert!(matches!(answer.code, 0 | 1 | 2 | 4), "{what}: {}", answer.err);
            let names_all = ["impact", "show", "list", "gate", "graph"].contains(&question[0]);
            assert!(!names_all || answer.code == 2 || answer.out.contains("style"), "{what}");
            for line in answer.out.lines().chain(answer.err.lines()) {
                commands_nothing(line, format, &what);
            }
            if *format == "tsv" {
                rows_are_rows(&answer.out, &what);
            }
        }
    }
}

fn ask(question: &[&str], format: &str, program: &Path, policy: &Path) -> Answer {
    let other: PathBuf = corpus("lto-inline-clone/prebuilt/gcc-14.elf");
    let mut args: Vec<_> = question
        .iter()
        .map(|&arg| match arg {
            "FILE" => program.as_os_str(),
            "OTHER" => other.as_os_str(),
            "POLICY" => policy.as_os_str(),
            arg => OsStr::new(arg),
        })
        .collect();
    args.extend(["--no-cache", "--format", format].map(OsStr::new));
    klpscope(args)
}

/// Neither the terminal nor a runner obeys the line. GitHub's own format is made of commands:
/// each is one of ours.
fn commands_nothing(line: &str, format: &str, what: &str) {
    let is_mark = |c: char| {
        c.is_control() && c != '\t'
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
    };
    assert!(!line.contains(is_mark), "{what}: {line:?}");
    assert!(!line.contains('\t') || format == "tsv", "{what}: {line:?}");
    assert!(!line.contains("##[") && !line.contains("##vso["), "{what}: {line:?}");
    match format {
        "github" => assert!(line.starts_with("::error file="), "{what}: {line:?}"),
        _ => assert!(!line.trim_start().starts_with("::"), "{what}: {line:?}"),
    }
}

fn rows_are_rows(table: &str, what: &str) {
    let columns = |row: &str| row.split('\t').count();
    let head = table.lines().next().map(columns);
    assert!(table.lines().all(|row| Some(columns(row)) == head), "{what}");
    assert!(table.lines().count() > 50, "{what}");
}
