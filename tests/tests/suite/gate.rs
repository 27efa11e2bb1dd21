//! `klpscope gate` through its door: the history of `tests/gate/`, the ratchet, and its
//! formats as others read them: schemas, an XML parser, names that try to break out.
#![expect(clippy::expect_used, clippy::panic, reason = "what a test needs is there, or it fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use klpscope_tests::{Answer, corpus, klpscope, workspace};
use serde_json::Value;
use tempfile::TempDir;

const STEPS: [&str; 6] = ["a", "moved", "bigger", "inline", "flag", "duplicate"];

fn step(name: &str) -> PathBuf {
    workspace().join("tests/gate/prebuilt").join(name).join("meter")
}

fn policy() -> PathBuf {
    workspace().join("tests/gate/policy.toml")
}

/// Runs the gate on a file.
fn gate(file: &Path, policy: &Path, more: &[&str]) -> Answer {
    let (file, policy) = (file.display().to_string(), policy.display().to_string());
    let args = ["gate", &file, "--policy", &policy, "--no-cache", "--today", "2026-01-01"];
    klpscope(args.iter().chain(more).copied())
}

fn report(file: &Path, policy: &Path, more: &[&str]) -> Value {
    let answer = gate(file, policy, &[more, &["--format", "json"]].concat());
    serde_json::from_str(&answer.out).unwrap_or_else(|error| panic!("{error}: {answer:?}"))
}

fn written(dir: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = dir.path().join(name);
    fs::write(&path, text).expect("written");
    path
}

/// `RULE FUNCTION` of what is new and no note.
fn told(report: &Value) -> BTreeSet<String> {
    let findings = report["findings"].as_array().expect("findings");
    let new = findings.iter().filter(|one| one["state"] == "new" && one["severity"] != "note");
    let text = |one: &Value, key: &str| one[key].as_str().expect("text").to_owned();
    new.map(|one| format!("{} {}", text(one, "rule"), text(one, "function"))).collect()
}

fn set(texts: &[&str]) -> BTreeSet<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

#[test]
fn each_step_of_the_history_is_named() {
    let expected: [(&str, u8, &[&str]); 6] = [
        ("a", 0, &[]),
        ("moved", 0, &[]),
        ("bigger", 1, &["abi-clone mix", "set-size mix"]),
        ("inline", 1, &["set-size limit"]),
        ("flag", 1, &["build-option "]),
        ("duplicate", 1, &["ambiguous-symbol level", "ambiguous-watch level"]),
    ];
    for (name, code, findings) in expected {
        assert_eq!(told(&report(&step(name), &policy(), &[])), set(findings), "{name}");
        assert_eq!(gate(&step(name), &policy(), &[]).code, code, "{name}");
    }
}

fn history(name: &str) -> PathBuf {
    workspace().join(format!("tests/history/prebuilt/{name}.zst"))
}

/// What could not be compared is never a silent pass.
#[test]
fn an_older_build_of_something_else_is_said() {
    let older = history("a").display().to_string();
    let stranger = corpus("recursion/prebuilt/gcc-12.elf").display().to_string();
    let with = ["--against", &older, "--against", &stranger];
    let answer = gate(&step("a"), &policy(), &with);
    assert_eq!(answer.code, 4, "{answer:?}");
    assert!(told(&report(&step("a"), &policy(), &with)).contains("incomplete-input "));
    let allowed = gate(&step("a"), &policy(), &[&with[..], &["--allow-incomplete"]].concat());
    assert_eq!(allowed.code, 0, "{allowed:?}");

    let dir = tempfile::tempdir().expect("folder");
    let asks = "[watch]\nfunctions = [\"limit\"]\n\n[drift]\nmin-growth = 3\n";
    let asks = written(&dir, "asks.toml", asks);
    let without = report(&step("a"), &asks, &[]);
    assert_eq!(told(&without), set(&["not-compared "]));
    assert_eq!(without["findings"][0]["place"]["line"], 4, "{without}");
    let same = step("a").display().to_string();
    assert_eq!(told(&report(&step("a"), &asks, &["--against", &same])), set(&[]));
}

