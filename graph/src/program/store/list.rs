//! `List`: consecutive rows of a packed table, read one by one.

use std::fmt;
use std::iter::FusedIterator;
use std::ops::Range;

use super::Store;

/// Rows of a program's table, or items of one of its lists. A view: copying it copies
/// no row.
pub struct List<'p, T> {
    store: &'p Store,
    read: fn(&'p Store, usize) -> T,
    begin: usize,
    end: usize,
}

impl<'p, T> List<'p, T> {
    pub(crate) fn new(
        store: &'p Store,
        range: Range<usize>,
        read: fn(&'p Store, usize) -> T,
    ) -> Self {
        Self { store, read, begin: range.start, end: range.end.max(range.start) }
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.end - self.begin
    }

    /// True if there is none.
    pub fn is_empty(self) -> bool {
        self.begin == self.end
    }

    /// The one at a position, from 0.
    pub fn get(self, at: usize) -> Option<T> {
        (at < self.len()).then(|| (self.read)(self.store, self.begin + at))
    }

    /// The first.
    pub fn first(self) -> Option<T> {
        self.get(0)
    }

    /// The last.
    pub fn last(self) -> Option<T> {
        self.get(self.len().checked_sub(1)?)
    }

    /// All of them, in order.
    pub fn iter(self) -> Items<'p, T> {
        Items(self)
    }

    /// All of them, kept.
    pub fn to_vec(self) -> Vec<T> {
        self.iter().collect()
    }

    /// How many at the front fulfil a condition that none behind them does.
    pub fn partition_point(self, is_before: impl Fn(T) -> bool) -> usize {
        let (mut low, mut high) = (self.begin, self.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if is_before((self.read)(self.store, middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low - self.begin
    }

    /// A part of it; what lies behind its end is left out.
    pub fn slice(self, range: Range<usize>) -> Self {
        let bound = |at: usize| self.begin.saturating_add(at).min(self.end);
        let begin = bound(range.start);
        Self { begin, end: bound(range.end).max(begin), ..self }
    }
}

impl<T: PartialEq> List<'_, T> {
    /// True if one equals `wanted`.
    pub fn contains(self, wanted: &T) -> bool {
        self.iter().any(|one| one == *wanted)
    }
}

impl<T> Clone for List<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<'_, T> {}

impl<T: fmt::Debug> fmt::Debug for List<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(*self).finish()
    }
}

impl<T: PartialEq> PartialEq for List<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<'p, T> IntoIterator for List<'p, T> {
    type Item = T;
    type IntoIter = Items<'p, T>;

    fn into_iter(self) -> Items<'p, T> {
        Items(self)
    }
}

impl<'p, T> IntoIterator for &List<'p, T> {
    type Item = T;
    type IntoIter = Items<'p, T>;

    fn into_iter(self) -> Items<'p, T> {
        Items(*self)
    }
}

/// The items of a [`List`], by value.
#[derive(Clone, Debug)]
pub struct Items<'p, T>(List<'p, T>);

impl<T> Iterator for Items<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let first = self.0.first()?;
        self.0.begin += 1;
        Some(first)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.0.len(), Some(self.0.len()))
    }

    fn nth(&mut self, count: usize) -> Option<T> {
        self.0.begin = self.0.begin.saturating_add(count).min(self.0.end);
        self.next()
    }
}

impl<T> DoubleEndedIterator for Items<'_, T> {
    fn next_back(&mut self) -> Option<T> {
        let last = self.0.last()?;
        self.0.end -= 1;
        Some(last)
    }
}

impl<T> ExactSizeIterator for Items<'_, T> {}
impl<T> FusedIterator for Items<'_, T> {}
