//! `no-ftrace-site`: calls of the member cannot be redirected, because the tracer has
//! no place at its entry.

use klpscope_graph::FtraceSite;

use super::{Found, Help, Policy, Subject};
use crate::report::Effect;

pub(super) const POLICY: Policy = Policy {
    id: "no-ftrace-site",
    gravest: Effect::Blocks,
    redirects: true,
    check,
    help: Help {
        title: "calls of it cannot be redirected",
        finds: "Calls of the function cannot be redirected, because the tracer has no place at its entry. \
         klp_patch_func asks ftrace_location for the old function and gives up with \"failed to \
         find location for function\" if there is none.",
        how: "None of the entries of __mcount_loc, or of __patchable_function_entries, is at the \
         function's entry, ENDBR and call padding counted. An object that is not linked to the end \
         may have calls of the tracer and no table yet: a note. An object with neither: unknown. A \
         program of user space is held to this only if it has such a table.",
        false_positives: "None known for a linked object. A program of user space without such a table is redirected \
         by a jump instead: see too-small.",
        false_negatives: "Code that is patched at boot, before ftrace reads the table, may lose its place though it \
         is listed (ftrace_bug); no file shows that.",
        way_out: "Replace the nearest callers that have a site; the evidence names them, and --lift puts \
         them into the set.",
    },
};

fn check(subject: &Subject<'_>) -> Option<Found> {
    let program = subject.program();
    match program.ftrace_site(subject.id) {
        FtraceSite::Listed(_) => None,
        FtraceSite::Called(site) if subject.is_kernel() => Some(
            Found::new(
                Effect::Note,
                "it calls the tracer, but the object has no table of such places yet",
                "nothing to do: the table is made when the kernel or module is linked",
            )
            .shown_by([program.address(site)]),
        ),
        FtraceSite::NoTable if subject.is_kernel() => Some(Found::new(
            Effect::Unknown,
            "the object has no table of ftrace sites and calls no tracer: whether calls can be \
             redirected is unknown",
            "ask about the linked vmlinux or .ko, of a kernel with CONFIG_DYNAMIC_FTRACE",
        )),
        FtraceSite::None if subject.is_kernel() => Some(Found::new(
            Effect::Blocks,
            "no ftrace site at its entry: calls of it cannot be redirected",
            "replace the callers instead (--lift adds them)",
        )),
        FtraceSite::None if subject.facts.has_sites => Some(Found::new(
            Effect::Blocks,
            "no patchable entry, though others have one: calls of it cannot be redirected",
            "replace the callers instead (--lift adds them), or build it with -fpatchable-function-entry",
        )),
        // A program without such a table.
        FtraceSite::None | FtraceSite::NoTable | FtraceSite::Called(_) => None,
    }
}
