//! A source function in both builds -> what became otherwise of it.

use std::collections::BTreeSet;

use super::kind::DriftKind;
use super::pairing::{Pair, Pairs};
use super::side::Side;
use super::{DriftQuestion, clones, names, sites};
use crate::report::{DriftRow, FunctionRow};

/// All changes of one function.
pub(super) fn compare(pairs: &Pairs<'_>, pair: &Pair, question: &DriftQuestion) -> Vec<DriftRow> {
    let old = pair.old.map(|id| Side::new(pairs.old, id, |id| pairs.of_old(id)));
    let new = pair.new.map(|id| Side::new(pairs.new, id, |id| pairs.of_new(id)));
    let mut changes = match (&old, &new) {
        (Some(old), Some(new)) => both(pairs, old, new, question),
        (Some(old), None) => vec![alone(DriftKind::FunctionRemoved, old)],
        (None, Some(new)) => vec![alone(DriftKind::FunctionAdded, new)],
        (None, None) => Vec::new(),
    };
    let Some(side) = new.as_ref().or(old.as_ref()) else { return Vec::new() };
    let function = row(side);
    changes.iter_mut().for_each(|change| change.function = Some(function.clone()));
    changes
}

/// A function with its path below the source root: that of the build says nothing.
fn row(side: &Side<'_>) -> FunctionRow {
    let mut row = FunctionRow::new(side.program, side.id);
    if let Some(place) = &mut row.place {
        place.file = side.program.object().short_path(&place.file).to_owned();
    }
    row
}

/// A function that only one build has: how much code.
fn alone(kind: DriftKind, side: &Side<'_>) -> DriftRow {
    let places = (side.bodies.len() + side.hosts.len() + side.elsewhere) as u64;
    match kind {
        DriftKind::FunctionRemoved => DriftRow::counts(kind, places, 0),
        _ => DriftRow::counts(kind, 0, places),
    }
}

fn both(
    pairs: &Pairs<'_>,
    old: &Side<'_>,
    new: &Side<'_>,
    question: &DriftQuestion,
) -> Vec<DriftRow> {
    let mut changes = Vec::new();
    changes.extend(emission(old, new));
    changes.extend(hosts(pairs, old, new));
    changes.extend(clones::changed(old, new));
    changes.extend(sites::changed(old, new));
    changes.extend(names::changed(old, new));
    let (before, after) = (old.set_size(), new.set_size());
    if before.abs_diff(after) >= question.min_growth.max(1) {
        let kind = if after > before { DriftKind::SetGrew } else { DriftKind::SetShrank };
        changes.push(DriftRow::counts(kind, before as u64, after as u64));
    }
    changes
}

/// Whether it has code of its own.
fn emission(old: &Side<'_>, new: &Side<'_>) -> Option<DriftRow> {
    let (before, after) = (old.bodies.len() as u64, new.bodies.len() as u64);
    let kind = match (before, after) {
        (0, 1..) => DriftKind::NewlyEmitted,
        (1.., 0) => DriftKind::NoLongerEmitted,
        _ => return None,
    };
    Some(DriftRow::counts(kind, before, after))
}

/// Which functions hold copies of it.
fn hosts(pairs: &Pairs<'_>, old: &Side<'_>, new: &Side<'_>) -> Vec<DriftRow> {
    let names = |one: &Side<'_>, other: &Side<'_>| -> Vec<String> {
        let names: BTreeSet<_> =
            one.hosts.difference(&other.hosts).map(|&at| pairs.name(at).to_owned()).collect();
        names.into_iter().collect()
    };
    let (lost, gained) = (names(old, new), names(new, old));
    let (before, after) = (old.hosts.len() as u64, new.hosts.len() as u64);
    let row = |kind, lost: &[String], gained: &[String]| DriftRow {
        lost: lost.to_vec(),
        gained: gained.to_vec(),
        ..DriftRow::counts(kind, before, after)
    };
    match (old.is_inlined(), new.is_inlined()) {
        (false, true) => vec![row(DriftKind::NewlyInlined, &[], &gained)],
        (true, false) => vec![row(DriftKind::NoLongerInlined, &lost, &[])],
        _ => [
            (!gained.is_empty()).then(|| row(DriftKind::HostsGained, &[], &gained)),
            (!lost.is_empty()).then(|| row(DriftKind::HostsLost, &lost, &[])),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}
