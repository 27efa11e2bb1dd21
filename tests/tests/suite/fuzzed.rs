//! Each fuzz target over what once did harm, its seeds, and some mutations of them. What is
//! found by running on (`tests/fuzz/README.md`) is kept in `tests/fuzz/regressions/TARGET/`.
#![expect(clippy::expect_used, reason = "a test stops at what it cannot do")]

use std::fs;

use klpscope_tests::fuzzed::{Mutations, TARGETS, Target};
use klpscope_tests::workspace;

/// Mutations of all seeds of a target together: a second of each.
const MUTATIONS: usize = 150;

#[test]
fn what_once_did_harm_does_none() {
    let folder = workspace().join("tests/fuzz/regressions");
    let mut kept = 0;
    for target in TARGETS {
        for file in fs::read_dir(folder.join(target.name)).into_iter().flatten() {
            let path = file.expect("an entry").path();
            target.run(&fs::read(path).expect("readable"));
            kept += 1;
        }
    }
    let all = fs::read_dir(folder).expect("there").map(|entry| entry.expect("an entry").path());
    let all: usize = all.map(|target| target.read_dir().map_or(0, Iterator::count)).sum();
    assert_eq!(kept, all, "a folder of another name than a target");
}

fn few(name: &str) {
    let target: &Target = TARGETS.iter().find(|target| target.name == name).expect("a target");
    let seeds = target.seeds();
    assert!(!seeds.is_empty(), "{name} has nothing to begin with");
    let mut mutations = Mutations::new(1);
    // All at a distance: not the first cases of the corpus alone.
    let step = seeds.len().div_ceil(MUTATIONS / 3).max(1);
    let chosen: Vec<_> = seeds.iter().step_by(step).collect();
    for seed in &chosen {
        target.run(seed);
    }
    for at in 0..MUTATIONS {
        target.run(&mutations.of(chosen[at % chosen.len()]));
    }
}

#[test]
fn image() {
    few("image");
}

#[test]
fn dwarf() {
    few("dwarf");
}

#[test]
fn code() {
    few("code");
}

#[test]
fn ipa_clones() {
    few("ipa-clones");
}

#[test]
fn opt_remarks() {
    few("opt-remarks");
}

#[test]
fn patch() {
    few("patch");
}

#[test]
fn policy() {
    few("policy");
}

#[test]
fn index() {
    few("index");
}

#[test]
fn impact() {
    few("impact");
}
