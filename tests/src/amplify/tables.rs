//! Tables of DWARF that many name: abbreviations, lines, ranges, strings.

use super::{Class, class};
use crate::by_hand::{Hand, ODD, dw, line_program, uleb};

pub(super) const CLASSES: &[Class] = &[
    class("one table of abbreviations, of all units", shared_abbreviations, 20_000, "*"),
    class("two tables of abbreviations, by turns", abbreviations_by_turns, 20_000, "*"),
    class("tables of abbreviations within one another", nested_abbreviations, 20_000, "*"),
    class("an abbreviation after the other", abbreviations, 400_000, "*"),
    class("one line program, of all units", shared_lines, 10_000, "*"),
    class("line programs within one another", nested_lines, 4_000, "*"),
    class("two line tables with files, by turns", files_by_turns, 4_000, "*"),
    class("one list of ranges, of all functions", shared_ranges, 20_000, "*"),
    class("one list of ranges, of all units", ranges_of_units, 20_000, "*"),
    class("lists of ranges within one another", nested_ranges, 20_000, "*"),
    class("names that end alike", nested_names, 40_000, "*"),
    class("one long name, of all functions", long_name, 40_000, "sane"),
];

/// A unit without children.
const BARE: &[(u64, u64)] = &[(dw::NAME, dw::STRING)];
const FUNCTION: &[(u64, u64)] =
    &[(dw::NAME, dw::STRING), (dw::LOW_PC, dw::ADDR), (dw::HIGH_PC, dw::DATA4)];
const LISTED: &[(u64, u64)] = &[(dw::NAME, dw::STRING), (dw::RANGES, dw::SEC_OFFSET)];

fn unused(hand: &mut Hand, from: usize, n: usize) {
    for code in from..from + n {
        hand.abbreviation(code as u64, dw::LEXICAL_BLOCK, false, &[]);
    }
}

/// `n` units, `n` abbreviations.
fn shared_abbreviations(n: usize) -> Vec<u8> {
    let mut hand = Hand::default();
    hand.abbreviation(1, dw::COMPILE_UNIT, false, BARE);
    unused(&mut hand, 2, n);
    for _ in 0..n {
        hand.unit(b"\x01a\0");
    }
    hand.finish()
}

fn abbreviations_by_turns(n: usize) -> Vec<u8> {
    let mut hand = Hand::default();
    let mut begins = Vec::new();
    for _ in 0..2 {
        begins.push(hand.abbrev.len());
        hand.abbreviation(1, dw::COMPILE_UNIT, false, BARE);
        unused(&mut hand, 2, n / 2);
        hand.abbrev.push(0);
    }
    for at in 0..n {
        hand.unit_with(begins[at % 2], b"\x01a\0");
    }
    hand.finish()
}

/// Each begins an abbreviation later.
fn nested_abbreviations(n: usize) -> Vec<u8> {
    let mut hand = Hand::default();
    let mut begins = Vec::new();
    for code in 1..=n as u64 {
        begins.push(hand.abbrev.len());
        hand.abbreviation(code, dw::COMPILE_UNIT, false, BARE);
    }
    for (at, &begin) in begins.iter().enumerate() {
        let mut dies = Vec::new();
        uleb(&mut dies, at as u64 + 1);
        dies.extend(b"a\0");
        hand.unit_with(begin, &dies);
    }
    hand.finish()
}

fn abbreviations(n: usize) -> Vec<u8> {
    let mut hand = Hand::default();
    hand.abbreviation(1, dw::COMPILE_UNIT, false, BARE);
    unused(&mut hand, 2, n);
    hand.unit(b"\x01a\0");
    hand.finish()
}

const WITH_LINES: &[(u64, u64)] = &[(dw::NAME, dw::STRING), (dw::STMT_LIST, dw::SEC_OFFSET)];

/// A unit with a function, and the line table at an offset.
fn unit_with_lines(hand: &mut Hand, lines: u32) {
    let mut dies = b"\x01a.c\0".to_vec();
    dies.extend(lines.to_le_bytes());
    dies.extend(b"\x02odd\0");
    dies.extend(ODD.to_le_bytes());
    dies.extend([16, 0, 0, 0, 0]);
    hand.unit(&dies);
}

fn with_lines() -> Hand {
    let mut hand = Hand::default();
    hand.abbreviation(1, dw::COMPILE_UNIT, true, WITH_LINES);
    hand.abbreviation(2, dw::SUBPROGRAM, false, FUNCTION);
    hand
}

