//! `init-section`: the member lies in `.init.text` or `.exit.text`: it is freed once it
//! has run, or runs but once.

use klpscope_graph::{Region, Role};

use super::{Found, Help, Policy, Subject};
use crate::instance;
use crate::report::Effect;

pub(super) const POLICY: Policy = Policy {
    id: "init-section",
    gravest: Effect::Blocks,
    redirects: false,
    check,
    help: Help {
        title: "it is freed, or runs but once",
        finds: "The function lies in .init.text or .exit.text: it is freed once it has run, or runs but \
         once.",
        how: "By the region of its entry: marker symbols of a linked kernel (_sinittext, _einittext), \
         else the section's name.",
        false_positives: "A module's init code runs each time the module is loaded, and a live patch that is there \
         before could redirect it; it is refused here, as kpatch and klp-build refuse it.",
        false_negatives: "Code that is called only by init code, but lies elsewhere.",
        way_out: "For the kernel none is needed, because the code has run: leave it out, and fix what it set \
         up in a pre-patch callback. For a module, load a fixed one.",
    },
};

fn check(subject: &Subject<'_>) -> Option<Found> {
    if !subject.is_kernel() {
        return None;
    }
    let program = subject.program();
    let is_linked = *program.role() == Role::Kernel;
    let (text, way_out) = match (program.region(subject.id), is_linked) {
        (Region::Init, true) => (
            "init code: it has run at boot, and its memory is freed",
            "leave it out; fix what it set up by other means, such as a pre-patch callback",
        ),
        (Region::Init, false) => (
            "init code: it runs when the module is loaded, and its memory is freed then",
            "leave it out; load a fixed module, or fix what it set up in a pre-patch callback",
        ),
        (Region::Exit, true) => {
            ("exit code: the kernel itself does not keep it", "leave it out; it never runs")
        }
        (Region::Exit, false) => (
            "exit code: it runs once, when the module is removed",
            "leave it out, or move the fix to a function that is called from there",
        ),
        _ => return None,
    };
    let section = instance::section(program, subject.id).to_owned();
    Some(Found::new(Effect::Blocks, text, way_out).shown_by([section]))
}
