//! Patches of the corpus, `corpus/*/patches/*.patch`, against what is written by hand in
//! their first lines, on every binary of their case.
#![expect(clippy::expect_used, reason = "the corpus is whole, or a test fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use klpscope_tests::{Answer, corpus, klpscope};
use serde_json::Value;

use crate::corpus::case::Case;
use crate::corpus::symbols::Symbols;

/// A patch with the `//# key: value` lines in front of it.
struct Expected {
    path: PathBuf,
    lines: Vec<(String, String)>,
}

impl Expected {
    fn all(case: &Case) -> Vec<Self> {
        let Ok(folder) = fs::read_dir(corpus(&format!("{}/patches", case.name))) else {
            return Vec::new();
        };
        let mut paths: Vec<_> = folder.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        paths.into_iter().map(Self::read).collect()
    }

    fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(&path).expect("a patch");
        let directives = text.lines().map_while(|line| line.strip_prefix("//# "));
        let pair = |line: &str| {
            let (key, value) = line.split_once(':').expect("a directive is `key: value`");
            (key.to_owned(), value.trim().to_owned())
        };
        Self { lines: directives.map(pair).collect(), path }
    }

    fn values<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.lines.iter().filter(move |line| line.0 == key).map(|line| line.1.as_str())
    }

    /// The value for one compiler, else that for all.
    fn value<'a>(&'a self, key: &str, compiler: &str) -> Option<&'a str> {
        let of = |key: String| self.lines.iter().find(|line| line.0 == key);
        let line = of(format!("{key}[{compiler}]")).or_else(|| of(key.to_owned()))?;
        Some(&line.1)
    }

    /// What is otherwise than written, one line each.
    fn disagreements(&self, binary: &Path, compiler: &str) -> Vec<String> {
        let (file, patch) = (binary.to_string_lossy(), self.path.to_string_lossy());
        let mut args = vec!["impact", &file, "--patch", &patch];
        args.extend(self.values("args").flat_map(str::split_whitespace));
        let text = klpscope(args.clone());
        args.extend(["--format", "json"]);
        let Answer { code, out, err } = klpscope(args);
        let mut wrong = Vec::new();
        let exit = self.value("exit", compiler).map_or(0, |exit| exit.parse().expect("a number"));
        if code != exit {
            wrong.push(format!("exit code {code}, not {exit}: {}", err.trim_end()));
        }
        let said = text.out + &text.err;
        let unsaid = self.values("says").filter(|words| !said.contains(words));
        wrong.extend(unsaid.map(|words| format!("{words:?} is not in\n{said}")));
        if let Ok(report) = serde_json::from_str::<Value>(&out) {
            self.compare("change", &changes(&report), &mut wrong);
            self.compare("fit", &fits(&report), &mut wrong);
            let symbols = Symbols::read(binary);
            let words: Vec<_> =
                self.value("members", compiler).expect("members").split_whitespace().collect();
            let wanted = symbols.resolve(&words).expect("symbols").must;
            let name =
                |set: &BTreeSet<String>| set.iter().map(|at| symbols.at(at)).collect::<Vec<_>>();
            let got = members(&report);
            if got != wanted {
                wrong.push(format!("members {:?}, not {:?}", name(&got), name(&wanted)));
            }
        }
        wrong
    }

    /// The list in the report is that of the directives, if there are any.
    fn compare(&self, key: &str, got: &[String], wrong: &mut Vec<String>) {
        let wanted: Vec<_> = self.values(key).collect();
        if !wanted.is_empty() && wanted != got {
            wrong.push(format!("{key} {got:?}, not {wanted:?}"));
        }
    }
}

/// Hunks of files that are compared with the build.
fn hunks(report: &Value) -> Vec<&Value> {
    let files = report["patch"]["files"].as_array().expect("files");
    let compared = files.iter().filter(|file| !file["source"].is_null());
    compared.flat_map(|file| file["hunks"].as_array().expect("hunks")).collect()
}

/// `KIND NAME` of each change.
fn changes(report: &Value) -> Vec<String> {
    let hunks = hunks(report);
    let changes = hunks.iter().flat_map(|hunk| hunk["changes"].as_array().expect("changes"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    changes.map(|row| (text(&row["kind"]) + " " + &text(&row["name"])).trim().to_owned()).collect()
}

/// How each hunk fits.
fn fits(report: &Value) -> Vec<String> {
    let fit = |hunk: &&Value| {
        let fit = hunk["fit"].as_str().expect("a fit");
        match hunk["offset"].as_i64() {
            Some(offset) if offset != 0 => format!("{fit} {offset}"),
            _ => fit.to_owned(),
        }
    };
    hunks(report).iter().map(fit).collect()
}

fn members(report: &Value) -> BTreeSet<String> {
    let objects = report["objects"].as_array().expect("objects");
    let rows = objects.iter().flat_map(|object| object["members"].as_array().expect("members"));
    rows.map(|row| row["address"].as_str().expect("an address").to_owned()).collect()
}

/// Every symbol of a long change, not of its first lines only.
#[test]
fn all_of_a_long_piece_of_assembly_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let function = |name: &str| {
        let body = "\tnop\n".repeat(300);
        format!(
            "\t.globl {name}\n\t.type {name}, @function\n{name}:\n{body}\tret\n\t.size {name}, .-{name}\n"
        )
    };
    let source = ["\t.text\n", &function("enter"), &function("leave")].concat();
    fs::write(folder.path().join("entry.S"), &source).expect("can be written");
    let map = format!("-fdebug-prefix-map={}=.", folder.path().display());
    let mut cc = Command::new("cc");
    let status = cc.args(["-g", &map, "-c", "entry.S"]).current_dir(folder.path()).status();
    assert!(status.expect("cc starts").success());
    let lines: Vec<_> = source.lines().collect();
    let mut patch = format!("--- a/entry.S\n+++ b/entry.S\n@@ -1,{} +1,1 @@\n", lines.len());
    patch += " \t.text\n";
    lines[1..].iter().for_each(|line| patch.extend(["-", line, "\n"]));
    let (object, path) = (folder.path().join("entry.o"), folder.path().join("long.patch"));
    fs::write(&path, patch).expect("can be written");
    let [object, path] = [object, path].map(|path| path.to_string_lossy().into_owned());
    let answer = klpscope(["impact", &object, "--patch", &path]);
    assert!(answer.out.contains("assembly of enter, leave"), "{answer:?}");
}

#[test]
fn patches_are_mapped_as_written_by_hand() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for case in Case::all() {
        for patch in Expected::all(&case) {
            for compiler in case.compilers() {
                count += 1;
                let binary = case.binary(&corpus(""), compiler, "prebuilt").expect("a prebuilt");
                let name = format!("{} {compiler}", patch.path.display());
                let found = patch.disagreements(&binary, compiler);
                wrong.extend(found.into_iter().map(|text| format!("{name}: {text}")));
            }
        }
    }
    assert!(count > 100, "only {count} patches and binaries");
    assert!(wrong.is_empty(), "{} disagreements:\n{}", wrong.len(), wrong.join("\n"));
}
