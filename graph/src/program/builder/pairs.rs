//! Sorted pairs: the values of every key in one allocation.

use rayon::prelude::*;

/// Values by key, several of one key in ascending order.
pub(super) struct Pairs<K, V>(Vec<(K, V)>);

impl<K: Copy + Ord + Send, V: Copy + Ord + Send> Pairs<K, V> {
    pub(super) fn new(mut pairs: Vec<(K, V)>) -> Self {
        pairs.par_sort_unstable();
        Self(pairs)
    }

    /// All pairs, sorted.
    pub(super) fn rows(&self) -> &[(K, V)] {
        &self.0
    }

    /// The values of a key.
    pub(super) fn of(&self, key: K) -> impl ExactSizeIterator<Item = V> + '_ {
        let begin = self.0.partition_point(|pair| pair.0 < key);
        let count = self.0[begin..].partition_point(|pair| pair.0 == key);
        self.0[begin..begin + count].iter().map(|pair| pair.1)
    }
}
