//! Twice the input costs twice as much.

#![expect(clippy::expect_used, reason = "a test stops at what it cannot do")]

#[expect(
    dead_code,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "shared with the benches, which are klpscope too"
)]
#[path = "../../benches/measure/mod.rs"]
mod measure;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use klpscope_tests::amplify::{Class, classes};
use klpscope_tests::{generated, gimli_walk, klpscope};

use measure::{Cost, End};

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
        // Of the processor: other tests run meanwhile.
        let least = (0..3).map(|_| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_documented"));
            let (cost, end) = measure::run(command.args(&args).arg("--no-cache"));
            assert_eq!(end, End::Exit(0));
            cost.cpu
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

/// Four times of what amplifies costs four times as much, or a little more. The bench `growth`
/// holds larger ones to their double.
#[test]
fn four_times_what_amplifies() {
    // What a process takes with nothing to do: not of the file.
    const EMPTY: Cost = Cost { wall: 0.0, cpu: 0.05, peak: 40 << 20 };
    let folder = tempfile::tempdir().expect("a folder");
    for class in classes() {
        let size = class.small();
        let (small, large) = (of(&class, size, &folder), of(&class, 4 * size, &folder));
        let time = (large.cpu + EMPTY.cpu) / (small.cpu + EMPTY.cpu);
        let memory = large.peak.max(EMPTY.peak) as f64 / small.peak.max(EMPTY.peak) as f64;
        assert!(time < 9.0, "{}: {} s, then {} s", class.name, small.cpu, large.cpu);
        assert!(memory < 4.84, "{}: {} bytes, then {}", class.name, small.peak, large.peak);
    }
}

/// What `impact` costs on a class.
fn of(class: &Class, size: usize, folder: &tempfile::TempDir) -> Cost {
    let path = folder.path().join("file");
    std::fs::write(&path, (class.make)(size)).expect("write");
    let mut command = Command::new(env!("CARGO_BIN_EXE_documented"));
    command.args(["impact", "--no-cache", "-f", class.function]).arg(&path);
    let (cost, end) = measure::within(&mut command, Some(Duration::from_secs(30)));
    // Some are refused in parts; each is asked about a function that is there.
    assert!(matches!(end, End::Exit(0 | 4)), "{}: {end:?}", class.name);
    cost
}

fn json(args: &[&str]) -> serde_json::Value {
    let answer = klpscope(args.iter().copied());
    assert_eq!(answer.code, 0, "{}", answer.err);
    serde_json::from_str(&answer.out).expect("JSON")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}
