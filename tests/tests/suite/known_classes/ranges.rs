//! Ranges that overlap, wrap, run backwards, and never end; units that claim the same.

use klpscope_tests::by_hand::{Hand, ODD, TEXT, dw, uleb};

use super::{FUNCTION, UNIT, answered, function, hand};

/// A function with a list of these ranges, all of the section.
fn listed(entries: &[u8]) -> Hand {
    let mut hand = hand();
    let function = [(dw::NAME, dw::STRING), (dw::RANGES, dw::SEC_OFFSET)];
    hand.abbreviation(2, dw::SUBPROGRAM, false, &function);
    let mut dies = UNIT.to_vec();
    dies.extend(b"\x02odd\0\x0c\0\0\0\0");
    hand.unit(&dies);
    let mut section = ((entries.len() + 8) as u32).to_le_bytes().to_vec();
    section.extend([5, 0, 8, 0, 0, 0, 0, 0]);
    section.extend(entries);
    hand.others.push((".debug_rnglists", section));
    hand
}

/// `DW_RLE_start_length` (DWARF 5, section 7.25).
fn entry(begin: u64, length: u64) -> Vec<u8> {
    let mut entry = vec![7];
    entry.extend(begin.to_le_bytes());
    uleb(&mut entry, length);
    entry
}

#[test]
fn a_range_list_that_never_ends() {
    // No DW_RLE_end_of_list.
    let mut list = entry(ODD, 16).repeat(200);
    answered(&listed(&list), "DW_AT_ranges: unexpected end of input");
    list.push(0);
    let functions = answered(&listed(&list), "");
    assert!(functions.out.contains("\todd\t"), "{functions:?}");
    // Within a number; and no section at all.
    list.truncate(list.len() - 2);
    answered(&listed(&list), "DW_AT_ranges: unexpected end of input");
    let mut missing = listed(&list);
    missing.others.clear();
    answered(&missing, "DW_AT_ranges: unexpected end of input");
    let mut endless = entry(ODD, 16).repeat(200_000);
    endless.push(0);
    answered(&listed(&endless), "DW_AT_ranges: the lists of the unit have more than ");
}

#[test]
fn entries_of_a_list_that_wrap() {
    let mut backwards = vec![6];
    backwards.extend([ODD + 8, ODD].into_iter().flat_map(u64::to_le_bytes));
    for (first, said) in [
        (entry(ODD, u64::MAX), "an entry reaches past the last address"),
        (backwards, "an entry begins at 0x401018 and ends before, at 0x401010"),
        // Of code that the linker dropped, and of none at all.
        (entry(u64::MAX, 16), ""),
        (entry(ODD + 8, 0), ""),
    ] {
        let list = [first, entry(ODD, 16), vec![0]].concat();
        answered(&listed(&list), said);
    }
}

#[test]
fn ranges_that_wrap_and_overlap() {
    let mut hand = hand();
    hand.abbreviation(2, dw::SUBPROGRAM, false, &FUNCTION);
    let mut dies = UNIT.to_vec();
    dies.extend(function(2, "odd", ODD, u64::MAX - 4));
    dies.push(0);
    hand.unit(&dies);
    answered(&hand, "DIE at");
    // Over `sane` and each other.
    let mut dies = UNIT.to_vec();
    for (at, name) in ["odd", "even"].into_iter().enumerate() {
        dies.extend(function(2, name, TEXT + 8 * at as u64, 32));
    }
    dies.push(0);
    let mut hand = self::hand();
    hand.abbreviation(2, dw::SUBPROGRAM, false, &FUNCTION);
    hand.unit(&dies);
    let functions = answered(&hand, "");
    assert!(["odd", "even"].iter().all(|name| functions.out.contains(name)), "{functions:?}");
}

#[test]
fn a_function_that_ends_before_it_begins() {
    let mut hand = hand();
    let place = [(dw::NAME, dw::STRING), (dw::LOW_PC, dw::ADDR), (dw::HIGH_PC, dw::ADDR)];
    hand.abbreviation(2, dw::SUBPROGRAM, false, &place);
    let mut dies = UNIT.to_vec();
    dies.extend(function(2, "odd", ODD + 8, ODD));
    dies.push(0);
    hand.unit(&dies);
    answered(&hand, "DIE at");
}

#[test]
fn two_units_that_claim_one_address() {
    let mut hand = hand();
    hand.abbreviation(2, dw::SUBPROGRAM, false, &FUNCTION);
    for name in ["odd", "even"] {
        let mut dies = UNIT.to_vec();
        dies.extend(function(2, name, ODD, 16));
        dies.push(0);
        hand.unit(&dies);
    }
    let functions = answered(&hand, "");
    assert!(["odd", "even"].iter().all(|name| functions.out.contains(name)), "{functions:?}");
}
