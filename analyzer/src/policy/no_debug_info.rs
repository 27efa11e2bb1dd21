//! `no-debug-info`: no DIE describes the member: what is inlined there, and by which
//! signature it is called, is unknown.
//!
//! How: only a symbol names the code (corpus cases asm-function, no-debug-unit).
//!
//! When wrong: hand-written assembly holds no inlined copy; but nothing tells it from a
//! unit whose debug info was stripped.
//!
//! Way out: debug info for that unit; for assembly, read the source.

use super::{Found, Policy, Subject};
use crate::instance;
use crate::report::Effect;

pub(super) const POLICY: Policy =
    Policy { id: "no-debug-info", gravest: Effect::Unknown, redirects: false, check };

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
