//! `no-debug-info`: no DIE describes the member: what is inlined there, and by which
//! signature it is called, is unknown.

use super::{Found, Help, Policy, Subject};
use crate::instance;
use crate::report::Effect;

pub(super) const POLICY: Policy = Policy {
    id: "no-debug-info",
    gravest: Effect::Unknown,
    redirects: false,
    check,
    help: Help {
        title: "what is inlined there is unknown",
        finds: "No DIE describes the function: what is inlined there, and by which signature it is called, \
         is unknown.",
        how: "Only a symbol names the code: assembly, a unit without -g.",
        false_positives: "Hand-written assembly holds no inlined copy; but nothing tells it from a unit whose debug \
         info was stripped.",
        false_negatives: "None known.",
        way_out: "Debug info for that unit; for assembly, read the source.",
    },
};

fn check(subject: &Subject<'_>) -> Option<Found> {
    let program = subject.program();
    if !subject.is_function() || instance::has_dwarf(program, subject.id) {
        return None;
    }
    let found = Found::new(
        Effect::Unknown,
        "no DWARF describes it: what is inlined there is unknown",
        "build that unit with -g; if it is assembly, read its source",
    );
    Some(found.shown_by(instance::symbol(program, subject.id).map(str::to_owned)))
}
