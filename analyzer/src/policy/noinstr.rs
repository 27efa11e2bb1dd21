//! `noinstr`: the member is code that must not be instrumented: `.noinstr.text`, the
//! entry code, the idle code; or code that kprobes keep out of.

use klpscope_graph::{FtraceSite, Region};

use super::{Found, Help, Policy, Subject};
use crate::instance;
use crate::report::Effect;

pub(super) const POLICY: Policy = Policy {
    id: "noinstr",
    gravest: Effect::Blocks,
    redirects: false,
    check,
    help: Help {
        title: "it must not be instrumented",
        finds: "The function is code that must not be instrumented: .noinstr.text, the entry code, the \
         idle code; or code that kprobes keep out of.",
        how: "By the region of its entry (.noinstr.text, .entry.text, .cpuidle.text), and by \
         _kprobe_blacklist. The idle code of kernels before 6.3 can be traced, but is not \
         redirected while RCU is not watching (ftrace_test_recursion_trylock): a condition. What \
         kprobes keep out of (.kprobes.text, NOKPROBE_SYMBOL) ftrace may divert: a note.",
        false_positives: "None known.",
        false_negatives: "None known.",
        way_out: "Replace callers that may be instrumented, if there are any.",
    },
};

fn check(subject: &Subject<'_>) -> Option<Found> {
    if !subject.is_kernel() {
        return None;
    }
    let program = subject.program();
    let is_traced = !matches!(program.ftrace_site(subject.id), FtraceSite::None);
    let found = match (program.region(subject.id), is_traced) {
        (Region::Noinstr, _) => blocks("noinstr code: it must not be instrumented, so not patched"),
        (Region::Entry, _) => blocks("entry code: it must not be instrumented, so not patched"),
        (Region::CpuIdle, false) => {
            blocks("idle code: it must not be instrumented, so not patched")
        }
        (Region::CpuIdle, true) => Found::new(
            Effect::Condition,
            "idle code: calls are not redirected while RCU is not watching",
            "make sure that the old code may still run on an idle CPU, or replace a caller",
        ),
        (Region::Kprobes, true) => note("code that kprobes keep out of (.kprobes.text)"),
        (Region::Ordinary, true) if program.is_kprobe_blacklisted(subject.id) => {
            note("code that kprobes keep out of (NOKPROBE_SYMBOL)")
        }
        _ => return None,
    };
    Some(found.shown_by([instance::section(program, subject.id).to_owned()]))
}

fn blocks(text: &str) -> Found {
    Found::new(
        Effect::Blocks,
        text,
        "replace the callers that may be instrumented (--lift adds them)",
    )
}

fn note(text: &str) -> Found {
    Found::new(Effect::Note, text, "nothing to do: ftrace may hook in there; test it with care")
}