/// A function that is gone is told of, though nothing of the new build is watched by it.
#[test]
fn what_is_watched_and_gone_is_told() {
    let dir = tempfile::tempdir().expect("folder");
    let text = "[watch]\npaths = [\"lvm.c\"]\n[findings]\ndeny = [\"function-removed\"]\nallow = [\"options-changed\"]";
    let watches = written(&dir, "watches.toml", text);
    let older = history("a").display().to_string();
    let found = told(&report(&history("flag"), &watches, &["--against", &older]));
    assert!(found.contains("function-removed luaV_lessequal"), "{found:?}");
}

/// Another number of a clone is no other finding, and to `drift` no more than that.
#[test]
fn ids_survive_another_number_of_a_clone() {
    let dir = tempfile::tempdir().expect("folder");
    let bytes = fs::read(step("bigger")).expect("readable");
    let (old, new) = (b"mix.constprop.0\0", b"mix.constprop.7\0");
    let at: Vec<_> = (0..bytes.len()).filter(|&at| bytes[at..].starts_with(old)).collect();
    assert!(!at.is_empty(), "the symbol is there");
    let mut renamed = bytes;
    at.into_iter().for_each(|at| renamed[at..at + new.len()].copy_from_slice(new));
    fs::create_dir(dir.path().join("renamed")).expect("made");
    let file = dir.path().join("renamed/meter");
    fs::write(&file, renamed).expect("written");
    let ids = |file: &Path| -> Vec<Value> {
        let report = report(file, &policy(), &[]);
        let findings = report["findings"].as_array().expect("findings").clone();
        findings.iter().map(|one| one["id"].clone()).collect()
    };
    assert_eq!(ids(&file), ids(&step("bigger")));

    let files = [step("bigger"), file].map(|file| file.display().to_string());
    let args = ["drift", &files[0], &files[1], "--no-cache", "--format", "json"];
    let answer = klpscope(args);
    let report: Value = serde_json::from_str(&answer.out).expect("JSON");
    let kinds: Vec<_> = report["changes"].as_array().expect("changes").iter().collect();
    assert_eq!(kinds.len(), 1, "{answer:?}");
    assert_eq!(kinds[0]["kind"], "clone-renumbered");
    assert_eq!(
        (&kinds[0]["lost"][0], &kinds[0]["gained"][0]),
        (&"mix.constprop.0".into(), &"mix.constprop.7".into())
    );
}

/// A clone that has to be named, because its callers are not in the set.
#[test]
fn names_that_the_compiler_made_up_are_counted() {
    let dir = tempfile::tempdir().expect("folder");
    let strict = "[watch]\nglobs = [\"*\"]\n[limits]\nunstable-names = 0";
    let strict = written(&dir, "strict.toml", strict);
    let build = corpus("policy-unstable-name/prebuilt/gcc-14.o");
    let told = told(&report(&build, &strict, &[]));
    assert!(told.iter().any(|one| one.starts_with("unstable-names ")), "{told:?}");
}

/// Other directory, other addresses, lines a hundred further down: the same findings.
#[test]
fn ids_survive_a_rebuild() {
    let dir = tempfile::tempdir().expect("folder");
    let strict =
        "[watch]\nglobs = [\"*\"]\n[limits]\nset-size = 0\n[findings]\nwarn = [\"static-local\"]";
    let strict = written(&dir, "strict.toml", strict);
    let [one, two] = ["a", "moved"].map(|name| report(&step(name), &strict, &[]));
    let list = |report: &Value, key: &str| -> Vec<Value> {
        report["findings"].as_array().expect("list").iter().map(|one| one[key].clone()).collect()
    };
    assert_eq!(list(&one, "id"), list(&two, "id"));
    assert_ne!(list(&one, "place"), list(&two, "place"), "lines did move");
    let ids: BTreeSet<_> = list(&one, "id").iter().map(Value::to_string).collect();
    assert!(ids.len() >= 6 && ids.len() == list(&one, "id").len(), "{one}");
}

