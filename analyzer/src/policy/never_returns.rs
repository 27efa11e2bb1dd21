//! `never-returns`: control never comes back from the member: a task that is inside
//! stays there, and the transition waits for it.

use klpscope_graph::Returns;

use super::{Found, Help, Policy, Subject};
use crate::report::Effect;

pub(super) const POLICY: Policy = Policy {
    id: "never-returns",
    gravest: Effect::Condition,
    redirects: false,
    check,
    help: Help {
        title: "a task inside stays inside",
        finds: "Control never comes back from the function: a task that is inside stays there. \
         klp_check_stack does not let a task over to the patched state while the old function is on \
         its stack, so the transition waits.",
        how: "In the machine code, neither a return, nor a tail call, nor an indirect jump can be \
         reached from its entry. In user space: a note.",
        false_positives: "Functions that end the task or the machine (do_exit, panic) never return, and yet no task \
         stays in them.",
        false_negatives: "A function whose only way out is a call that never returns by a run-time decision.",
        way_out: "Replace what it calls; or end and restart the tasks that are inside.",
    },
};

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
