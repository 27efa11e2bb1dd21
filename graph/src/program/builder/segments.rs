//! Nested address intervals become consecutive segments, each with the innermost
//! interval's owner: who owns an address is then one binary search.

use std::cmp::Reverse;

use super::radix;
use crate::id::AddrRange;

/// An interval and whom it belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Interval<T> {
    pub(super) begin: u64,
    pub(super) end: u64,
    pub(super) owner: T,
}

impl<T> Interval<T> {
    pub(super) fn new(range: AddrRange, owner: T) -> Self {
        Self { begin: range.begin.0, end: range.end.0, owner }
    }
}

/// Segments without overlap, sorted.
#[derive(Debug)]
pub(super) struct Segments<T> {
    rows: Vec<Interval<T>>,
}

impl<T: Copy + Ord> Segments<T> {
    /// Flattens intervals. Of two that overlap the one that begins later is the
    /// inner one; of two with the same begin the shorter; else the greater owner.
    pub(super) fn new(mut intervals: Vec<Interval<T>>) -> Self {
        intervals.retain(|interval| interval.begin < interval.end);
        radix::sort(&mut intervals, |interval| interval.begin);
        for same in intervals.chunk_by_mut(|a, b| a.begin == b.begin) {
            same.sort_unstable_by_key(|interval| (Reverse(interval.end), interval.owner));
        }
        let mut rows = Vec::with_capacity(intervals.len());
        let mut open: Vec<Interval<T>> = Vec::new();
        let mut cursor = 0;
        for interval in intervals {
            close(&mut open, interval.begin, &mut cursor, &mut rows);
            if let Some(around) = open.last() {
                push(&mut rows, cursor, interval.begin, around.owner);
            }
            cursor = interval.begin;
            open.push(interval);
        }
        close(&mut open, u64::MAX, &mut cursor, &mut rows);
        Self { rows }
    }

    /// Segments of several parts, each sorted and without overlap; `number` says from part
    /// and owner who owns them here. `None` if parts overlap.
    pub(super) fn joined(parts: &[&[Interval<T>]], number: impl Fn(usize, T) -> T) -> Option<Self> {
        /// What is nearer than this mostly has nothing of another part between.
        const NEAR: u64 = 4096;
        let mut runs = Vec::new();
        for (part, rows) in parts.iter().enumerate() {
            runs.extend(rows.chunk_by(|a, b| b.begin - a.end < NEAR).map(|run| (part, run)));
        }
        runs.sort_by_key(|(_, run)| run[0].begin);
        let mut rows = Vec::with_capacity(parts.iter().map(|part| part.len()).sum());
        for (part, run) in runs {
            rows.extend(run.iter().map(|row| Interval { owner: number(part, row.owner), ..*row }));
        }
        let is_in_order = |rows: &[Interval<T>]| rows.is_sorted_by(|a, b| a.end <= b.begin);
        if !is_in_order(&rows) {
            radix::sort(&mut rows, |row| row.begin);
        }
        is_in_order(&rows).then_some(Self { rows })
    }

    /// The owner of an address.
    pub(super) fn owner(&self, address: u64) -> Option<T> {
        let after = self.rows.partition_point(|row| row.begin <= address);
        let row = self.rows[..after].last()?;
        (address < row.end).then_some(row.owner)
    }

    /// The way along the segments from an address on.
    pub(super) fn walk(&self, from: u64) -> Walk<'_, T> {
        Walk { ahead: &self.rows[self.rows.partition_point(|row| row.end <= from)..] }
    }

    /// All segments, sorted by address.
    pub(super) fn rows(&self) -> &[Interval<T>] {
        &self.rows
    }

    /// All segments, taken.
    pub(super) fn into_rows(self) -> Vec<Interval<T>> {
        self.rows
    }

    /// The segments that touch `begin..end`.
    pub(super) fn within(&self, begin: u64, end: u64) -> &[Interval<T>] {
        let first = self.rows.partition_point(|row| row.end <= begin);
        let count = self.rows[first..].partition_point(|row| row.begin < end);
        &self.rows[first..first + count]
    }
}