#[test]
fn the_baseline_only_shrinks() {
    let dir = tempfile::tempdir().expect("folder");
    let base = dir.path().join("base.json").display().to_string();
    let with = ["--baseline", &base];
    let update = ["--baseline", &base, "--update-baseline"];
    assert_eq!(gate(&step("bigger"), &policy(), &with).code, 2, "no baseline yet");
    assert_eq!(gate(&step("bigger"), &policy(), &update).code, 0);
    let first = fs::read_to_string(&base).expect("written");
    let known = report(&step("bigger"), &policy(), &with);
    assert_eq!((&known["totals"]["known"], &known["outcome"]), (&2.into(), &"passed".into()));
    // Something new fails, and what was mended is told.
    let other = report(&step("inline"), &policy(), &with);
    assert_eq!(told(&other), set(&["set-size limit"]));
    assert_eq!(other["fixed"].as_array().map(Vec::len), Some(2));
    assert_eq!(gate(&step("inline"), &policy(), &with).code, 1);
    assert_eq!(fs::read_to_string(&base).expect("there"), first, "only an update writes");
    assert_eq!(gate(&step("a"), &policy(), &update).code, 0);
    let empty = fs::read_to_string(&base).expect("there");
    assert!(!empty.contains("mix"), "{empty}");
    fs::write(&base, "{\"version\": 9, \"findings\": []}").expect("written");
    assert_eq!(gate(&step("a"), &policy(), &with).code, 2);
}

/// A known excess passes, but not a greater one.
#[test]
fn what_is_known_must_not_grow() {
    let dir = tempfile::tempdir().expect("folder");
    let strict = "[watch]\nfunctions = [\"limit\"]\n[limits]\nset-size = 0";
    let strict = written(&dir, "strict.toml", strict);
    let base = dir.path().join("base.json").display().to_string();
    // The header that the function moves to would make it another one.
    let with = ["--baseline", &base, "--update-baseline"];
    assert_eq!(gate(&step("inline"), &strict, &with).code, 0);
    let text = fs::read_to_string(&base).expect("written");
    fs::write(&base, text.replace("\"value\": 3", "\"value\": 2")).expect("written");
    let report = report(&step("inline"), &strict, &["--baseline", &base]);
    assert_eq!(told(&report), set(&["set-size limit"]));
    assert!(report.to_string().contains("it was 2 in the baseline"), "{report}");
}

#[test]
fn waivers_pass_until_their_day() {
    let dir = tempfile::tempdir().expect("folder");
    let waived = |expires: &str, function: &str| {
        let text = fs::read_to_string(policy()).expect("policy");
        let waiver = format!(
            "\n[[waiver]]\nfinding = \"set-size\"\nfunction = \"{function}\"\n\
             reason = \"moved to a header\"\nexpires = \"{expires}\"\n"
        );
        let policy = written(&dir, "waived.toml", &(text + &waiver));
        told(&report(&step("inline"), &policy, &[]))
    };
    assert_eq!(waived("2026-01-01", "lim*"), set(&[]), "the last day counts");
    let expired = set(&["set-size limit", "waiver-expired "]);
    assert_eq!(waived("2025-12-31", "lim*"), expired);
    assert_eq!(waived("2026-01-01", "x*"), set(&["set-size limit", "waiver-unused "]));
}

#[test]
fn a_starting_policy_passes_on_its_build() {
    let dir = tempfile::tempdir().expect("folder");
    let builds = [
        step("a"),
        step("bigger"),
        workspace().join("corpus/lto-inline-clone/prebuilt/gcc-14.elf"),
        workspace().join("corpus/policy-no-ftrace-site/prebuilt/gcc-14.o"),
        workspace().join("corpus/icf-lld/prebuilt/clang-19.elf"),
        workspace().join("tests/live-patch/prebuilt/target.ko"),
    ];
    for build in builds {
        let file = build.display().to_string();
        let init = klpscope(["gate", "--init", &file, "--no-cache"]);
        assert!(init.code == 0 && init.out.contains("[limits]"), "{init:?}");
        let policy = written(&dir, "init.toml", &init.out);
        let answer = gate(&build, &policy, &[]);
        assert_eq!(answer.code, 0, "{file}: {answer:?}\n{}", init.out);
        assert!(answer.out.starts_with("gate passed"), "{answer:?}");
    }
}

/// Input that lacks a part never passes silently; a policy of nothing neither.
#[test]
fn nothing_passes_silently() {
    let dir = tempfile::tempdir().expect("folder");
    let split = workspace().join("corpus/split-dwarf/prebuilt/gcc-14.elf");
    let policy = written(
        &dir,
        "all.toml",
        "[watch]\nglobs = [\"*\"]\n[findings]\nwarn = [\"no-debug-info\"]",
    );
    let answer = gate(&split, &policy, &["--format", "json"]);
    assert_eq!(answer.code, 4, "{answer:?}");
    assert!(answer.out.contains("\"rule\": \"incomplete-input\""), "{answer:?}");
    let base = dir.path().join("base.json");
    let with = ["--baseline", &base.display().to_string(), "--update-baseline"].map(str::to_owned);
    let update = gate(&split, &policy, &with.each_ref().map(String::as_str));
    assert!(update.code == 4 && !base.exists(), "{update:?}");
    assert_eq!(gate(&split, &policy, &["--allow-incomplete"]).code, 0);
    let nothing = written(&dir, "nothing.toml", "");
    assert_eq!(gate(&step("a"), &nothing, &[]).code, 1);
}

