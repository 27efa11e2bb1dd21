//! The history of a real program, Lua built by GCC LTO, a change a build: `drift` must tell
//! the hosts that came and went as two lists of hosts do that are compared line by line.
#![expect(clippy::expect_used, reason = "a test stops at what it cannot do")]

use std::collections::{BTreeMap, BTreeSet};

use klpscope_tests::{Answer, klpscope, workspace};
use serde_json::Value;

const CHANGED: [&str; 5] = ["bigger", "duplicate", "flag", "inline", "notrace"];

/// Name and file of a function.
type Key = (String, String);

fn build(name: &str) -> String {
    workspace().join(format!("tests/history/prebuilt/{name}.zst")).display().to_string()
}

fn drift(name: &str, more: &[&str]) -> Answer {
    let (old, new) = (build("a"), build(name));
    let args = ["drift", &old, &new, "--no-cache"];
    klpscope(args.iter().chain(more).copied())
}

fn changes(name: &str) -> Vec<Value> {
    let answer = drift(name, &["--format", "json"]);
    let report: Value = serde_json::from_str(&answer.out).expect(&answer.err);
    report["changes"].as_array().cloned().unwrap_or_default()
}

/// By function the names of those that hold a copy of it, without suffixes. A function with
/// code of its own has an entry, too.
fn hosts(name: &str) -> BTreeMap<Key, BTreeSet<String>> {
    let answer = klpscope(["list", "hosts", &build(name), "--no-cache"]);
    let mut hosts: BTreeMap<Key, BTreeSet<String>> = BTreeMap::new();
    for line in answer.out.lines().skip(1) {
        let columns: Vec<_> = line.split('\t').collect();
        let file = columns[1].strip_prefix(&format!("/lua-{name}/")).unwrap_or(columns[1]);
        let of = hosts.entry((columns[0].to_owned(), file.to_owned())).or_default();
        if columns[5].contains("inlined") {
            of.extend(columns[4].split('.').next().map(str::to_owned));
        }
    }
    hosts
}

#[test]
fn hosts_are_those_of_two_lists() {
    let olds = hosts("a");
    for build in CHANGED {
        let news = hosts(build);
        let mut expected = BTreeMap::new();
        for (key, before) in &olds {
            let Some(after) = news.get(key) else { continue };
            let names = |one: &BTreeSet<String>, other| -> Vec<String> {
                one.difference(other).cloned().collect()
            };
            let (lost, gained) = (names(before, after), names(after, before));
            if !lost.is_empty() || !gained.is_empty() {
                expected.insert(key.clone(), (lost, gained));
            }
        }
        let mut told: BTreeMap<Key, (Vec<String>, Vec<String>)> = BTreeMap::new();
        for change in changes(build) {
            let kind = change["kind"].as_str().unwrap_or_default();
            if !kind.contains("hosts") && !kind.ends_with("inlined") {
                continue;
            }
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let function = &change["function"];
            let told = told.entry((text(&function["name"]), text(&function["place"]["file"])));
            let told = told.or_default();
            let names = |key: &str| change[key].as_array().cloned().unwrap_or_default();
            told.0.extend(names("lost").iter().map(text));
            told.1.extend(names("gained").iter().map(text));
        }
        assert_eq!(told, expected, "{build}");
        assert_eq!(expected.is_empty(), build == "notrace", "{build}");
    }
}

#[test]
fn what_is_only_elsewhere_is_no_change() {
    for (build, moved) in [("a", 0), ("moved", 0), ("renamed", 12)] {
        let answer = drift(build, &["--exit-code", "--format", "json"]);
        assert_eq!(answer.code, 0, "{build}: {answer:?}");
        let report: Value = serde_json::from_str(&answer.out).unwrap_or_default();
        assert_eq!(report["totals"]["moved"], moved, "{build}");
        assert_eq!(report["totals"]["changes"], 0, "{build}");
    }
}

#[test]
fn the_exit_code_heeds_what_is_allowed() {
    let code = |more: &[&str]| drift("bigger", more).code;
    assert_eq!(code(&[]), 0);
    assert_eq!(code(&["--exit-code"]), 1);
    assert_eq!(code(&["--exit-code", "--only", "hosts-gained"]), 0);
    assert_eq!(code(&["--exit-code", "--only", "newly-emitted"]), 1);
    let allowed = ["--exit-code", "--only", "newly-emitted", "--allow", "newly-emitted=1"];
    assert_eq!(code(&allowed), 0);
    assert_eq!(code(&["--exit-code", "--only", "set-shrank", "--min-growth", "4"]), 1);
    assert_eq!(code(&["--exit-code", "--only", "set-shrank", "--min-growth", "5"]), 0);
    assert_eq!(code(&["--exit-code", "-f", "luaH_get*"]), 0);
    assert_eq!(code(&["-f", "no_such_function"]), 2);
    assert_eq!(code(&["--exit-code", "--allow", "newly-emited=1"]), 2);
}

/// A build without the table of ftrace sites: that all are lost cannot be told from that
/// nothing is known.
#[test]
fn a_table_that_one_build_lacks_is_said() {
    let module = |name: &str| workspace().join(format!("tests/live-patch/prebuilt/{name}.ko"));
    let [with, without] = ["target", "no-sites"].map(|name| module(name).display().to_string());
    for (old, new) in [(&with, &without), (&without, &with)] {
        let answer = klpscope(["drift", old, new, "--no-cache"]);
        assert_eq!(answer.code, 4, "{answer:?}");
        assert!(answer.err.contains("ftrace sites"), "{answer:?}");
        let allowed = klpscope(["drift", old, new, "--no-cache", "--allow-incomplete"]);
        assert_eq!(allowed.code, 0, "{allowed:?}");
    }
}

/// docs/drift.md tells every kind as the command's help does.
#[test]
fn every_kind_is_documented() {
    let page = std::fs::read_to_string(workspace().join("docs/drift.md")).unwrap_or_default();
    let help = klpscope(["drift", "--help"]).out;
    let help: String = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let rows: Vec<_> = page.lines().filter(|line| line.starts_with("| `")).collect();
    assert_eq!(rows.len(), 19);
    for row in rows {
        let mut cells = row.trim_matches('|').split('|').map(str::trim);
        let id = cells.next().unwrap_or_default().trim_matches('`');
        let meaning = cells.next().unwrap_or_default();
        assert!(help.contains(&format!("- {id}: {}", meaning.trim_end_matches('.'))), "{id}");
    }
}
