//! The clones of a function in both builds, by their kind: `.isra` whatever its number.

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::suffix;

use super::kind::DriftKind;
use super::side::Side;
use crate::report::DriftRow;

/// Clones that came, went, or are called otherwise.
pub(super) fn changed(old: &Side<'_>, new: &Side<'_>) -> Vec<DriftRow> {
    let (olds, news) = (clones(old), clones(new));
    let none = BTreeSet::new();
    let kinds: BTreeSet<_> = olds.keys().chain(news.keys()).collect();
    let change = |kind: &String| {
        let (before, after) = (olds.get(kind).unwrap_or(&none), news.get(kind).unwrap_or(&none));
        let change = match before.len().cmp(&after.len()) {
            std::cmp::Ordering::Less => DriftKind::CloneAdded,
            std::cmp::Ordering::Greater => DriftKind::CloneRemoved,
            std::cmp::Ordering::Equal if before != after => DriftKind::CloneRenumbered,
            std::cmp::Ordering::Equal => return None,
        };
        Some(DriftRow {
            clone: kind.clone(),
            lost: before.difference(after).map(|&symbol| symbol.to_owned()).collect(),
            gained: after.difference(before).map(|&symbol| symbol.to_owned()).collect(),
            ..DriftRow::counts(change, before.len() as u64, after.len() as u64)
        })
    };
    kinds.into_iter().filter_map(change).collect()
}

/// The symbols of clones, by kind.
fn clones<'p>(side: &Side<'p>) -> BTreeMap<String, BTreeSet<&'p str>> {
    let mut found: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for &id in &side.bodies {
        for symbol in side.program.instance(id).symbols() {
            let name = side.program.symbol_name(symbol);
            let parsed = suffix::parse(name);
            if parsed.is_clone() && !parsed.is_cold() {
                found.entry(suffix::kind(name)).or_default().insert(name);
            }
        }
    }
    found
}