/// What the schema of policies takes the parser takes, and the other way round.
#[test]
fn schema_and_parser_agree() {
    let dir = tempfile::tempdir().expect("folder");
    let schema = klpscope(["gate", "--schema"]).out;
    let page = workspace().join("docs/klpscope-policy.schema.json");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&page, &schema).expect("page is writable");
    }
    assert_eq!(fs::read_to_string(&page).expect("page"), schema, "BLESS=1 renews it");
    let schema = serde_json::from_str(&schema).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let waiver = "[[waiver]]\nfinding = \"carried\"\nfunction = \"f\"\nreason = \"r\"\n";
    let dated = format!("{waiver}expires = \"2027-01-31\"\n");
    let full = fs::read_to_string(policy()).expect("policy") + &dated;
    let good = [
        "",
        &full,
        &dated,
        "source-root = \"/src\"",
        "[watch]\nlist = \"names\"\n",
        "[limits]\npossible-percent = 100",
        "[build]\nrequire = [\"-fno-ipa-icf\", \"dumps\"]",
    ];
    let no_reason = dated.replace("\"r\"", "\" \"");
    let no_date = dated.replace("2027-01-31", "soon");
    let bad = [
        "watsh = 1",
        "[watch]\nfunction = []",
        "[watch]\nfunctions = \"f\"",
        "[watch]\nglobs = [\"\"]",
        "[limits]\nset-sise = 1",
        "[limits]\nset-size = -1",
        "[limits]\nset-size = \"1\"",
        "[limits]\npossible-percent = 101",
        "[findings]\ndeny = [\"no-such\"]",
        "[build]\nrequire = [\"-O2\"]",
        "[[waiver]]\nfinding = \"carried\"",
        waiver,
        &no_reason,
        &no_date,
    ];
    written(&dir, "names", "level # as in the policy\n");
    for (texts, is_good) in [(&good[..], true), (&bad[..], false)] {
        for text in texts {
            let data: toml::Table = toml::from_str(text).expect("TOML");
            let data = serde_json::to_value(data).expect("JSON");
            assert_eq!(schema.is_valid(&data), is_good, "schema: {text}");
            let path = written(&dir, "policy.toml", text);
            let answer = gate(&step("a"), &path, &[]);
            assert_eq!(answer.code != 2, is_good, "{text}: {answer:?}");
        }
    }
    let typo = written(&dir, "policy.toml", "[watch]\n\n[limits]\nset-sise = 1");
    let answer = gate(&step("a"), &typo, &[]);
    let says = ["policy.toml:4: unknown key \"set-sise\" in [limits]", "did you mean set-size?"];
    assert!(says.iter().all(|text| answer.err.contains(text)), "{answer:?}");
}

/// OASIS's schema, and what GitLab drops results for.
#[test]
fn sarif_follows_its_schema() {
    let schema = workspace().join("tests/gate/sarif-schema/sarif-schema-2.1.0.json");
    let schema = fs::read_to_string(schema).expect("schema");
    // Its pattern of a language is no regular expression: a bracket too many.
    assert!(schema.contains("[a-zA-Z]{2}]?$"));
    let schema = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let schema = serde_json::from_str(&schema).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    for name in STEPS {
        let answer = gate(&step(name), &policy(), &["--format", "sarif"]);
        let log: Value = serde_json::from_str(&answer.out).expect("JSON");
        let wrong: Vec<_> = schema.iter_errors(&log).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
        let run = &log["runs"][0];
        for result in run["results"].as_array().expect("results") {
            let index =
                usize::try_from(result["ruleIndex"].as_u64().expect("index")).expect("small");
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
            let place = &result["locations"][0]["physicalLocation"];
            assert!(place["artifactLocation"]["uri"].is_string(), "{result}");
            let is_of_file =
                ["build-option", "ambiguous-watch"].iter().any(|id| result["ruleId"] == *id);
            assert_eq!(place["region"]["startLine"].is_u64(), !is_of_file, "{result}");
            assert!(result["partialFingerprints"]["klpscope/v1"].is_string(), "{result}");
        }
    }
}

