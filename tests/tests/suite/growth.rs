//! Twice the input costs twice as much.

#![expect(clippy::expect_used, reason = "a test stops at what it cannot do")]

use std::path::Path;
use std::time::Instant;

use klpscope_tests::{generated, gimli_walk, klpscope};

/// Units of the smaller program; the larger has four times as many.
const UNITS: u64 = 40;

/// What is written here is read as it was meant.
#[test]
fn generated_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("program");
    let bytes = generated::program(3);
    std::fs::write(&path, &bytes).expect("write");
    let walked = gimli_walk::count(&bytes).expect("DWARF");
    let stats = json(&["stats", "--format", "json", text(&path)]);
    let counts = &stats["objects"][0];
    assert_eq!(counts["dies"]["all"].as_u64(), Some(walked.dies));
    assert_eq!(walked.inlined, 3 * generated::FUNCTIONS);
    assert_eq!(walked.call_sites, 3 * generated::FUNCTIONS);
    let impact = json(&["impact", text(&path), "-f", "helper", "--format", "json"]);
    let set = impact["totals"]["members"].as_u64();
    assert_eq!(set, Some(3 * generated::FUNCTIONS), "{}", impact["totals"]);
}

/// A cost that grew with the square would be sixteen times as much.
#[test]
fn four_times_the_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let seconds = |units: u64, question: &[&str]| {
        let path = folder.path().join(units.to_string());
        std::fs::write(&path, generated::program(units)).expect("write");
        let args: Vec<&str> =
            question.iter().map(|&arg| if arg == "FILE" { text(&path) } else { arg }).collect();
        let least = (0..3).map(|_| {
            let begin = Instant::now();
            assert_eq!(klpscope(args.clone()).code, 0);
            begin.elapsed().as_secs_f64()
        });
        least.fold(f64::MAX, f64::min)
    };
    let questions = [
        &["stats", "FILE"][..],
        &["list", "hosts", "FILE"],
        // All functions in one set. (With `helper` alone each would bring all others along, as
        // no symbol names them here: an answer that is the square.)
        &["impact", "FILE", "-f", "*"],
        &["show", "FILE", "*"],
    ];
    for question in questions {
        let (small, large) = (seconds(UNITS, question), seconds(4 * UNITS, question));
        assert!(large < 9.0 * small, "{question:?}: {small:.3} s, then {large:.3} s");
    }
}

fn json(args: &[&str]) -> serde_json::Value {
    let answer = klpscope(args.iter().copied());
    assert_eq!(answer.code, 0, "{}", answer.err);
    serde_json::from_str(&answer.out).expect("JSON")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}
