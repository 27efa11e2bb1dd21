//! Causes as they are found -> rows of the report: each instance once.

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::{InstanceId, Program};

use super::Beside;
use crate::instance;
use crate::report::{Cause, PossibleRow};

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Found {
    causes: BTreeMap<InstanceId, BTreeSet<Cause>>,
    notes: BTreeSet<String>,
}

impl Found {
    /// Adds a cause for an instance that is no member.
    pub(super) fn add(&mut self, id: InstanceId, cause: Cause) {
        self.causes.entry(id).or_default().insert(cause);
    }

    /// True if a cause is known for `id`.
    pub(super) fn has(&self, id: InstanceId) -> bool {
        self.causes.contains_key(&id)
    }

    /// Adds a sentence about all rows; said once.
    pub(super) fn note(&mut self, text: String) {
        self.notes.insert(text);
    }

    /// The rows by symbol and address, the causes of each the strongest first.
    pub(super) fn finish(self, program: &Program) -> Beside {
        let key = |id| (program.instance_name(id), program.instance(id).entry());
        let mut found: Vec<_> = self.causes.into_iter().collect();
        found.sort_by_key(|&(id, _)| key(id));
        let row = |(id, causes): (InstanceId, BTreeSet<Cause>)| PossibleRow {
            instance: instance::row(program, id),
            functions: instance::functions(program, id),
            causes: causes.into_iter().collect(),
        };
        Beside {
            rows: found.into_iter().map(row).collect(),
            notes: self.notes.into_iter().collect(),
        }
    }
}
