//! Source functions that share a body with a member: replacing the member
//! redirects them too.

use std::collections::BTreeSet;

use klpscope_graph::{FuncId, InstanceId, OriginEvidence, Program, suffix};

use crate::candidate::{is_called, names};
use crate::closure::ReplacementSet;
use crate::instance::{self, distinct_functions};
use crate::report::{CollateralRow, FunctionRow, Shared};

/// Who shares a body with a member of `set`, sorted by name, then address of
/// the member. The function that the member stands for is not among them.
pub(crate) fn collateral(program: &Program, set: &ReplacementSet) -> Vec<CollateralRow> {
    let mut found: Vec<_> = set
        .members
        .keys()
        .flat_map(|&id| sharers(program, set, id).into_iter().map(move |row| (row, id)))
        .collect();
    found.sort_by(|((a, _), at), ((b, _), bt)| (a, at).cmp(&(b, bt)));
    let row = |((function, shared), id)| CollateralRow {
        function,
        member: instance::symbol(program, id).map(str::to_owned),
        address: program.address(program.instance(id).entry()),
        shared,
    };
    found.into_iter().map(row).collect()
}

/// Who shares the body of `id`, the functions it stands for left aside.
pub(crate) fn sharers(
    program: &Program,
    set: &ReplacementSet,
    id: InstanceId,
) -> Vec<(FunctionRow, Shared)> {
    let functions = distinct_functions(program, id);
    let meant = meant(program, set, id, &functions);
    let others = functions.iter().filter(|function| !meant.contains(function));
    let mut found: Vec<_> = others
        .map(|&function| (FunctionRow::new(program, function), shared(program, id, function)))
        .collect();
    found.extend(
        alias_names(program, id, &functions)
            .into_iter()
            .map(|name| (FunctionRow { name: name.to_owned(), place: None }, Shared::Alias)),
    );
    found
}

/// The functions that the member is replaced for: the patched ones among those
/// of its body, else the one its symbol names, else the first.
pub(crate) fn meant(
    program: &Program,
    set: &ReplacementSet,
    id: InstanceId,
    functions: &[FuncId],
) -> Vec<FuncId> {
    let all = functions.iter().copied();
    let patched: Vec<_> = all.filter(|id| set.functions.contains_key(id)).collect();
    if !patched.is_empty() {
        return patched;
    }
    let base = suffix::parse(program.instance_name(id)).base;
    let named = functions.iter().find(|&&function| is_called(program, function, base));
    named.or(functions.first()).copied().into_iter().collect()
}

/// Folded if a DIE says so, an alias if only a symbol does.
fn shared(program: &Program, id: InstanceId, function: FuncId) -> Shared {
    let mut origins = program.instance(id).functions().iter();
    let is_described = origins.any(|origin| {
        origin.function == function && matches!(origin.evidence, OriginEvidence::Die { .. })
    });
    if is_described { Shared::Folded } else { Shared::Alias }
}

/// Names of symbols at the entry that belong to none of the body's functions.
/// Where no symbol is called after one of them, the first symbol stands for
/// them (`__x64_sys_getpid` for `__do_sys_getpid`).
fn alias_names<'a>(
    program: &'a Program,
    id: InstanceId,
    functions: &[FuncId],
) -> BTreeSet<&'a str> {
    let known: BTreeSet<&str> = functions.iter().flat_map(|&id| names(program, id)).collect();
    let symbols = program.instance(id).symbols().iter();
    let bases: Vec<_> =
        symbols.map(|symbol| suffix::parse(program.symbol_name(symbol)).base).collect();
    let mut aliases: BTreeSet<_> = bases.iter().copied().collect();
    aliases.retain(|base| !known.contains(base));
    if !bases.iter().any(|base| known.contains(base))
        && let Some(first) = bases.first()
    {
        aliases.remove(first);
    }
    aliases
}
