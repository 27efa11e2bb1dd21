//! `never-returns`: control never comes back from the member: a task that is inside
//! stays there, and the transition waits for it.
//!
//! How: neither a return instruction, nor a tail call, nor an indirect jump can be
//! reached from the entry. `klp_check_stack` does not let a task over to the patched
//! state while the old function is on its stack.
//!
//! When wrong: functions that end the task or the machine (`do_exit`, `panic`) never
//! return, and yet no task stays in them. A function whose only way out is a call that
//! never returns by a run-time decision is not found.
//!
//! Way out: replace what it calls; or end and restart the tasks that are inside.

use klpscope_graph::Returns;

use super::{Found, Policy, Subject};
use crate::report::Effect;

pub(super) const POLICY: Policy =
    Policy { id: "never-returns", gravest: Effect::Condition, redirects: false, check };

fn check(subject: &Subject<'_>) -> Option<Found> {
    if subject.program().returns(subject.id) != Returns::Never {
        return None;
    }
    let found = if subject.is_kernel() {
        Found::new(
            Effect::Condition,
            "it never returns: while a task is inside, the transition does not end",
            "make sure that no task stays inside, or replace what it calls instead",
        )
    } else {
        Found::new(
            Effect::Note,
            "it never returns: a thread that is inside stays in the old code",
            "nothing to do if it ends the program; else replace what it calls instead",
        )
    };
    Some(found.shown_by([subject.address()]))
}
