//! What each object's members carry and refer to: who else exports it, and the counts.

use std::collections::BTreeSet;

use klpscope_graph::{Export, Program};

use crate::report::{ExternalKind, ExternalRow, Needs, ObjectMembers};

/// Looks up what is undefined in one object among the exports of all, and counts.
pub(crate) fn settle(programs: &[Program], objects: &mut [ObjectMembers]) -> Needs {
    let mut all = Needs::default();
    for object in objects {
        for member in &mut object.members {
            let undefined = member.external.iter_mut().filter(|row| row.address.is_none());
            undefined.for_each(|row| resolve(programs, row));
            member.external.sort();
        }
        object.needs = count(object);
        all.add(object.needs);
    }
    all
}

fn resolve(programs: &[Program], row: &mut ExternalRow) {
    let export =
        |program: &Program| Some((program.export_of(&row.symbol)?, program.object().name()));
    if let Some((export, object)) = programs.iter().find_map(export) {
        row.kind = match export {
            Export::Any => ExternalKind::Exported,
            Export::Gpl => ExternalKind::ExportedGpl,
        };
        row.object = Some(object);
    }
}

/// Each function and symbol once. A function is carried from where it costs most.
fn count(object: &ObjectMembers) -> Needs {
    let mut needs = Needs::default();
    let mut carried: Vec<_> = object.members.iter().flat_map(|member| &member.carried).collect();
    carried.sort();
    let mut seen = BTreeSet::new();
    for row in carried.into_iter().filter(|row| seen.insert(&row.function)) {
        *needs.carried.of(row.from) += 1;
    }
    let external = object.members.iter().flat_map(|member| &member.external);
    // One symbol has one kind, but a function-static variable, where its function is known.
    let mut rows: Vec<_> = external.map(|row| (&row.symbol, &row.address, row.kind)).collect();
    rows.sort_by_key(|&(symbol, address, kind)| {
        (symbol, address, kind != ExternalKind::FunctionStatic, kind)
    });
    rows.dedup_by_key(|&mut (symbol, address, _)| (symbol, address));
    for (_, _, kind) in rows {
        *needs.external.of(kind) += 1;
    }
    needs.undecoded = object.members.iter().filter(|member| !member.decoded).count();
    needs
}
