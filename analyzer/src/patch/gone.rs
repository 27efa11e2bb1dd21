//! Functions that a patch deletes, told from those it changes, and from those it only
//! puts elsewhere.

use std::collections::BTreeSet;

use super::c_text::{Opener, opener};
use super::found::Found;
use super::hunk::{Patch, Side};
use super::view::FileView;
use crate::report::{ChangeKind, ChangeState};

/// The names that patches define anew: functions, macros, and the arguments of macros that
/// make functions.
#[derive(Debug, Default)]
pub(super) struct Added(BTreeSet<String>);

impl Added {
    pub(super) fn new(patches: &[Patch]) -> Self {
        let mut names = BTreeSet::new();
        let hunks = patches.iter().flat_map(|patch| &patch.files).flat_map(|file| &file.hunks);
        let lines = hunks.flat_map(|hunk| &hunk.lines).filter(|line| line.side == Side::New);
        for line in lines {
            if let Some(Opener::Function(name) | Opener::Macro(name) | Opener::Use(name)) =
                opener(&line.text)
            {
                let arguments = line.text.split(['(', ',', ')']).nth(1).map(str::trim);
                names.extend(arguments.map(str::to_owned));
                names.insert(name);
            }
        }
        Self(names)
    }

    /// True if `name` is defined anew. `SYSCALL_DEFINE1(x)` makes `__do_sys_x`,
    /// `DEFINE_SHOW_ATTRIBUTE(x)` makes `x_open`.
    fn has(&self, name: &str) -> bool {
        let ends = name.match_indices('_').map(|(at, _)| &name[at + 1..]);
        let begins = name.match_indices('_').map(|(at, _)| &name[..at]);
        ends.chain(begins).chain([name]).any(|part| self.0.contains(part))
    }
}

/// Tells of the changed functions of a file those of which no line is left. `removed` are
/// the lines of the build that the patch removes.
pub(super) fn settle<'f>(
    view: &FileView,
    removed: &BTreeSet<u32>,
    added: &Added,
    changes: impl Iterator<Item = &'f mut Found>,
) {
    for change in
        changes.filter(|change| change.kind == ChangeKind::Function && !change.is_rewritten)
    {
        let of_change = view
            .functions
            .iter()
            .filter(|known| known.functions.iter().any(|id| change.functions.contains(id)));
        let is_gone = |line: u32| {
            let last = view.last_code(line);
            removed.contains(&line)
                && view.code_between(line, last).all(|line| removed.contains(&line))
        };
        let names: Vec<_> =
            of_change.map(|known| (is_gone(known.line), known.name.as_str())).collect();
        if names.is_empty() || !names.iter().all(|(is_gone, _)| *is_gone) {
            continue;
        }
        if names.iter().any(|(_, name)| added.has(name)) {
            change.kind = ChangeKind::MovedFunction;
            change.why = "every line of it is removed, and its name is defined anew".to_owned();
        } else {
            (change.kind, change.state) = (ChangeKind::DeletedFunction, ChangeState::Removed);
            change.why = "every line of it is removed; whoever used it is changed too".to_owned();
        }
    }
}
