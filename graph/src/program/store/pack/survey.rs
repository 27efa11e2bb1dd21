//! What nearly every question asks of all instances at once.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::super::super::kernel::FtraceSite;
use super::super::super::node::{InstanceKind, Origin, OriginEvidence};
use super::super::Col;
use super::super::rows::Rows;
use super::super::text::name_hash;
use super::Tasks;
use crate::id::{AddrRange, StrId, UnitId};

/// The unit of a DIE, and of what it was made from.
type Units = (UnitId, Option<UnitId>);

/// How many of the instances without a DIE are named.
const LARGEST: usize = 5;

pub(super) fn pack<'a>(rows: &'a Rows, tasks: &mut Tasks<'a>) {
    tallies(rows, tasks);
    undescribed(rows, tasks);
    stubs(rows, tasks);
    parts(rows, tasks);
    tasks.tables(move || {
        let named = named(rows);
        [
            (Col::NamedSymbol, named.iter().map(|row| row.1.into()).collect()),
            (Col::NamedInstance, named.iter().map(|row| row.2.into()).collect()),
        ]
    });
    let bytes = rows.ranges.items.iter().fold(0_u64, |sum, range| sum.saturating_add(range.len()));
    tasks.numbers(Col::ClaimedBytes, [bytes].into_iter());
    let is_listed = |row: &(_, FtraceSite)| matches!(row.1, FtraceSite::Listed(_));
    tasks.numbers(
        Col::ListsSites,
        [u64::from(rows.kernel.ftrace.iter().any(is_listed))].into_iter(),
    );
    let names = rows.names.items.iter().map(|id| rows.symbols[id.index()].name);
    let is_promoted = |name| rows.strings.get(name).contains(".llvm.");
    let promoted = names.clone().any(is_promoted);
    tasks.numbers(Col::Promoted, [u64::from(promoted)].into_iter());
}

/// Instances by the units that describe them.
fn tallies<'a>(rows: &'a Rows, tasks: &mut Tasks<'a>) {
    let mut tallies: BTreeMap<Vec<Units>, (u64, u64)> = BTreeMap::new();
    let mut units = Vec::new();
    for (instance, origins) in rows.instances.iter().zip(rows.origins.groups()) {
        units.clear();
        units.extend(origins.iter().filter_map(described_by));
        units.sort_unstable();
        let tally = match tallies.get_mut(&units) {
            Some(tally) => tally,
            None => tallies.entry(units.clone()).or_default(),
        };
        tally.0 += 1;
        tally.1 += u64::from(instance.kind == InstanceKind::Function);
    }
    let (mut ends, mut unit, mut early) = (vec![0], Vec::new(), Vec::new());
    for units in tallies.keys() {
        unit.extend(units.iter().map(|units| u64::from(units.0.0)));
        early.extend(units.iter().map(|units| units.1.map_or(0, |early| u64::from(early.0) + 1)));
        ends.push(unit.len() as u64);
    }
    let counts: Vec<_> = tallies.into_values().collect();
    tasks.numbers(Col::TallyBegins, ends.into_iter());
    tasks.numbers(Col::TallyUnit, unit.into_iter());
    tasks.numbers(Col::TallyEarly, early.into_iter());
    tasks.numbers(Col::TallyInstances, counts.clone().into_iter().map(|count| count.0));
    tasks.numbers(Col::TallyFunctions, counts.into_iter().map(|count| count.1));
}

fn described_by(origin: &Origin) -> Option<Units> {
    match origin.evidence {
        OriginEvidence::Die { unit, early, .. } => Some((unit, early)),
        OriginEvidence::Symbol(_) => None,
    }
}

/// Code that no DIE describes.
fn undescribed<'a>(rows: &'a Rows, tasks: &mut Tasks<'a>) {
    let mut found: Vec<(Reverse<u64>, &str, u64)> = Vec::new();
    let each = rows.instances.iter().zip(rows.origins.groups()).zip(rows.ranges.groups());
    for (at, ((instance, origins), ranges)) in each.enumerate() {
        let is_code = matches!(instance.kind, InstanceKind::Function | InstanceKind::Untyped);
        if is_code && !origins.iter().any(Origin::is_described) {
            let symbol = rows.names.group(at).first().map(|id| rows.symbols[id.index()]);
            let claimed = symbol.map_or(0, |symbol| symbol.size);
            let bytes: u64 = ranges.iter().copied().map(AddrRange::len).sum();
            let size = if bytes == 0 { claimed } else { bytes };
            found.push((Reverse(size), name(rows, at), at as u64));
        }
    }
    found.sort_unstable();
    let bytes = found.iter().fold(0_u64, |sum, row| sum.saturating_add(row.0.0));
    tasks.numbers(Col::UndescribedTotal, [found.len() as u64, bytes].into_iter());
    let largest: Vec<_> = found.iter().take(LARGEST).map(|row| row.2).collect();
    tasks.numbers(Col::UndescribedLargest, largest.into_iter());
}

/// Entries of procedure linkage tables.
fn stubs<'a>(rows: &'a Rows, tasks: &mut Tasks<'a>) {
    let each = rows.instances.iter().enumerate();
    let stubs = each.filter(|(_, instance)| instance.kind == InstanceKind::Plt);
    // By the name of what they lead to: `@plt` would sort elsewhere.
    let target = |at| name(rows, at).strip_suffix("@plt").unwrap_or(name(rows, at));
    let mut stubs: Vec<_> = stubs.map(|(at, _)| (target(at), at as u64)).collect();
    stubs.sort_unstable();
    tasks.numbers(Col::Stubs, stubs.into_iter().map(|stub| stub.1));
}

/// Where code begins that is no entry.
fn parts<'a>(rows: &'a Rows, tasks: &mut Tasks<'a>) {
    let mut parts = Vec::new();
    for (instance, ranges) in rows.instances.iter().zip(rows.ranges.groups()) {
        let begins = ranges.iter().map(|range| range.begin);
        parts.extend(begins.filter(|&begin| begin != instance.entry).map(|begin| begin.0));
    }
    parts.sort_unstable();
    tasks.numbers(Col::Parts, parts.into_iter());
}

/// The symbols of all instances by the hash of their names.
fn named(rows: &Rows) -> Vec<(u64, u32, u32)> {
    let mut found = Vec::with_capacity(rows.names.items.len() + rows.cold_names.items.len());
    for lists in [&rows.names, &rows.cold_names] {
        for (at, symbols) in lists.groups().enumerate() {
            let hash = |id: &crate::id::SymbolId| rows.strings.get(rows.symbols[id.index()].name);
            found.extend(symbols.iter().map(|id| (name_hash(hash(id)), id.0, at as u32)));
        }
    }
    found.sort_unstable_by_key(|&(hash, symbol, instance)| (hash, instance, symbol));
    found
}

/// The name to call an instance by.
fn name(rows: &Rows, at: usize) -> &str {
    let symbol = rows.names.group(at).first().map(|id| rows.symbols[id.index()].name);
    let function =
        || rows.origins.group(at).first().map(|o| rows.functions[o.function.index()].name);
    symbol.or_else(function).map_or("", |name: StrId| rows.strings.get(name))
}
