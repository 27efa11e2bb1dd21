//! DIEs that name each other in circles, and that nest deeper than any stack.

use klpscope_tests::by_hand::{ODD, dw};

use super::{FUNCTION, UNIT, answered, function, hand};

#[test]
fn origins_in_a_circle() {
    for attribute in [dw::ABSTRACT_ORIGIN, dw::SPECIFICATION] {
        for steps in [1_u32, 2, 3] {
            let mut hand = hand();
            let place =
                [(attribute, dw::REF_ADDR), (dw::LOW_PC, dw::ADDR), (dw::HIGH_PC, dw::DATA8)];
            hand.abbreviation(2, dw::SUBPROGRAM, false, &place);
            let first = hand.next_die() + UNIT.len() as u32;
            let mut dies = UNIT.to_vec();
            for step in 0..steps {
                dies.push(2);
                dies.extend((first + (step + 1) % steps * 21).to_le_bytes());
                dies.extend((ODD + 4 * u64::from(step)).to_le_bytes());
                dies.extend(4_u64.to_le_bytes());
            }
            dies.push(0);
            hand.unit(&dies);
            answered(&hand, ".debug_info: ");
        }
    }
}

/// One DIE names the next; the last has a name, or there is none.
#[test]
fn origins_too_far_away() {
    for (steps, next, said) in
        [(20_u32, 20, ""), (40, 40, "32 steps"), (40, 7, "32 steps"), (1, 1 << 20, "leads ")]
    {
        let mut hand = hand();
        let origin = [(dw::ABSTRACT_ORIGIN, dw::REF_ADDR)];
        hand.abbreviation(2, dw::SUBPROGRAM, false, &[origin[0], FUNCTION[1], FUNCTION[2]]);
        hand.abbreviation(3, dw::SUBPROGRAM, false, &origin);
        hand.abbreviation(4, dw::SUBPROGRAM, false, &FUNCTION[..1]);
        let first = hand.next_die() + UNIT.len() as u32 + 21;
        let mut dies = UNIT.to_vec();
        dies.push(2);
        dies.extend(first.to_le_bytes());
        dies.extend(ODD.to_le_bytes());
        dies.extend(16_u64.to_le_bytes());
        for step in 1..=steps {
            dies.push(3);
            let to = if step == steps { next } else { step };
            dies.extend((first + 5 * to).to_le_bytes());
        }
        dies.extend(b"\x04far\0\0");
        hand.unit(&dies);
        let functions = answered(&hand, said);
        assert_eq!(functions.out.contains("far"), said.is_empty(), "{functions:?}");
    }
}

#[test]
fn units_that_import_themselves() {
    let mut hand = hand();
    hand.abbreviation(2, dw::IMPORTED_UNIT, false, &[(dw::IMPORT, dw::REF_ADDR)]);
    let own = hand.next_die();
    let mut dies = UNIT.to_vec();
    dies.push(2);
    dies.extend(own.to_le_bytes());
    dies.push(0);
    hand.unit(&dies);
    answered(&hand, "");
}

#[test]
fn blocks_a_hundred_thousand_deep() {
    let mut hand = hand();
    hand.abbreviation(2, dw::SUBPROGRAM, true, &FUNCTION);
    hand.abbreviation(3, dw::LEXICAL_BLOCK, true, &[]);
    let mut dies = UNIT.to_vec();
    dies.extend(function(2, "odd", ODD, 16));
    dies.extend([3; 100_000]);
    dies.extend([0; 100_002]);
    hand.unit(&dies);
    let functions = answered(&hand, "");
    assert!(functions.out.contains("odd"), "{functions:?}");
}

#[test]
fn copies_a_hundred_thousand_deep() {
    let mut hand = hand();
    hand.abbreviation(2, dw::SUBPROGRAM, true, &FUNCTION);
    let copy =
        [(dw::ABSTRACT_ORIGIN, dw::REF_ADDR), (dw::LOW_PC, dw::ADDR), (dw::HIGH_PC, dw::DATA4)];
    hand.abbreviation(3, dw::INLINED, true, &copy);
    hand.abbreviation(4, dw::SUBPROGRAM, false, &[(dw::NAME, dw::STRING)]);
    let helper = hand.next_die() + UNIT.len() as u32;
    let mut dies = UNIT.to_vec();
    dies.extend(b"\x04helper\0");
    dies.extend(function(2, "odd", ODD, 16));
    for _ in 0..100_000 {
        dies.push(3);
        dies.extend(helper.to_le_bytes());
        dies.extend(ODD.to_le_bytes());
        dies.extend(8_u32.to_le_bytes());
    }
    dies.extend([0; 100_002]);
    hand.unit(&dies);
    answered(&hand, "");
}
