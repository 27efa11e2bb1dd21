//! Files that are read whole: ELF files, patches, policies.

use std::fs;
use std::path::{Path, PathBuf};

use super::ask::{Scratch, ask};
use crate::{corpus, workspace};

/// What libFuzzer finds its way in, and what it can copy in no time.
const MOST: u64 = 16 << 10;
/// A program with clones, for what is asked about one.
const PROGRAM: &str = "lto-inline-clone/prebuilt/gcc-14.elf";

/// An ELF file: reading it, and that the graph is sound.
pub(super) fn image(bytes: &[u8]) {
    let scratch = Scratch::new("program", bytes);
    ask(&["stats", &scratch.file, "--verify"], &[1]);
    ask(&["list", "calls", &scratch.file], &[]);
}

/// An ELF file: all that can be asked of all its functions.
pub(super) fn impact(bytes: &[u8]) {
    let scratch = Scratch::new("program", bytes);
    let file = scratch.file.as_str();
    ask(&["impact", file, "-f", "*", "--format", "json"], &[2]);
    ask(&["impact", file, "-f", "*", "--model", "exact"], &[2]);
    ask(&["show", file, "*"], &[2]);
    ask(&["audit", file], &[]);
}

/// The small programs and objects of the corpus.
pub(super) fn programs() -> Vec<Vec<u8>> {
    let small = |path: &PathBuf| path.metadata().is_ok_and(|file| file.len() <= MOST);
    let is_elf = |path: &PathBuf| path.extension().is_some_and(|end| end == "elf" || end == "o");
    read(corpus_files("prebuilt").into_iter().filter(is_elf).filter(small))
}

/// A unified diff against the sources of a program.
pub(super) fn patch(bytes: &[u8]) {
    let scratch = Scratch::new("change.patch", bytes);
    let program = corpus("patch-kinds/prebuilt/gcc-14.elf");
    let program = program.to_str().expect("a path of text");
    ask(&["impact", program, "--patch", &scratch.file], &[2]);
}

/// The patches of the corpus, and those of the history.
pub(super) fn patches() -> Vec<Vec<u8>> {
    let history = folder(&workspace().join("tests/history"));
    let history = history.into_iter().filter(|path| path.extension().is_some_and(|e| e == "diff"));
    read(corpus_files("patches").into_iter().chain(history))
}

/// A policy file of the gate; held against a program it may also be broken (1).
pub(super) fn policy(bytes: &[u8]) {
    let scratch = Scratch::new("policy.toml", bytes);
    let program = corpus(PROGRAM);
    let program = program.to_str().expect("a path of text");
    let args = ["gate", program, "--policy", &scratch.file, "--today", "2026-01-01"];
    ask(&[args.as_slice(), &["--format", "json"]].concat(), &[1, 2]);
}

/// The policies of the tests, and one that the gate makes.
pub(super) fn policies() -> Vec<Vec<u8>> {
    let program = corpus(PROGRAM);
    let program = program.to_str().expect("a path of text");
    let made = ask(&["gate", "--init", program], &[]).out.into_bytes();
    let kept = ["gate", "history"].map(|name| workspace().join("tests").join(name));
    let mut all = read(kept.iter().map(|folder| folder.join("policy.toml")));
    all.push(made);
    all
}

/// The files of all folders of that name in cases of the corpus, in order.
pub(super) fn corpus_files(name: &str) -> Vec<PathBuf> {
    folder(&corpus("")).iter().flat_map(|case| folder(&case.join(name))).collect()
}

fn folder(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(path) else { return Vec::new() };
    let mut all: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    all.sort();
    all
}

pub(super) fn read(paths: impl IntoIterator<Item = PathBuf>) -> Vec<Vec<u8>> {
    paths
        .into_iter()
        .filter(|path| path.is_file())
        .map(|path| fs::read(path).expect("read"))
        .collect()
}
