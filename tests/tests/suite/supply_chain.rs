//! What klpscope is made of: licences, second versions, registries, and the code that runs
//! when it is built.
#![expect(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use klpscope_tests::{peer, workspace};

/// `deny.toml` holds, and a smaller one would not: cargo-deny does read our crates.
#[test]
fn crates_are_those_that_deny_toml_allows() {
    let Some(deny) = peer("cargo-deny") else { return };
    let config = workspace().join("deny.toml");
    let held = check(&deny, &config);
    assert!(held.status.success(), "{}", String::from_utf8_lossy(&held.stderr));

    let folder = tempfile::tempdir().expect("a folder");
    let text = fs::read_to_string(config).expect("deny.toml");
    for (gone, said) in [
        ("\"MIT\", ", "license is not explicitly allowed"),
        ("    \"tree-sitter-c\",\n", "has a build script but is not allowed"),
        ("    { crate = \"hashbrown@0.15\"", "duplicate entries for crate 'hashbrown'"),
    ] {
        let comment = if gone.contains('{') { "#" } else { "" };
        let less = text.replacen(gone, comment, 1);
        assert_ne!(less, text, "deny.toml has no {gone:?}");
        let stricter = folder.path().join("deny.toml");
        fs::write(&stricter, less).expect("written");
        let held = check(&deny, &stricter);
        let err = String::from_utf8_lossy(&held.stderr);
        assert!(!held.status.success() && err.contains(said), "without {gone:?}: {err}");
    }
}

/// Runs what needs no database of advisories.
fn check(deny: &Path, config: &Path) -> Output {
    Command::new(deny)
        .current_dir(workspace())
        .args(["--locked", "--config"])
        .arg(config)
        .args(["check", "--deny", "warnings", "licenses", "bans", "sources"])
        .output()
        .expect("cargo-deny runs")
}

/// Our own build scripts read what lies beside them, and tell cargo. They start nothing.
#[test]
fn no_build_script_of_ours_runs_anything() {
    const STARTS: [&str; 5] = ["process", "Command", "cc::", "TcpStream", "include!"];
    let mut found = 0;
    for package in ["graph", "analyzer", "cli", "tests"] {
        let script = workspace().join(package).join("build.rs");
        let Ok(text) = fs::read_to_string(script) else { continue };
        found += 1;
        let started: Vec<_> = STARTS.iter().filter(|word| text.contains(*word)).collect();
        assert!(started.is_empty(), "{package}/build.rs names {started:?}");
        let manifest = workspace().join(package).join("Cargo.toml");
        let manifest = fs::read_to_string(manifest).expect("a manifest");
        let section = manifest.split("[build-dependencies]").nth(1).unwrap_or_default();
        let section = section.split("\n[").next().unwrap_or_default();
        let crates = section.lines().filter(|line| line.contains('='));
        assert!(crates.clone().all(|line| line.starts_with("crc32fast")), "{package}: {section}");
    }
    assert_eq!(found, 2);
}

/// SECURITY.md has a row for each file with `unsafe`, and how often it stands there.
#[test]
fn every_unsafe_is_counted_and_justified() {
    let text = fs::read_to_string(workspace().join("SECURITY.md")).expect("SECURITY.md");
    let table = text.lines().skip_while(|line| !line.contains("| unsafe |"));
    let rows = table.skip(2).take_while(|line| line.starts_with('|'));
    let told: BTreeMap<String, usize> = rows
        .map(|row| {
            let mut cells = row.split('|').map(str::trim).skip(1);
            let file = cells.next().expect("a file").trim_matches('`').to_owned();
            (file, cells.next().and_then(|count| count.parse().ok()).expect("a count"))
        })
        .collect();
    let listed = Command::new("git")
        .current_dir(workspace())
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.rs"])
        .output()
        .expect("git runs");
    let mut found = BTreeMap::new();
    for file in String::from_utf8_lossy(&listed.stdout).split_terminator('\0') {
        let text = fs::read_to_string(workspace().join(file)).unwrap_or_default();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let count: usize = code.map(unsafe_words).sum();
        if count > 0 {
            found.insert(file.to_owned(), count);
        }
    }
    assert_eq!(found, told, "the files with unsafe, and the table in SECURITY.md");
}

/// How often `unsafe` stands in a line as a word of its own.
fn unsafe_words(line: &str) -> usize {
    let is_begin = |word: &str| ["{", "fn", "impl", "extern", "trait"].contains(&word);
    let words: Vec<_> = line.split_whitespace().collect();
    words.windows(2).filter(|pair| pair[0].ends_with("unsafe") && is_begin(pair[1])).count()
}
