//! Symbols: many at one place, of one name, over one another, with long names.

use super::{Class, class};
use crate::by_hand::{Hand, ODD};

pub(super) const CLASSES: &[Class] = &[
    class("symbols of one address", aliases, 100_000, "*"),
    class("symbols of one name", one_name, 100_000, "odd"),
    class("symbols that cover each other", covering, 4_000, "sane"),
    class("symbols whose names end alike", long_names, 40_000, "sane"),
];

fn aliases(n: usize) -> Vec<u8> {
    let mut hand = Hand::default();
    hand.symbols.extend((0..n).map(|at| (format!("s{at}").into_bytes(), ODD, 16)));
    hand.finish()
}

fn one_name(n: usize) -> Vec<u8> {
    let mut hand = Hand::default();
    hand.symbols.extend((0..n as u64).map(|at| (b"odd".to_vec(), ODD + 1 + at, 1)));
    hand.code = vec![0xc3; n + 16];
    hand.finish()
}

/// Each begins an instruction later, and all end at the end.
fn covering(n: usize) -> Vec<u8> {
    let mut hand = Hand::default();
    let symbol = |at: u64| (format!("s{at}").into_bytes(), ODD + at, n as u64 - at);
    hand.symbols.extend((0..n as u64).map(symbol));
    hand.code = vec![0x90; n + 16];
    hand.finish()
}

/// `.strtab` holds one long name; each symbol names an end of it.
fn long_names(n: usize) -> Vec<u8> {
    let mut hand = Hand::default();
    hand.symbols.push((vec![b'x'; n], ODD, 16));
    hand.symbols.extend((0..n as u64).map(|at| (b"s".to_vec(), ODD + at, 1)));
    hand.code = vec![0xc3; n + 16];
    let mut file = hand.finish();
    // The names in front: none, `sane`, `odd`; then the long one.
    let table = table_of_symbols(&file);
    for at in 0..n {
        let entry = table + 24 * (4 + at);
        let name = 1 + 5 + 4 + at as u32;
        file[entry..entry + 4].copy_from_slice(&name.to_le_bytes());
    }
    file
}

/// Where `.symtab` begins: the last but one of the sections.
fn table_of_symbols(file: &[u8]) -> usize {
    let word = |at: usize| {
        file[at..at + 8].iter().rev().fold(0_usize, |sum, &byte| sum << 8 | usize::from(byte))
    };
    let sections = usize::from(file[60]) | usize::from(file[61]) << 8;
    word(word(40) + 64 * (sections - 2) + 24)
}
