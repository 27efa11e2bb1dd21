//! `--max-nodes`: the nodes nearest to what was asked for; of the whole graph those that
//! most edges meet. Ties are broken by the order of nodes.

use std::cmp::Reverse;

use super::super::table::{Key, Table};
use super::{Mark, Selection};

impl Selection {
    /// Keeps at most so many nodes, and counts the others.
    pub(in crate::export) fn cut(&mut self, table: &Table<'_>, most: usize) {
        let mut keys: Vec<(Mark, Reverse<usize>, Key)> =
            self.keys(table).map(|key| (self.mark(key), Reverse(table.degree(key)), key)).collect();
        if keys.len() <= most {
            return;
        }
        keys.sort_unstable();
        self.left_out = keys.len() - most;
        self.nodes = Some(keys.into_iter().take(most).map(|(mark, _, key)| (key, mark)).collect());
    }
}
