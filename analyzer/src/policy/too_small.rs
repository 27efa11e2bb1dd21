//! `too-small`: in a program without prepared entries, calls are redirected by a jump
//! over the first instructions; the member is shorter than that jump.

use klpscope_graph::{AddrRange, InstanceId, Program};

use super::{Found, Help, Policy, Subject};
use crate::report::Effect;

pub(super) const POLICY: Policy = Policy {
    id: "too-small",
    gravest: Effect::Blocks,
    redirects: true,
    check,
    help: Help {
        title: "a jump does not fit into it",
        finds: "In a program without prepared entries, calls are redirected by a jump over the first \
         instructions; the function is shorter than that jump.",
        how: "Only in user space. From its entry to the next code there are fewer bytes than a jump \
         takes: 5 on x86-64 (jmp rel32), 6 on s390x (brcl). Elsewhere an instruction is as long as \
         the jump.",
        false_positives: "A tool that puts an int3 there can do with one byte.",
        false_negatives: "What lies behind the code is taken for fill up to the next code that has a name. A jump \
         back into the first bytes, from a loop at the very entry, is not looked for.",
        way_out: "Replace the callers, or build with -fpatchable-function-entry.",
    },
};

fn check(subject: &Subject<'_>) -> Option<Found> {
    if subject.is_kernel() || subject.facts.has_sites {
        return None;
    }
    let program = subject.program();
    let needed = jump_bytes(&program.object().machine)?;
    let range = entry_range(program, subject.id)?;
    if range.len() >= needed {
        return None;
    }
    let room = room(program, range, needed);
    (room < needed).then(|| {
        Found::new(
            Effect::Blocks,
            format!("{room} bytes from its entry to the next code: a jump needs {needed}"),
            "replace the callers instead (--lift adds them)",
        )
        .shown_by([subject.address()])
    })
}

/// Bytes of a direct jump that reaches any code of the program; `None` where every
/// instruction is as long as it.
fn jump_bytes(machine: &str) -> Option<u64> {
    match machine {
        "x86-64" | "x86" => Some(5),
        "s390x" => Some(6),
        _ => None,
    }
}

fn entry_range(program: &Program, id: InstanceId) -> Option<AddrRange> {
    let instance = program.instance(id);
    instance.ranges().iter().find(|range| range.contains(instance.entry()))
}

/// Bytes from the begin of `range` to the next code, or to the end of the section.
fn room(program: &Program, range: AddrRange, enough: u64) -> u64 {
    let section = program.object().section_at(range.begin);
    let end = section.map_or(range.end.0, |section| section.address.0.saturating_add(section.size));
    let next = program.next_code(range.end).map(|next| next.0);
    let unnamed = program.coverage().unknown_ranges.iter().map(|other| other.begin.0);
    let unnamed = unnamed.filter(|&begin| begin >= range.end.0).min();
    let next = [Some(end), next, unnamed].into_iter().flatten().min().unwrap_or(end);
    next.saturating_sub(range.begin.0).min(enough)
}
