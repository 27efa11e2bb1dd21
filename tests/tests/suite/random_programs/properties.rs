//! What holds for any program, whatever is in it.

use std::path::{Path, PathBuf};

use klpscope_tests::klpscope;
use klpscope_tests::random_program::{Facts, Form, Program, add};
use rayon::prelude::*;

use super::answer::Asked;
use super::{Expected, Rule, difference};

/// Programs that are looked at, from the larger ones on.
const SEEDS: std::ops::Range<u64> = 260..300;

#[test]
fn a_function_that_nothing_uses_is_in_no_other_set() {
    each(|program, folder| {
        let before =
            answer(&Asked::directly(&written(program, folder, "before")), program, program);
        let larger = program.with_unused();
        let after = answer(&Asked::directly(&written(&larger, folder, "after")), program, &larger);
        let entry = after.keys().find_map(|fact| fact.strip_suffix(" is called used_by_nobody"));
        let entry = entry.expect("it is there").to_owned();
        let rest = after.into_iter().filter(|fact| !fact.0.starts_with(&entry)).collect();
        difference(&before, &rest)
    });
}

#[test]
fn the_order_of_units_changes_nothing() {
    each(|program, folder| {
        let before =
            answer(&Asked::directly(&written(program, folder, "before")), program, program);
        let other = program.permuted();
        let after = answer(&Asked::directly(&written(&other, folder, "after")), program, &other);
        difference(&before, &after)
    });
}

#[test]
fn dividing_a_unit_changes_no_set() {
    each(|program, folder| {
        let Some(divided) = program.divided() else { return Vec::new() };
        let sets = |program: &Program, name: &str| {
            let path = written(program, folder, name);
            let mut facts = Facts::new();
            sets(&Asked::directly(&path), program, &mut facts);
            facts
        };
        difference(&sets(program, "before"), &sets(&divided, "after"))
    });
}

#[test]
fn compressed_sections_say_the_same() {
    each(|program, folder| {
        let before = answer(&Asked::directly(&written(program, folder, "plain")), program, program);
        let path = folder.join("compressed");
        std::fs::write(&path, program.write(Form::Linked, true)).expect("write");
        let after = answer(&Asked::directly(&path), program, program);
        difference(&before, &after)
    });
}

#[test]
fn an_index_says_the_same() {
    each(|program, folder| {
        let path = written(program, folder, "program");
        let index = folder.join("index");
        let made = klpscope(["index".as_ref(), path.as_os_str(), "-o".as_ref(), index.as_os_str()]);
        assert_eq!(made.code, 0, "{}", made.err);
        let index = index.to_str().expect("a path").to_owned();
        let indexed = Asked { path: &path, options: vec!["--index".to_owned(), index] };
        let before = answer(&Asked::directly(&path), program, program);
        difference(&before, &answer(&indexed, program, program))
    });
}

/// Holds a property against every program; it tells what differs.
fn each(property: impl Fn(&Program, &Path) -> Vec<String> + Sync) {
    SEEDS.into_par_iter().for_each(|seed| {
        let folder = tempfile::tempdir().expect("a folder");
        let wrong = property(&Program::random(seed), folder.path());
        assert!(wrong.is_empty(), "seed {seed}: {wrong:#?}");
    });
}

fn written(program: &Program, folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, program.write(Form::Linked, false)).expect("write");
    path
}

/// The lists, and the sets of the functions of `program` as they are named in `now`.
fn answer(asked: &Asked<'_>, program: &Program, now: &Program) -> Facts {
    let mut facts = asked.graph().expect("an answer");
    for function in Expected::new(program, Form::Linked).present() {
        set(asked, now, function, &mut facts);
    }
    facts
}

fn sets(asked: &Asked<'_>, program: &Program, facts: &mut Facts) {
    for function in Expected::new(program, Form::Linked).present() {
        set(asked, program, function, facts);
    }
}

/// The set of a function, named by its number.
fn set(asked: &Asked<'_>, program: &Program, function: usize, facts: &mut Facts) {
    let found = asked.set(&program.spec(function), Rule::Exact);
    let (set, _) = found.expect("an answer");
    set.into_iter().for_each(|entry| add(facts, format!("{entry} in set of {function}")));
}
