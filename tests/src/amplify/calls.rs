//! Functions that call: each other, one, in a row; with names that can be called, and
//! without.

use super::{Class, class};
use crate::by_hand::{Hand, ODD, dw};
use crate::generated;

pub(super) const CLASSES: &[Class] = &[
    class("functions without symbols, that call each other", nameless, 40, "helper"),
    class("functions with symbols, that call each other", named, 80, "helper"),
    class("clones that call each other in a row", clones, 20_000, "f0"),
    class("calls of one function", one_callee, 100_000, "odd"),
    class("functions that hold all in front of them", nested_hosts, 400, "f0"),
];

fn nameless(n: usize) -> Vec<u8> {
    generated::program(n as u64)
}

fn named(n: usize) -> Vec<u8> {
    generated::named_program(n as u64)
}

/// Bytes of a function of [`clones`]: `call`, `ret`, fill.
const STRIDE: usize = 16;

/// `fN` calls `fN-1`; each is a clone with another signature, so that patching the first
/// brings all.
fn clones(n: usize) -> Vec<u8> {
    row(n, |at| format!("f{at}.isra.0"), |at| at.saturating_sub(1))
}

fn one_callee(n: usize) -> Vec<u8> {
    row(n, |at| if at == 0 { "first".to_owned() } else { format!("f{at}") }, |_| 0)
}

/// `n` functions with symbols, each of which calls another one.
fn row(n: usize, symbol: impl Fn(usize) -> String, callee: impl Fn(usize) -> usize) -> Vec<u8> {
    let mut hand = Hand::default();
    hand.abbreviation(1, dw::COMPILE_UNIT, true, &[(dw::NAME, dw::STRING)]);
    let function = [(dw::NAME, dw::STRING), (dw::LOW_PC, dw::ADDR), (dw::HIGH_PC, dw::DATA4)];
    hand.abbreviation(2, dw::SUBPROGRAM, false, &function);
    let mut dies = b"\x01a.c\0".to_vec();
    for at in 0..n {
        let begin = ODD + (at * STRIDE) as u64;
        dies.extend(format!("\x02f{at}\0").into_bytes());
        dies.extend(begin.to_le_bytes());
        dies.extend(6_u32.to_le_bytes());
        let distance = (callee(at) as i64 - at as i64) * STRIDE as i64 - 5;
        hand.code.push(0xe8);
        hand.code.extend((distance as i32).to_le_bytes());
        hand.code.push(0xc3);
        hand.code.resize((at + 1) * STRIDE, 0xcc);
        hand.symbols.push((symbol(at).into_bytes(), begin, 6));
    }
    hand.unit(&dies);
    hand.finish()
}

/// `fN` has copies of `f0` to `fN-1`: the file grows with the square of `n`, and what it
/// costs must not grow faster.
fn nested_hosts(n: usize) -> Vec<u8> {
    const DIE: usize = 17;
    let n = (n as f64).sqrt() as usize * 20;
    let mut hand = Hand::default();
    hand.abbreviation(1, dw::COMPILE_UNIT, true, &[(dw::NAME, dw::STRING)]);
    let function = [(dw::NAME, dw::STRING), (dw::LOW_PC, dw::ADDR), (dw::HIGH_PC, dw::DATA4)];
    hand.abbreviation(2, dw::SUBPROGRAM, true, &function);
    let copy =
        [(dw::ABSTRACT_ORIGIN, dw::REF_ADDR), (dw::LOW_PC, dw::ADDR), (dw::HIGH_PC, dw::DATA4)];
    hand.abbreviation(3, dw::INLINED, false, &copy);
    let mut dies = b"\x01a.c\0".to_vec();
    let base = hand.next_die();
    let mut begins = Vec::new();
    for at in 0..n {
        let begin = ODD + (at * n) as u64;
        begins.push(base + dies.len() as u32);
        dies.extend(format!("\x02f{at}\0").into_bytes());
        dies.extend(begin.to_le_bytes());
        dies.extend((n as u32).to_le_bytes());
        for (offset, origin) in begins[..at].iter().enumerate() {
            dies.push(3);
            dies.extend(origin.to_le_bytes());
            dies.extend((begin + offset as u64).to_le_bytes());
            dies.extend(1_u32.to_le_bytes());
        }
        dies.push(0);
        hand.symbols.push((format!("f{at}").into_bytes(), begin, n as u64));
    }
    dies.push(0);
    debug_assert!(dies.len() > DIE);
    hand.unit(&dies);
    hand.code = vec![0x90; n * n];
    hand.finish()
}
