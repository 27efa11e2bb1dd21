//! What reports say of an out-of-line instance.

use std::collections::BTreeSet;

use klpscope_graph::{Abi, FuncId, InstanceId, InstanceKind, Origin, OriginEvidence, Program};

use crate::report::{FunctionRow, InstanceRow, OwnEvidence};

/// The symbol to name it by; `None` where the symbol table has none, as for a
/// weak definition that another one overrode.
pub(crate) fn symbol(program: &Program, id: InstanceId) -> Option<&str> {
    let symbol = program.instance(id).symbols().first();
    symbol.map(|symbol| program.symbol_name(symbol))
}

/// How another report refers to it.
pub(crate) fn row(program: &Program, id: InstanceId) -> InstanceRow {
    InstanceRow::new(
        program.instance_name(id),
        symbol(program, id).is_some(),
        program.address(program.instance(id).entry()),
    )
}

/// Bytes of code, the `.cold` part included; where no range is known, what the
/// symbol claims.
pub(crate) fn size(program: &Program, id: InstanceId) -> u64 {
    program.size_of(id)
}

/// Name of the section of the entry; empty if it lies in none.
pub(crate) fn section(program: &Program, id: InstanceId) -> &str {
    let section = program.object().section_at(program.instance(id).entry());
    section.map_or("", |section| section.name.as_str())
}

/// The symbols at the entry but for the one to name it by.
pub(crate) fn aliases(program: &Program, id: InstanceId) -> Vec<String> {
    let symbols = program.instance(id).symbols().iter().skip(1);
    symbols.map(|symbol| program.symbol_name(symbol).to_owned()).collect()
}

/// The source functions whose body it is, each once.
pub(crate) fn functions(program: &Program, id: InstanceId) -> Vec<FunctionRow> {
    distinct_functions(program, id).iter().map(|&id| FunctionRow::new(program, id)).collect()
}

/// The source functions whose body it is, in the order of the graph.
pub(crate) fn distinct_functions(program: &Program, id: InstanceId) -> Vec<FuncId> {
    let mut seen = BTreeSet::new();
    let functions = program.instance(id).functions().iter().map(|origin| origin.function);
    functions.filter(|&function| seen.insert(function)).collect()
}

/// True if a DIE describes the code: what is inlined there can be known.
pub(crate) fn has_dwarf(program: &Program, id: InstanceId) -> bool {
    program.instance(id).is_described()
}

/// What says that the code is the function's own.
pub(crate) fn evidence(program: &Program, origin: &Origin) -> OwnEvidence {
    match origin.evidence {
        OriginEvidence::Die { offset, .. } => OwnEvidence::Die(format!("{offset:#x}")),
        OriginEvidence::Symbol(id) => OwnEvidence::Symbol(program.symbol_name(id).to_owned()),
    }
}

/// As in lists.
pub(crate) fn abi_name(abi: Abi) -> &'static str {
    match abi {
        Abi::Declared => "declared",
        Abi::Suffix => "suffix",
        Abi::NoCall => "nocall",
    }
}

/// As in lists.
pub(crate) fn kind_name(kind: InstanceKind) -> &'static str {
    match kind {
        InstanceKind::Function => "function",
        InstanceKind::Untyped => "untyped",
        InstanceKind::Thunk => "thunk",
        InstanceKind::Plt => "plt",
        InstanceKind::Tracer => "tracer",
    }
}
