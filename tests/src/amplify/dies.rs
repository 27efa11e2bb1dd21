//! DIEs: deep, in circles, and copies within copies.

use super::{Class, class};
use crate::by_hand::{Hand, ODD, dw};

pub(super) const CLASSES: &[Class] = &[
    class("blocks within one another", blocks, 4_000_000, "*"),
    class("copies within one another", nested_copies, 40_000, "helper"),
    class("copies of one function in one", copies, 100_000, "helper"),
    class("origins of origins", origins, 200_000, "*"),
    class("origins in a circle", circle, 200_000, "*"),
    class("units that import each other", imports, 200_000, "*"),
    class("units that claim one address", one_address, 50_000, "sane"),
    class("functions that share all code", one_body, 4_000, "*"),
];

const BARE: &[(u64, u64)] = &[(dw::NAME, dw::STRING)];
const FUNCTION: &[(u64, u64)] =
    &[(dw::NAME, dw::STRING), (dw::LOW_PC, dw::ADDR), (dw::HIGH_PC, dw::DATA4)];

fn hand() -> Hand {
    let mut hand = Hand::default();
    hand.abbreviation(1, dw::COMPILE_UNIT, true, BARE);
    hand.abbreviation(2, dw::SUBPROGRAM, true, FUNCTION);
    hand
}

fn function(name: &str, low: u64, length: u32) -> Vec<u8> {
    let mut die = format!("\x02{name}\0").into_bytes();
    die.extend(low.to_le_bytes());
    die.extend(length.to_le_bytes());
    die
}

fn blocks(n: usize) -> Vec<u8> {
    let mut hand = hand();
    hand.abbreviation(3, dw::LEXICAL_BLOCK, true, &[]);
    let mut dies = b"\x01a.c\0".to_vec();
    dies.extend(function("odd", ODD, 16));
    dies.extend(vec![3; n]);
    dies.extend(vec![0; n + 2]);
    hand.unit(&dies);
    hand.finish()
}

/// A function `helper`, and copies of it in one host.
fn inlined(n: usize, nested: bool) -> Vec<u8> {
    let mut hand = hand();
    let copy =
        [(dw::ABSTRACT_ORIGIN, dw::REF_ADDR), (dw::LOW_PC, dw::ADDR), (dw::HIGH_PC, dw::DATA4)];
    hand.abbreviation(3, dw::INLINED, nested, &copy);
    hand.abbreviation(4, dw::SUBPROGRAM, false, BARE);
    let helper = hand.next_die() + 5;
    let mut dies = b"\x01a.c\0\x04helper\0".to_vec();
    dies.extend(function("odd", ODD, n as u32 + 1));
    for at in 0..n as u64 {
        let (begin, length) = if nested { (ODD, 1) } else { (ODD + at, 1_u32) };
        dies.push(3);
        dies.extend(helper.to_le_bytes());
        dies.extend(begin.to_le_bytes());
        dies.extend(length.to_le_bytes());
    }
    dies.extend(vec![0; if nested { n + 2 } else { 2 }]);
    hand.unit(&dies);
    hand.code = vec![0x90; n];
    hand.code.push(0xc3);
    hand.finish()
}

fn nested_copies(n: usize) -> Vec<u8> {
    inlined(n, true)
}

fn copies(n: usize) -> Vec<u8> {
    inlined(n, false)
}

/// Functions with code, each with the next as origin; the last leads to `last`.
fn chain(n: usize, last: usize) -> Vec<u8> {
    const DIE: u32 = 17;
    let mut hand = hand();
    let place =
        [(dw::ABSTRACT_ORIGIN, dw::REF_ADDR), (dw::LOW_PC, dw::ADDR), (dw::HIGH_PC, dw::DATA4)];
    hand.abbreviation(3, dw::SUBPROGRAM, false, &place);
    let first = hand.next_die() + 5;
    let mut dies = b"\x01a.c\0".to_vec();
    for at in 0..n {
        let next = if at + 1 == n { last } else { at + 1 };
        dies.push(3);
        dies.extend((first + DIE * next as u32).to_le_bytes());
        dies.extend((ODD + at as u64).to_le_bytes());
        dies.extend(1_u32.to_le_bytes());
    }
    dies.extend(function("odd", ODD + n as u64, 1));
    dies.extend([0, 0]);
    hand.unit(&dies);
    hand.code = vec![0xc3; n + 1];
    hand.finish()
}

fn origins(n: usize) -> Vec<u8> {
    chain(n, n)
}

fn circle(n: usize) -> Vec<u8> {
    chain(n, 0)
}

/// Each imports the next one, the last the first.
fn imports(n: usize) -> Vec<u8> {
    const UNIT: u32 = 22;
    let mut hand = hand();
    hand.abbreviation(3, dw::IMPORTED_UNIT, false, &[(dw::IMPORT, dw::REF_ADDR)]);
    let first = hand.next_die();
    for at in 0..n as u32 {
        let next = first + UNIT * ((at + 1) % n as u32);
        let mut dies = b"\x01a\0\x03".to_vec();
        dies.extend(next.to_le_bytes());
        dies.extend([0, 0]);
        hand.unit(&dies);
    }
    hand.finish()
}

fn one_address(n: usize) -> Vec<u8> {
    let mut hand = hand();
    for at in 0..n {
        let mut dies = b"\x01a.c\0".to_vec();
        dies.extend(function(&format!("f{at}"), ODD, 16));
        dies.extend([0, 0]);
        hand.unit(&dies);
    }
    hand.finish()
}

/// Each begins an instruction later, and all end at the end.
fn one_body(n: usize) -> Vec<u8> {
    let mut hand = hand();
    let mut dies = b"\x01a.c\0".to_vec();
    for at in 0..n {
        dies.extend(function(&format!("f{at}"), ODD + at as u64, (n - at) as u32));
        dies.push(0);
    }
    dies.push(0);
    hand.unit(&dies);
    hand.code = vec![0x90; n];
    hand.finish()
}
