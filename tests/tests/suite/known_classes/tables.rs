//! Tables beside the DIEs: abbreviations, units, strings, lines.

use klpscope_tests::by_hand::{Hand, ODD, abbrev_begin, dw, line_program, unit};

use super::{FUNCTION, UNIT, answered, function, hand};

#[test]
fn an_abbreviation_table_of_millions() {
    let mut hand = hand();
    hand.abbreviation(2, dw::SUBPROGRAM, false, &FUNCTION);
    for code in 3..2_000_000 {
        hand.abbreviation(code, dw::LEXICAL_BLOCK, false, &[]);
    }
    let mut dies = UNIT.to_vec();
    dies.extend(function(2, "odd", ODD, 16));
    dies.push(0);
    // Each unit has the table.
    for _ in 0..50 {
        hand.unit(&dies);
    }
    answered(&hand, "");
}

#[test]
fn unit_lengths_that_overlap() {
    let mut hand = hand();
    hand.abbreviation(2, dw::SUBPROGRAM, false, &FUNCTION);
    let mut dies = UNIT.to_vec();
    dies.extend(function(2, "odd", ODD, 16));
    dies.push(0);
    for wrong in [-20_i64, -1, 1, 20, i64::from(u32::MAX >> 4)] {
        let mut broken = hand.clone();
        let mut bytes = unit(abbrev_begin(), &dies);
        let length = (dies.len() as i64 + 8 + wrong) as u32;
        bytes[..4].copy_from_slice(&length.to_le_bytes());
        broken.info.extend(&bytes);
        broken.unit(&dies);
        answered(&broken, ".debug_info");
    }
}

#[test]
fn strings_past_the_end() {
    let mut hand = hand();
    hand.abbreviation(
        2,
        dw::SUBPROGRAM,
        false,
        &[(dw::NAME, dw::STRP), (dw::LOW_PC, dw::ADDR), (dw::HIGH_PC, dw::DATA8)],
    );
    for offset in [5_u32, 0x7fff_ffff, u32::MAX] {
        let mut dies = UNIT.to_vec();
        dies.push(2);
        dies.extend(offset.to_le_bytes());
        dies.extend(ODD.to_le_bytes());
        dies.extend(16_u64.to_le_bytes());
        dies.push(0);
        let mut broken = hand.clone();
        broken.unit(&dies);
        broken.others.push((".debug_str", b"odd\0".to_vec()));
        answered(&broken, "DIE at");
    }
}

/// Each of many units names the one large line program: read once each, it would be rows times
/// units.
#[test]
fn a_line_program_of_every_unit() {
    const UNITS: usize = 4000;
    let mut hand = Hand::default();
    let named = [(dw::NAME, dw::STRING), (dw::STMT_LIST, dw::SEC_OFFSET)];
    hand.abbreviation(1, dw::COMPILE_UNIT, true, &named);
    hand.abbreviation(2, dw::SUBPROGRAM, false, &FUNCTION);
    for _ in 0..UNITS {
        let mut dies = b"\x01odd.c\0\0\0\0\0".to_vec();
        dies.extend(function(2, "odd", ODD, 16));
        dies.push(0);
        hand.unit(&dies);
    }
    hand.others.push((".debug_line", line_program(1, 200 * UNITS)));
    answered(&hand, "");
}
