//! Calls of code that stands for several source functions -> the one that each call means,
//! as its call site names it (corpus: `icf-gcc`, `icf-lld`).

use super::super::edge::Call;
use super::super::node::Origin;
use super::super::strings::StringsBuilder;
use super::Layers;
use super::functions::Functions;
use super::instances::Instances;
use super::origin;
use crate::dwarf::UnitRows;
use crate::id::FuncId;
use crate::suffix;

/// Fills in [`Call::meant`].
pub(super) fn find(
    layers: &Layers<'_, '_>,
    rows: &mut [Call],
    instances: &Instances,
    functions: &Functions<'_, '_>,
    strings: &StringsBuilder,
) {
    let is_shared: Vec<bool> =
        instances.rows.iter().map(|row| stands_for_several(&row.functions)).collect();
    for row in rows {
        let (Some(callee), Some(site)) = (row.callee.instance(), row.evidence.call_site) else {
            continue;
        };
        if is_shared[callee.index()] {
            let origins = &instances.rows[callee.index()].functions;
            let mut body: Vec<_> = origins.iter().map(|origin| origin.function).collect();
            body.sort_unstable();
            body.dedup();
            row.meant = named(layers.units, site, &body, functions, strings);
        }
    }
}

fn stands_for_several(origins: &[Origin]) -> bool {
    origins.iter().any(|origin| origin.function != origins[0].function)
}

/// The function that a call site names: one of the body, or one defined elsewhere that the
/// body is not known to stand for. A declaration is known by its name, if only one function
/// of the body has it. `None` where that leaves a doubt.
fn named(
    units: &[UnitRows<'_>],
    site: u64,
    body: &[FuncId],
    functions: &Functions<'_, '_>,
    strings: &StringsBuilder,
) -> Option<FuncId> {
    let at = origin::find(units, origin_of(units, site)?)?;
    let known = functions.known(at);
    if known.is_some_and(|id| body.contains(&id)) {
        return known;
    }
    let identity = origin::identity(units, at);
    let name =
        String::from_utf8_lossy(identity.name.or(identity.linkage_name)?.bytes()).into_owned();
    let base = suffix::parse(&name).base;
    let mut same = body.iter().filter(|&&id| strings.get(functions.row(id).name) == base);
    match (known, same.next(), same.next()) {
        (Some(_), None, _) => known,
        (None, Some(&one), None) => Some(one),
        _ => None,
    }
}

/// `DW_AT_call_origin` of the call site at a `.debug_info` offset.
fn origin_of(units: &[UnitRows<'_>], site: u64) -> Option<u64> {
    let unit = units.partition_point(|unit| unit.offset <= site).checked_sub(1)?;
    units[unit].call_site_at(site)?.origin
}
