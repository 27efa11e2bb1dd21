//! The source function of code that has no DIE, and of aliases, by symbol name.

use super::super::node::{InstanceKind, Origin, OriginEvidence, Symbol};
use super::super::store::FunctionRow;
use super::super::strings::StringsBuilder;
use super::Layers;
use super::draft::{Draft, Drafts};
use super::functions::Functions;
use crate::dwarf::UnitRows;
use crate::id::{FuncId, StrId};
use crate::image::{Binding, RelocTarget};
use crate::notice::Notice;
use crate::suffix;

/// Names every draft that DWARF does not, and every alias of another function.
pub(super) fn name(
    units: &[UnitRows<'_>],
    drafts: &mut Drafts,
    functions: &mut Functions<'_, '_>,
    strings: &mut StringsBuilder,
    notices: &mut Vec<Notice>,
) {
    let has_body = functions_with_body(drafts, functions.len());
    let Drafts { list, symbols, .. } = drafts;
    for draft in list.iter_mut().filter(|draft| draft.kind != Some(InstanceKind::Plt)) {
        for &id in &draft.symbols {
            let symbol = &symbols[id.index()];
            let base = base_of(symbol.name, strings);
            let of_base = |origin: &Origin| is_named(functions.row(origin.function), base);
            if draft.functions.iter().any(of_base) {
                continue;
            }
            let mut candidates = candidates(base, symbol, &has_body, functions, strings);
            keep_same_unit(&mut candidates, draft, units, functions);
            if candidates.len() > 1 {
                notices.push(Notice::note(
                    format!(".symtab, symbol {}", strings.get(symbol.name)),
                    format!(
                        "code without a DIE; it may be any of {} functions of this name",
                        candidates.len()
                    ),
                ));
            }
            let evidence = OriginEvidence::Symbol(id);
            if candidates.is_empty() && draft.functions.is_empty() {
                let function = functions.without_die(base);
                draft.functions.push(Origin { function, evidence });
            }
            draft
                .functions
                .extend(candidates.into_iter().map(|function| Origin { function, evidence }));
        }
    }
}

/// The id of a symbol's name without clone suffixes.
fn base_of(name: StrId, strings: &mut StringsBuilder) -> StrId {
    let text = strings.get(name);
    let base = suffix::parse(text).base;
    if base.len() == text.len() {
        return name;
    }
    let base = base.to_owned();
    strings.intern(&base)
}

/// Gives the body behind a wrapper the wrapper's function too. Where identical code
/// folding may not give two functions one address, GCC turns one into a jump to the
/// other and redirects its callers (corpus: `icf-wrapper`, `lto-icf`): the code of both
/// is then in the second.
pub(super) fn fold_wrappers(
    layers: &Layers<'_, '_>,
    drafts: &mut Drafts,
    functions: &Functions<'_, '_>,
) {
    let relocs = layers.image.code_relocs();
    let target = |transfer: &crate::code::Transfer| match relocs.at(transfer.field) {
        Some(RelocTarget::Address(value)) => {
            Some(value.wrapping_add(transfer.next - transfer.field))
        }
        Some(RelocTarget::Undefined(_)) => None,
        None => Some(transfer.target),
    };
    let mut folded: Vec<(u64, Origin)> = Vec::new();
    for draft in drafts.all() {
        let wrapped = &draft.functions;
        let is_wrapped = |origin: &Origin| {
            !origin.is_described() && functions.row(origin.function).die.is_some()
        };
        if wrapped.is_empty() || !wrapped.iter().all(is_wrapped) {
            continue;
        }
        let body = lone_jump(layers, draft).as_ref().and_then(target);
        let Some((body, kept)) = body.and_then(|body| Some((body, drafts.get(body)?))) else {
            continue;
        };
        let wrapped = wrapped.iter().copied();
        let wrapped =
            wrapped.filter(|origin| may_fold(layers, kept, functions.row(origin.function)));
        folded.extend(wrapped.map(|origin| (body, origin)));
    }
    for (body, origin) in folded {
        drafts.at(body).functions.push(origin);
    }
}

/// False for a jump that is the function's own code: to the return thunk, which is all of an
/// empty function; or to a body of another unit, where the compiler saw one unit at a time:
/// a wrapper of a function that itself is no more than a tail call, as `kfree(ptr)`, becomes
/// that call.
fn may_fold(layers: &Layers<'_, '_>, kept: &Draft, wrapped: &FunctionRow) -> bool {
    let unit_of = |die: u64| layers.units.partition_point(|unit| unit.offset <= die);
    let mut dies = kept.functions.iter().filter_map(|origin| match origin.evidence {
        OriginEvidence::Die { offset, .. } => Some(offset),
        OriginEvidence::Symbol(_) => None,
    });
    let is_linked = || layers.units.iter().any(|unit| unit.producer.starts_with(b"GNU GIMPLE"));
    kept.kind != Some(InstanceKind::Thunk)
        && (dies.clone().next().is_none()
            || wrapped.die.is_some_and(|own| dies.any(|die| unit_of(die) == unit_of(own)))
            || is_linked())
}

fn lone_jump(layers: &Layers<'_, '_>, draft: &Draft) -> Option<crate::code::Transfer> {
    let [range] = draft.ranges.as_slice() else { return None };
    let code = layers.code(range.begin.0, range.end.0)?;
    layers.arch?.lone_jump(code, range.begin.0)
}

fn functions_with_body(drafts: &Drafts, functions: usize) -> Vec<bool> {
    let mut has_body = vec![false; functions];
    for origin in drafts.all().iter().flat_map(|draft| &draft.functions) {
        has_body[origin.function.index()] = true;
    }
    has_body
}

/// The functions that a symbol without a DIE of its own may be of: a clone stands beside
/// the body it was made from, a local symbol may be a header's function once more (of a
/// unit without debug information), any other is of a function that has no body yet.
fn candidates(
    base: StrId,
    symbol: &Symbol,
    has_body: &[bool],
    functions: &Functions<'_, '_>,
    strings: &StringsBuilder,
) -> Vec<FuncId> {
    let clone = suffix::parse(strings.get(symbol.name)).is_abi_changing();
    let in_header = |id: &FuncId| {
        let mut files = functions.row(*id).place.iter().map(|place| strings.get(place.file));
        symbol.binding == Binding::Local && files.any(|file| file.ends_with(".h"))
    };
    let bodiless =
        |id: &FuncId| clone || in_header(id) || !has_body.get(id.index()).is_some_and(|&has| has);
    let named = functions.named(base).filter(bodiless);
    named.filter(|&id| fits(functions.row(id), symbol, strings)).collect()
}

/// Identical code folding works within one unit, if not under LTO: where a body has a
/// DIE, an alias of it is of the same unit, should a candidate be.
fn keep_same_unit(
    candidates: &mut Vec<FuncId>,
    draft: &Draft,
    units: &[UnitRows<'_>],
    functions: &Functions<'_, '_>,
) {
    let unit_of = |die: u64| units.partition_point(|unit| unit.offset <= die);
    let units_of = |id: FuncId| functions.row(id).die.map(unit_of);
    let here: Vec<_> = draft
        .functions
        .iter()
        .filter(|origin| origin.is_described())
        .filter_map(|origin| units_of(origin.function))
        .collect();
    let same = |id: &FuncId| units_of(*id).is_some_and(|unit| here.contains(&unit));
    if candidates.iter().any(same) {
        candidates.retain(same);
    }
}

fn is_named(function: &FunctionRow, name: StrId) -> bool {
    function.name == name || function.linkage_name == Some(name)
}

/// True if a symbol can be of this function: a local symbol must stand behind the
/// `STT_FILE` symbol of the function's file, where there is such a symbol.
fn fits(function: &FunctionRow, symbol: &Symbol, strings: &StringsBuilder) -> bool {
    let base_name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let file = symbol.file.map(|file| base_name(strings.get(file)));
    let file = file.filter(|file| is_source(file));
    // A function of a header has the symbol of whatever file included it.
    let declared = function.place.iter().map(|place| base_name(strings.get(place.file)));
    let mut declared = declared.filter(|declared| declared.ends_with(".c")).peekable();
    file.is_none() || declared.peek().is_none() || declared.any(|declared| Some(declared) == file)
}

/// False for what stands in place of a source file after link-time optimization: `ld-temp.o`
/// (LLVM, corpus: `lto-icf-lld`), `<artificial>` or nothing (GCC).
fn is_source(file: &str) -> bool {
    file.contains('.') && !file.ends_with(".o")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn link_time_optimization_names_no_source_file() {
        for (file, expected) in [
            ("main.c", true),
            ("entry.S", true),
            ("crtstuff.c", true),
            ("ld-temp.o", false),
            ("<artificial>", false),
            ("", false),
        ] {
            assert_eq!(is_source(file), expected, "{file}");
        }
    }
}
