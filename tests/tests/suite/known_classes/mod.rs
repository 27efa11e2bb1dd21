//! The known ways to hurt a reader of DWARF, one file each: docs/robustness.md lists them.
//! Beside what is wrong stands a function with which nothing is; it is always answered for.

#![expect(clippy::expect_used, reason = "a test stops at what is not as expected")]

mod index_file;
mod ranges;
mod references;
mod sections;
mod tables;

use std::fs;
use std::process::Command;

use klpscope_tests::by_hand::{Hand, ODD, SANE, dw, info_begin};

const KLPSCOPE: &str = env!("CARGO_BIN_EXE_documented");
const INCOMPLETE: i32 = 4;

/// What a process answered.
#[derive(Debug)]
struct Answer {
    code: i32,
    out: String,
    err: String,
}

/// Within limits that no such file may reach: with those the exit code would be 5.
fn ask(args: &[&str]) -> Answer {
    let limits = ["--max-memory", "512M", "--timeout", "30"];
    let ended = Command::new(KLPSCOPE).args(args).args(limits).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let code = ended.status.code().expect("no signal");
    Answer { code, out: text(ended.stdout), err: text(ended.stderr) }
}

/// `stats` must say `said` and exit with 4, or 0 where nothing is lost (`said` is empty);
/// `sane` is in the answer of `impact` as ever.
fn answered(hand: &Hand, said: &str) -> Answer {
    answered_bytes(&hand.finish(), said)
}

fn answered_bytes(bytes: &[u8], said: &str) -> Answer {
    let (_folder, path) = written(bytes);
    let stats = ask(&["stats", &path]);
    let code = if said.is_empty() { 0 } else { INCOMPLETE };
    assert_eq!(stats.code, code, "{stats:?}");
    assert!(stats.err.contains(said), "{said:?} is not said: {}", stats.err);
    let impact = ask(&["impact", &path, "-f", "sane"]);
    assert_eq!(impact.code, code, "{impact:?}");
    assert!(impact.out.contains(&format!("sane {SANE:#x}")), "{impact:?}");
    let functions = list(bytes);
    assert_eq!(functions.code, code, "{functions:?}");
    functions
}

fn list(bytes: &[u8]) -> Answer {
    let (_folder, path) = written(bytes);
    ask(&["list", "functions", &path])
}

fn written(bytes: &[u8]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("program");
    fs::write(&path, bytes).expect("written");
    let path = path.to_str().expect("a path").to_owned();
    (folder, path)
}

/// `DW_TAG_compile_unit` with children and a name, as code 1.
fn hand() -> Hand {
    let mut hand = Hand::default();
    hand.abbreviation(1, dw::COMPILE_UNIT, true, &[(dw::NAME, dw::STRING)]);
    hand
}

const UNIT: &[u8] = b"\x01odd.c\0";

/// A function at `low` with `DW_AT_high_pc` as an offset: name, low, length.
fn function(code: u8, name: &str, low: u64, length: u64) -> Vec<u8> {
    let mut die = vec![code];
    die.extend(name.bytes().chain([0]));
    die.extend(low.to_le_bytes());
    die.extend(length.to_le_bytes());
    die
}

const FUNCTION: [(u64, u64); 3] =
    [(dw::NAME, dw::STRING), (dw::LOW_PC, dw::ADDR), (dw::HIGH_PC, dw::DATA8)];

/// The files are what they are meant to be.
#[test]
fn nothing_wrong() {
    let mut hand = hand();
    hand.abbreviation(2, dw::SUBPROGRAM, false, &FUNCTION);
    let mut dies = UNIT.to_vec();
    dies.extend(function(2, "odd", ODD, 16));
    dies.push(0);
    assert_eq!(u64::from(hand.next_die()), info_begin() + 12);
    hand.unit(&dies);
    let functions = answered(&hand, "");
    assert!(functions.out.contains("odd") && functions.err.is_empty(), "{functions:?}");
}
