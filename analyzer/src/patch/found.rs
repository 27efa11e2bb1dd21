//! A change that was found, and how several become one.

use std::collections::BTreeSet;

use klpscope_graph::FuncId;

use crate::report::{ChangeKind, ChangeState};

/// A change that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) kind: ChangeKind,
    pub(super) state: ChangeState,
    pub(super) name: Option<String>,
    /// By object and id, sorted.
    pub(super) functions: BTreeSet<(usize, FuncId)>,
    /// Lines of the build.
    pub(super) lines: (u32, u32),
    pub(super) why: String,
    /// Its head is removed and added again at the same place.
    pub(super) is_rewritten: bool,
}

/// A change of a kind, to be completed.
pub(super) fn nameless(kind: ChangeKind) -> Found {
    Found {
        kind,
        state: ChangeState::Changed,
        name: None,
        functions: BTreeSet::new(),
        lines: (0, 0),
        why: String::new(),
        is_rewritten: false,
    }
}

/// Adds a change, or to the one of the same thing.
pub(super) fn push(found: &mut Vec<Found>, change: Found) {
    let same = found.iter_mut().find(|known| {
        known.kind == change.kind
            && known.name == change.name
            && known.functions == change.functions
    });
    match same {
        Some(known) => {
            known.lines = (known.lines.0.min(change.lines.0), known.lines.1.max(change.lines.1));
            known.is_rewritten |= change.is_rewritten;
            if known.state != change.state {
                known.state = ChangeState::Changed;
            }
        }
        None => found.push(change),
    }
}