/// A place among segments: owners of ascending addresses without a search for each.
pub(super) struct Walk<'s, T> {
    ahead: &'s [Interval<T>],
}

impl<T: Copy> Walk<'_, T> {
    /// The owner of an address, which is none before the last one asked for.
    pub(super) fn owner(&mut self, address: u64) -> Option<T> {
        while let [first, rest @ ..] = self.ahead
            && first.end <= address
        {
            self.ahead = rest;
        }
        self.ahead.first().filter(|row| row.begin <= address).map(|row| row.owner)
    }
}

/// Emits what is left of the intervals that end at or before `until`.
fn close<T: Copy>(
    open: &mut Vec<Interval<T>>,
    until: u64,
    cursor: &mut u64,
    rows: &mut Vec<Interval<T>>,
) {
    while let Some(&top) = open.last().filter(|top| top.end <= until) {
        push(rows, *cursor, top.end, top.owner);
        *cursor = top.end.max(*cursor);
        open.pop();
    }
}

fn push<T>(rows: &mut Vec<Interval<T>>, begin: u64, end: u64, owner: T) {
    if begin < end {
        rows.push(Interval { begin, end, owner });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(intervals: &[(u64, u64, u32)]) -> Vec<(u64, u64, u32)> {
        let intervals =
            intervals.iter().map(|&(begin, end, owner)| Interval { begin, end, owner }).collect();
        Segments::new(intervals).rows.iter().map(|row| (row.begin, row.end, row.owner)).collect()
    }

    #[test]
    fn the_innermost_owns() {
        assert_eq!(
            flat(&[(0, 100, 1), (10, 50, 2), (20, 30, 3), (50, 60, 4)]),
            [(0, 10, 1), (10, 20, 2), (20, 30, 3), (30, 50, 2), (50, 60, 4), (60, 100, 1)]
        );
    }

    #[test]
    fn a_walk_says_what_a_search_says() {
        let rows = [(0, 100, 1), (10, 50, 2), (20, 30, 3), (50, 60, 4), (120, 125, 5)];
        let intervals = rows.map(|(begin, end, owner)| Interval { begin, end, owner });
        let segments = Segments::new(intervals.to_vec());
        for from in [0, 25, 110, 130] {
            let mut walk = segments.walk(from);
            for address in from..140 {
                assert_eq!(walk.owner(address), segments.owner(address), "{address}");
            }
        }
    }

    #[test]
    fn parts_that_do_not_overlap_are_one() {
        let part = |rows: &[(u64, u64)]| {
            let interval = |&(begin, end): &(u64, u64)| Interval { begin, end, owner: 0 };
            rows.iter().map(interval).collect::<Vec<_>>()
        };
        let joined = |parts: &[&[(u64, u64)]]| {
            let parts: Vec<_> = parts.iter().map(|rows| part(rows)).collect();
            let parts: Vec<_> = parts.iter().map(Vec::as_slice).collect();
            let all = Segments::joined(&parts, |part, owner| part as u32 * 10 + owner);
            all.map(|all| all.rows.iter().map(|row| (row.begin, row.owner)).collect::<Vec<_>>())
        };
        // Far apart, and one between two of another part.
        let far: &[(u64, u64)] = &[(0, 10), (90_000, 90_001)];
        let ahead: &[(u64, u64)] = &[(50_000, 50_004), (100_000, 100_001)];
        let expected = vec![(0, 0), (50_000, 10), (90_000, 0), (100_000, 10)];
        assert_eq!(joined(&[far, ahead]), Some(expected));
        let expected = vec![(0, 0), (10, 10), (20, 0)];
        assert_eq!(joined(&[&[(0, 10), (20, 30)], &[(10, 20)]]), Some(expected));
        assert_eq!(joined(&[&[(0, 10), (20, 30)], &[(9, 20)]]), None);
        assert_eq!(joined(&[]), Some(Vec::new()));
    }

    #[test]
    fn overlaps_do_not_repeat_an_address() {
        assert_eq!(flat(&[(0, 20, 1), (10, 30, 2)]), [(0, 10, 1), (10, 30, 2)]);
        assert_eq!(flat(&[(5, 5, 1), (7, 6, 2)]), []);
    }
}
