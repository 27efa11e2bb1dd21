//! The words for calls in lists and reports.

use klpscope_graph::{Call, CallEvidence, CallId, CallKind, Callee, InstanceKind, Program};

use crate::report::{PlaceRow, Site};

/// The address of a function that another object defines.
pub(crate) const UNDEFINED: &str = "*UND*";

/// `call`, `jmp`, `jcc` or `indirect`; `+plt` if the callee is a linkage stub,
/// `+mid` if the target lies behind the callee's entry.
pub(crate) fn kind_name(program: &Program, call: &Call) -> &'static str {
    let is_plt = |id| program.instance(id).kind() == InstanceKind::Plt;
    let plt = call.callee().instance().is_some_and(is_plt);
    let mid = matches!(call.callee(), Callee::Middle(_));
    let names = match call.kind() {
        CallKind::Call => ["call", "call+mid", "call+plt", "call+plt+mid"],
        CallKind::Jump => ["jmp", "jmp+mid", "jmp+plt", "jmp+plt+mid"],
        CallKind::ConditionalJump => ["jcc", "jcc+mid", "jcc+plt", "jcc+plt+mid"],
        CallKind::Indirect => ["indirect", "indirect+mid", "indirect+plt", "indirect+plt+mid"],
    };
    names[2 * usize::from(plt) + usize::from(mid)]
}

/// `insn`, `reloc`, `callsite`, joined by `,`.
pub(crate) fn evidence_name(evidence: CallEvidence) -> &'static str {
    match (evidence.instruction, evidence.relocation, evidence.call_site.is_some()) {
        (true, false, false) => "insn",
        (true, true, false) => "insn,reloc",
        (true, false, true) => "insn,callsite",
        (true, true, true) => "insn,reloc,callsite",
        (false, true, false) => "reloc",
        (false, true, true) => "reloc,callsite",
        (false, false, true) => "callsite",
        (false, false, false) => "",
    }
}

/// True for a jump that does not leave its instance: no edge of the graph.
pub(crate) fn stays_inside(call: &Call) -> bool {
    let jumps = matches!(call.kind(), CallKind::Jump | CallKind::ConditionalJump);
    jumps && call.callee().instance() == Some(call.caller())
}

/// The instruction of a call, for a report.
pub(crate) fn site(program: &Program, id: CallId) -> Site {
    let call = program.call(id);
    Site {
        address: program.address(call.site()),
        kind: kind_name(program, &call),
        place: call.place().map(|place| PlaceRow::new(program, place)),
        within: call
            .inlined()
            .map(|id| program.function_name(program.inlined(id).function()).to_owned()),
        evidence: evidence_name(call.evidence()),
    }
}
