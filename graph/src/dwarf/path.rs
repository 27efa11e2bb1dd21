//! Paths of all units, each once.

use std::collections::HashMap;

use foldhash::fast::RandomState;

/// Paths in the order in which they came.
#[derive(Default)]
pub(super) struct PathTable {
    pub(super) paths: Vec<String>,
    known: HashMap<String, u32, RandomState>,
}

impl PathTable {
    /// The number of a path, new or known.
    pub(super) fn add(&mut self, path: String) -> u32 {
        if let Some(&known) = self.known.get(&path) {
            return known;
        }
        let index = self.paths.len() as u32;
        self.known.insert(path.clone(), index);
        self.paths.push(path);
        index
    }
}