fn shared_lines(n: usize) -> Vec<u8> {
    let mut hand = with_lines();
    (0..n).for_each(|_| unit_with_lines(&mut hand, 0));
    // `call` of the code behind, so that a line is asked for.
    hand.code = vec![0xe8, 0, 0, 0, 0, 0xc3];
    hand.others.push((".debug_line", line_program(1, 20 * n)));
    hand.finish()
}

/// Each reaches to the end of the section.
fn nested_lines(n: usize) -> Vec<u8> {
    let mut hand = with_lines();
    let each = line_program(1, 40).len();
    let mut lines = line_program(1, 40).repeat(n);
    for at in 0..n {
        let begin = at * each;
        let rest = (lines.len() - begin - 4) as u32;
        lines[begin..begin + 4].copy_from_slice(&rest.to_le_bytes());
        unit_with_lines(&mut hand, begin as u32);
    }
    hand.code = vec![0xe8, 0, 0, 0, 0, 0xc3];
    hand.others.push((".debug_line", lines));
    hand.finish()
}

fn files_by_turns(n: usize) -> Vec<u8> {
    let mut hand = with_lines();
    let table = line_program(n, 1);
    let second = table.len() as u32;
    (0..n as u32).for_each(|at| unit_with_lines(&mut hand, at % 2 * second));
    hand.others.push((".debug_line", table.repeat(2)));
    hand.finish()
}

/// A section of range lists.
fn rnglists(entries: &[u8]) -> Vec<u8> {
    let mut section = ((entries.len() + 8) as u32).to_le_bytes().to_vec();
    section.extend([5, 0, 8, 0, 0, 0, 0, 0]);
    section.extend(entries);
    section
}

/// `n` entries of an instruction each, and the end.
fn entries(n: usize) -> Vec<u8> {
    let mut entries = Vec::new();
    for at in 0..n as u64 {
        entries.push(7);
        entries.extend((ODD + at).to_le_bytes());
        entries.push(1);
    }
    entries.push(0);
    entries
}

const LIST: u32 = 12;
const ENTRY: u32 = 10;

fn listed(n: usize) -> Hand {
    let mut hand = Hand::default();
    hand.abbreviation(1, dw::COMPILE_UNIT, true, BARE);
    hand.abbreviation(2, dw::SUBPROGRAM, false, LISTED);
    hand.code = vec![0x90; n + 16];
    hand.others.push((".debug_rnglists", rnglists(&entries(n))));
    hand
}

fn function(at: usize, list: u32) -> Vec<u8> {
    let mut die = format!("\x02f{at}\0").into_bytes();
    die.extend(list.to_le_bytes());
    die
}

fn shared_ranges(n: usize) -> Vec<u8> {
    let mut hand = listed(n);
    let mut dies = b"\x01a.c\0".to_vec();
    (0..n).for_each(|at| dies.extend(function(at, LIST)));
    hand.unit(&dies);
    hand.finish()
}

fn ranges_of_units(n: usize) -> Vec<u8> {
    let mut hand = listed(n);
    for at in 0..n {
        let mut dies = b"\x01a.c\0".to_vec();
        dies.extend(function(at, LIST));
        hand.unit(&dies);
    }
    hand.finish()
}

/// Each begins an entry later.
fn nested_ranges(n: usize) -> Vec<u8> {
    let mut hand = listed(n);
    let mut dies = b"\x01a.c\0".to_vec();
    (0..n).for_each(|at| dies.extend(function(at, LIST + at as u32 * ENTRY)));
    hand.unit(&dies);
    hand.finish()
}

/// `n` functions whose names are in `.debug_str`, at offsets that `at` gives.
fn named(n: usize, text: Vec<u8>, at: impl Fn(usize) -> u32) -> Vec<u8> {
    let mut hand = Hand::default();
    hand.abbreviation(1, dw::COMPILE_UNIT, true, BARE);
    let function = [(dw::NAME, dw::STRP), FUNCTION[1], FUNCTION[2]];
    hand.abbreviation(2, dw::SUBPROGRAM, false, &function);
    let mut dies = b"\x01a.c\0".to_vec();
    for number in 0..n {
        dies.push(2);
        dies.extend(at(number).to_le_bytes());
        dies.extend((ODD + number as u64).to_le_bytes());
        dies.extend(1_u32.to_le_bytes());
    }
    hand.unit(&dies);
    hand.code = vec![0xc3; n + 16];
    hand.others.push((".debug_str", text));
    hand.finish()
}

fn nested_names(n: usize) -> Vec<u8> {
    let mut text = vec![b'x'; n];
    text.push(0);
    named(n, text, |number| number as u32)
}

fn long_name(n: usize) -> Vec<u8> {
    let mut text = vec![b'x'; n];
    text.push(0);
    named(n, text, |_| 0)
}
