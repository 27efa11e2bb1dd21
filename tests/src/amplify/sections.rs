//! Sections that are small in the file and large without compression, or say so.

use super::{Class, class};
use crate::by_hand::Hand;

pub(super) const CLASSES: &[Class] = &[
    class("sections without contents", empty, 60_000, "sane"),
    class("units behind one another", units, 200_000, "sane"),
];

fn empty(n: usize) -> Vec<u8> {
    let mut hand = Hand::default();
    hand.others.extend((0..n.min(65_000)).map(|_| (".text.unlikely", Vec::new())));
    hand.finish()
}

/// The smallest there are: a header and a code.
fn units(n: usize) -> Vec<u8> {
    let mut hand = Hand::default();
    hand.abbreviation(1, 0x11, false, &[]);
    (0..n).for_each(|_| hand.unit(&[1]));
    hand.finish()
}