/// A file whose names are commands, markup and controls.
fn hostile(dir: &TempDir) -> PathBuf {
    let mut bytes = fs::read(step("bigger")).expect("prebuilt");
    let names: [(&[u8], &[u8]); 3] = [
        (b"\0mix.constprop.0\0", b"\0]]>\n::error::<x\0"),
        (b"\0level\0", b"\0\x1b|<&`\0"),
        (b"\0limit\0", b"\0a\n::%\0"),
    ];
    for (old, new) in names {
        assert_eq!(old.len(), new.len());
        let at: Vec<_> =
            (0..bytes.len() - old.len()).filter(|&at| bytes[at..].starts_with(old)).collect();
        assert!(!at.is_empty(), "{old:?}");
        for at in at {
            bytes[at..at + new.len()].copy_from_slice(new);
        }
    }
    let path = dir.path().join("hostile");
    fs::write(&path, bytes).expect("written");
    path
}

#[test]
fn names_do_not_break_out() {
    let dir = tempfile::tempdir().expect("folder");
    let file = hostile(&dir);
    let strict =
        "[watch]\nglobs = [\"*\"]\n[limits]\nset-size = 0\n[findings]\ndeny = [\"abi-clone\"]";
    let policy = written(&dir, "strict.toml", strict);
    let as_format = |format: &str| {
        let answer = gate(&file, &policy, &["--format", format]);
        assert_eq!(answer.code, 1, "{answer:?}");
        let harmless = |c: char| c == '\n' || !c.is_control();
        assert!(answer.out.chars().all(harmless), "{format}: {}", answer.out);
        answer.out
    };
    let findings = report(&file, &policy, &[])["totals"]["errors"].as_u64().expect("errors");
    assert!(findings >= 6);
    let github = as_format("github");
    assert_eq!(github.lines().count() as u64, findings, "{github}");
    assert!(github.lines().all(|line| line.starts_with("::error file=")), "{github}");
    let markdown = as_format("markdown");
    let rows: Vec<_> = markdown.lines().filter(|line| line.starts_with("| error")).collect();
    assert_eq!(rows.len() as u64, findings);
    assert!(rows.iter().all(|row| row.matches('|').count() == 6 && !row.contains('<')), "{rows:?}");
    for format in ["sarif", "gitlab", "json"] {
        serde_json::from_str::<Value>(&as_format(format)).expect("JSON");
    }
    assert_eq!(failures(&as_format("junit"), &dir), findings + 1, "and the gate as a whole");
    as_format("text");
}

/// The failures of a JUnit file, as Python's XML parser sees them.
fn failures(text: &str, dir: &TempDir) -> u64 {
    let path = written(dir, "gate.xml", text);
    let program = "import sys, xml.etree.ElementTree as tree\n\
                   root = tree.parse(sys.argv[1]).getroot()\n\
                   cases = list(root.iter('testcase'))\n\
                   failed = len(list(root.iter('failure')))\n\
                   assert root.tag == 'testsuites' and int(root.get('failures')) == failed\n\
                   assert int(root.get('tests')) == len(cases)\n\
                   assert all(case.get('name') and case.get('classname') for case in cases)\n\
                   print(failed)";
    let mut python = Command::new("python3");
    let output = python.args(["-c", program]).arg(path).output().expect("python3 runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).trim().parse().expect("a number")
}

#[test]
fn several_outputs_in_one_run() {
    let dir = tempfile::tempdir().expect("folder");
    let at = |name: &str| dir.path().join(name).display().to_string();
    let summary = written(&dir, "summary.md", "before\n");
    let answer = gate(
        &step("inline"),
        &policy(),
        &[
            "--output",
            &format!("sarif={}", at("gate.sarif")),
            "--output",
            &format!("junit={}", at("gate.xml")),
            "--summary-file",
            &summary.display().to_string(),
            "--quiet",
        ],
    );
    assert!(answer.code == 1 && answer.out.is_empty(), "{answer:?}");
    assert!(fs::read_to_string(at("gate.sarif")).expect("there").contains("set-size"));
    assert!(fs::read_to_string(at("gate.xml")).expect("there").contains("<failure"));
    let summary = fs::read_to_string(summary).expect("there");
    assert!(summary.starts_with("before\n## klpscope gate FAILED"), "{summary}");
}
