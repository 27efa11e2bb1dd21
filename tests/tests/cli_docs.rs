//! Runs every command that the documentation shows and compares its output:
//! README.md, docs/*.md and cmd/*.trycmd, all from the root of the workspace.
//! `TRYCMD=overwrite cargo test --test cli_docs` writes what the commands print now.
#![expect(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use klpscope_tests::{klpscope, workspace};
use serde_json::Value;
use trycmd::schema::Bin;

/// Stands in for `klpscope` and for `cargo run ... --`.
const KLPSCOPE: &str = env!("CARGO_BIN_EXE_documented");

#[test]
fn documented_commands_print_what_is_documented() {
    env::set_current_dir(workspace()).expect("the workspace is there");
    // One after the other: both write the same pages when they are renewed.
    compare_pipelines();
    let klpscope = Bin::Path(PathBuf::from(KLPSCOPE));
    trycmd::TestCases::new()
        .register_bin("klpscope", klpscope.clone())
        .register_bin("cargo", klpscope)
        .case("README.md")
        .case("docs/*.md")
        .case("tests/cmd/*.trycmd");
}

/// A pipeline stands in a `sh` block, what it prints in the `text` block behind it.
fn compare_pipelines() {
    let bin = tempfile::tempdir().expect("temporary folder");
    symlink(KLPSCOPE, bin.path().join("klpscope")).expect("linked");
    for page in pages() {
        let text = fs::read_to_string(&page).expect("page is readable");
        let now = with_outputs(&text, |pipeline| run_in_shell(pipeline, bin.path()));
        if env::var("TRYCMD").is_ok_and(|wish| wish == "overwrite") {
            fs::write(&page, &now).expect("page is writable");
        } else {
            assert_eq!(text, now, "{}: TRYCMD=overwrite renews it", page.display());
        }
    }
}

/// docs/report-schema.md names every key that a report has.
#[test]
fn every_key_of_a_report_is_described() {
    let page = fs::read_to_string(workspace().join("docs/report-schema.md")).expect("readable");
    let mut keys = BTreeSet::new();
    for args in [
        "impact corpus/lto-inline-clone/prebuilt/gcc-14.elf -f sum -f twice",
        "impact corpus/icf-gcc/prebuilt/gcc-14.elf -f * --model inline-clone",
        "impact corpus/external/prebuilt/gcc-14.o -f leaf",
        "impact corpus/policy-no-ftrace-site/prebuilt/gcc-14.o -f leaf --lift",
        "impact corpus/ipa-ra/prebuilt/gcc-14.elf -f leaf",
        "impact corpus/patch-kinds/prebuilt/gcc-14.elf --patch corpus/patch-kinds/patches/git-headers.patch",
        "impact corpus/patch-kinds/prebuilt/gcc-14.elf --line table.c:5",
        "audit corpus/audit-mixed/prebuilt/gcc-14.elf corpus/lto-inline-clone/prebuilt/gcc-14.elf",
        "explain corpus/lto-inline-clone/prebuilt/gcc-14.elf second -f sum",
        "show corpus/lto-inline-clone/prebuilt/gcc-14.elf *",
        "stats corpus/lto-inline-clone/prebuilt/gcc-14.elf",
        "drift corpus/../tests/history/prebuilt/a.zst corpus/../tests/history/prebuilt/flag.zst",
        "gate tests/gate/prebuilt/bigger/meter --policy tests/gate/policy.toml",
        "explain-policy unstable-name",
    ] {
        let args = format!("{args} --format json");
        let args = args.replace("corpus/", &format!("{}/corpus/", workspace().display()));
        let args = args.replace("tests/gate/", &format!("{}/tests/gate/", workspace().display()));
        let answer = klpscope(args.split(' '));
        let report = serde_json::from_str(&answer.out).unwrap_or_else(|_| panic!("{answer:?}"));
        collect_keys(&report, &mut keys);
    }
    keys.retain(|key| !page.contains(&format!("`{key}`")) && !page.contains(&format!("**{key}**")));
    assert!(keys.is_empty(), "not described: {keys:?}");
}

/// The pages with pipelines: README.md and docs/*.md.
fn pages() -> Vec<PathBuf> {
    let docs = fs::read_dir(workspace().join("docs")).expect("docs is readable");
    let files = docs.map(|entry| entry.expect("entry is readable").path());
    let mut pages: Vec<_> = files.filter(|f| f.extension().is_some_and(|e| e == "md")).collect();
    pages.push(workspace().join("README.md"));
    pages.sort();
    pages
}

/// `page` with each `text` block that follows a `sh` block replaced by what the
/// latter prints.
fn with_outputs(page: &str, run: impl Fn(&str) -> String) -> String {
    const BETWEEN: &str = "```\n\n```text\n";
    let (mut now, mut rest) = (String::new(), page);
    while let Some((before, block)) = rest.split_once("```sh\n") {
        now.extend([before, "```sh\n"]);
        rest = block;
        let end = block.find("```\n").expect("a code block ends");
        let (command, behind) = block.split_at(end);
        if let Some(output) = behind.strip_prefix(BETWEEN) {
            now.extend([command, BETWEEN, &run(command)]);
            rest = &output[output.find("```\n").expect("a code block ends")..];
        }
    }
    now + rest
}

fn run_in_shell(pipeline: &str, bin: &Path) -> String {
    let path = format!("{}:{}", bin.display(), env::var("PATH").unwrap_or_default());
    let mut shell = Command::new("sh");
    shell.args(["-c", pipeline]).env("PATH", path).current_dir(workspace());
    let output = shell.output().expect("sh runs");
    assert!(output.status.success(), "{pipeline}: {output:?}");
    String::from_utf8(output.stdout).expect("text")
}

fn collect_keys(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            keys.extend(map.keys().cloned());
            map.values().for_each(|value| collect_keys(value, keys));
        }
        Value::Array(values) => values.iter().for_each(|value| collect_keys(value, keys)),
        _ => {}
    }
}
