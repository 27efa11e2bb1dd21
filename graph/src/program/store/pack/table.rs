//! The columns of one table, packed by rows: a table of a kernel has tens of megabytes, which
//! should go by the processor once, not once for each column.

use super::super::Col;
use super::super::column::{BLOCK, Part};
use super::super::text::Numbers;
use crate::program::Place;

/// Rows that one thread packs at a time: whole blocks.
pub(super) const SHARE: usize = 128 * BLOCK;

/// Reads a column's numbers of the block that begins at a row.
type Read<'a, T> = Box<dyn Fn(&[T], usize, &mut [u64]) + Sync + 'a>;

/// A table and its columns.
pub(super) struct Table<'a, T> {
    pub(super) rows: &'a [T],
    pub(super) columns: Vec<(Col, Read<'a, T>)>,
}

impl<'a, T> Table<'a, T> {
    pub(super) fn new(rows: &'a [T]) -> Self {
        Self { rows, columns: Vec::new() }
    }

    /// A column of what is computed from each row.
    pub(super) fn map(&mut self, column: Col, value: impl Fn(&T) -> u64 + Sync + 'a) {
        self.map_at(column, move |_, row| value(row));
    }

    /// The same, from the row and its position.
    pub(super) fn map_at(&mut self, column: Col, value: impl Fn(usize, &T) -> u64 + Sync + 'a) {
        let read = move |rows: &[T], begin: usize, block: &mut [u64]| {
            for (at, (slot, row)) in (begin..).zip(block.iter_mut().zip(&rows[begin..])) {
                *slot = value(at, row);
            }
        };
        self.columns.push((column, Box::new(read)));
    }

    /// A column where rows without a number repeat the one before: it takes no bits.
    pub(super) fn fill(&mut self, column: Col, value: impl Fn(&T) -> Option<u64> + Sync + 'a) {
        let read = move |rows: &[T], begin: usize, block: &mut [u64]| {
            let rows = &rows[begin..begin + block.len()];
            // Before the first in the block stands what comes first in it.
            let mut last = rows.iter().find_map(&value).unwrap_or(0);
            for (slot, row) in block.iter_mut().zip(rows) {
                last = value(row).unwrap_or(last);
                *slot = last;
            }
        };
        self.columns.push((column, Box::new(read)));
    }

    /// The three columns of a place that a row may have.
    pub(super) fn places(
        &mut self,
        [file, line, column]: [Col; 3],
        numbers: &'a Numbers,
        place: impl Fn(&T) -> Option<Place> + Copy + Sync + 'a,
    ) {
        self.map(file, move |row| numbers.of_some(place(row).map(|place| place.file)));
        self.map(line, move |row| place(row).map_or(0, |place| place.line.into()));
        self.map(column, move |row| place(row).map_or(0, |place| place.column.into()));
    }

    /// The columns of the rows of a share.
    pub(super) fn part(&self, (share, rows): (usize, &[T])) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        parts.resize_with(self.columns.len(), Part::default);
        let mut block = [0; BLOCK];
        let end = share * SHARE + rows.len();
        for begin in (share * SHARE..end).step_by(BLOCK) {
            let block = &mut block[..BLOCK.min(end - begin)];
            for (part, (_, read)) in parts.iter_mut().zip(&self.columns) {
                read(self.rows, begin, block);
                part.push(block);
            }
        }
        parts
    }
}
