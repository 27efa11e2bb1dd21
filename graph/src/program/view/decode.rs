//! Numbers that stand for one of a few things, and addresses, read from columns.

use super::super::node::Place;
use super::super::store::{Col, Store};
use crate::id::{Addr, AddrRange};

/// The one of `all` that a number stands for; for a number that stands for none the first.
pub(super) fn one_of<T: Copy, const N: usize>(all: [T; N], number: u64) -> T {
    let at = usize::try_from(number).unwrap_or(0);
    all.get(at).copied().unwrap_or(all[0])
}

/// The range that two columns tell of: where it starts, how long it is.
pub(super) fn range(store: &Store, [start, length]: [Col; 2], row: usize) -> AddrRange {
    let begin = store.get(start, row);
    AddrRange { begin: Addr(begin), end: Addr(begin.saturating_add(store.get(length, row))) }
}

/// The place that three columns tell of.
pub(super) fn place(store: &Store, [file, line, column]: [Col; 3], row: usize) -> Option<Place> {
    let file = store.string_or_none(file, row)?;
    let number = |column| u32::try_from(store.get(column, row)).unwrap_or(0);
    Some(Place { file, line: number(line), column: number(column) })
}
