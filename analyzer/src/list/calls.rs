//! `list calls`: a row for each pair of caller and callee, kind and evidence, counted.

use klpscope_graph::{Addr, Call, InstanceId, Program};
use serde::Serialize;

use super::{Row, TsvLine};
use crate::call;
use crate::instance;

/// Calls that are alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CallRow<'a> {
    /// Entry of the caller.
    pub caller_address: String,
    /// The caller's symbol, if the symbol table has one.
    pub caller_symbol: Option<&'a str>,
    /// Entry of the callee, also where it is entered behind it; `*UND*` for a
    /// function of another object.
    pub callee_address: String,
    /// The callee's symbol, if the symbol table has one.
    pub callee_symbol: Option<&'a str>,
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
        line.symbol(self.caller_symbol);
        line.text(&self.callee_address);
        line.symbol(self.callee_symbol);
        line.plain(self.kind);
        line.plain(self.count);
        line.plain(self.evidence);
    }
}

/// All rows, sorted by object, caller, callee, kind and evidence; functions of
/// other objects last. Jumps inside one instance are no edges and not listed.
pub fn calls(programs: &[Program]) -> Vec<CallRow<'_>> {
    programs.iter().flat_map(calls_of).collect()
}

/// What makes calls alike, in the order of the rows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Alike<'a> {
    caller: InstanceId,
    callee: Callee<'a>,
    kind: &'static str,
    evidence: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Callee<'a> {
    Here(Addr, Option<&'a str>),
    Elsewhere(&'a str),
}

fn calls_of(program: &Program) -> Vec<CallRow<'_>> {
    let calls = program.calls().map(|id| program.call(id));
    let mut alike: Vec<_> = calls
        .filter(|call| !call::stays_inside(call))
        .map(|call| Alike {
            caller: call.caller(),
            callee: callee(program, &call),
            kind: call::kind_name(program, &call),
            evidence: call::evidence_name(call.evidence()),
        })
        .collect();
    alike.sort_unstable();
    alike.chunk_by(PartialEq::eq).map(|calls| row(program, calls[0], calls.len())).collect()
}

fn callee<'a>(program: &'a Program, call: &Call) -> Callee<'a> {
    match call.callee() {
        klpscope_graph::Callee::Entry(id) | klpscope_graph::Callee::Middle(id) => {
            Callee::Here(program.instance(id).entry(), instance::symbol(program, id))
        }
        klpscope_graph::Callee::External(id) => Callee::Elsewhere(program.external_name(id)),
        klpscope_graph::Callee::Unnamed(addr) => Callee::Here(addr, None),
    }
}

fn row<'a>(program: &'a Program, alike: Alike<'a>, count: usize) -> CallRow<'a> {
    let (callee_address, callee_symbol) = match alike.callee {
        Callee::Here(addr, symbol) => (program.address(addr), symbol),
        Callee::Elsewhere(symbol) => (call::UNDEFINED.to_owned(), Some(symbol)),
    };
    CallRow {
        caller_address: program.address(program.instance(alike.caller).entry()),
        caller_symbol: instance::symbol(program, alike.caller),
        callee_address,
        callee_symbol,
        kind: alike.kind,
        count: count as u64,
        evidence: alike.evidence,
    }
}
