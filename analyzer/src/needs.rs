//! What each object's members carry and refer to: who else exports it, and the counts.

use std::collections::HashMap;

use klpscope_graph::Export;

use crate::exports::Exports;
use crate::report::{CarriedFrom, ExternalKind, ExternalRow, Needs, ObjectMembers};

/// Looks up what is undefined in one object among the exports of all, and counts.
pub(crate) fn settle(exports: &Exports<'_>, objects: &mut [ObjectMembers]) -> Needs {
    let mut all = Needs::default();
    for object in objects {
        for member in &mut object.members {
            let mut is_changed = false;
            for row in member.external.iter_mut().filter(|row| row.address.is_none()) {
                is_changed |= resolve(exports, row);
            }
            if is_changed {
                member.external.sort();
            }
        }
        object.needs = count(object);
        all.add(object.needs);
    }
    all
}

/// Looks a symbol up; true if it was found.
fn resolve(exports: &Exports<'_>, row: &mut ExternalRow) -> bool {
    let Some((export, object)) = exports.of(&row.symbol) else { return false };
    row.kind = match export {
        Export::Any => ExternalKind::Exported,
        Export::Gpl => ExternalKind::ExportedGpl,
    };
    row.object = Some(object);
    true
}

/// Each function and symbol once. A function is carried from where it costs most.
fn count(object: &ObjectMembers) -> Needs {
    let mut needs = Needs::default();
    let mut carried: HashMap<_, CarriedFrom> = HashMap::new();
    for row in object.members.iter().flat_map(|member| &member.carried) {
        let known = carried.entry(&row.function).or_insert(row.from);
        *known = row.from.min(*known);
    }
    carried.into_values().for_each(|from| *needs.carried.of(from) += 1);
    // One symbol has one kind, but a function-static variable, where its function is known.
    let rank = |kind| (kind != ExternalKind::FunctionStatic, kind);
    let mut external: HashMap<_, ExternalKind> = HashMap::new();
    for row in object.members.iter().flat_map(|member| &member.external) {
        let known = external.entry((&row.symbol, &row.address)).or_insert(row.kind);
        if rank(row.kind) < rank(*known) {
            *known = row.kind;
        }
    }
    external.into_values().for_each(|kind| *needs.external.of(kind) += 1);
    needs.undecoded = object.members.iter().filter(|member| !member.decoded).count();
    needs
}
