//! Two builds of one program -> what changed between them for whoever patches it live.
//!
//! `pairing` tells which functions are the same, `side` what a build made of one; `function`
//! compares that, a file each for what stands beside it; `options` compares how the units
//! were compiled. Nothing is matched by address, line or the number of a clone.

mod clones;
mod function;
mod kind;
mod names;
mod options;
mod pairing;
mod side;
mod sites;

use std::collections::{BTreeMap, BTreeSet};
use std::slice;

use klpscope_graph::{FuncId, Program};
use rayon::prelude::*;

pub use kind::DriftKind;
pub(crate) use options::changed as options;
pub(crate) use pairing::{Pair, Pairs};
pub(crate) use sites::only_in_one as sites_only_in_one;

use crate::report::{
    DriftCount, DriftReport, DriftRow, DriftTotals, NoticeRow, ObjectRow, SCHEMA_VERSION,
};
use crate::seed::{self, SeedError};
use crate::spec::Spec;

/// What to tell of two builds.
#[derive(Clone, Debug)]
pub struct DriftQuestion {
    /// The functions to tell of; empty: all.
    pub functions: Vec<Spec>,
    /// The kinds of changes to tell of; empty: all.
    pub only: Vec<DriftKind>,
    /// By how many members a replacement set has to grow or shrink to be told.
    pub min_growth: usize,
    /// How many changes of a kind are no cause to fail.
    pub allowed: BTreeMap<DriftKind, usize>,
}

impl Default for DriftQuestion {
    fn default() -> Self {
        Self { functions: Vec::new(), only: Vec::new(), min_growth: 1, allowed: BTreeMap::new() }
    }
}

impl DriftQuestion {
    fn wants(&self, kind: DriftKind) -> bool {
        self.only.is_empty() || self.only.contains(&kind)
    }
}

/// What became otherwise from `old` to `new`; `notices` are what reading both noticed.
///
/// # Errors
/// If neither build has a function that is asked for.
pub fn drift(
    old: &Program,
    new: &Program,
    question: &DriftQuestion,
    notices: &[NoticeRow],
) -> Result<DriftReport, SeedError> {
    let pairs = Pairs::new(old, new);
    let [olds, news] = named(old, new, &question.functions)?;
    let is_asked = |pair: &&Pair| {
        question.functions.is_empty()
            || pair.old.is_some_and(|id| olds.contains(&id))
            || pair.new.is_some_and(|id| news.contains(&id))
    };
    let rows: Vec<_> = pairs.rows.iter().filter(is_asked).collect();
    let mut changes = changes(&pairs, &rows, question);
    if question.functions.is_empty() {
        changes.extend(options(&pairs));
    }
    changes.retain(|change| question.wants(change.kind));
    changes.sort();
    let mut notices = notices.to_vec();
    notices.extend(sites_only_in_one(old, new));
    let counts = counted(&changes, question);
    Ok(DriftReport {
        schema_version: SCHEMA_VERSION,
        old: ObjectRow::new(old),
        new: ObjectRow::new(new),
        totals: DriftTotals {
            paired: rows.iter().filter(|pair| pair.old.is_some() && pair.new.is_some()).count(),
            moved: rows.iter().filter(|pair| pair.is_moved).count(),
            only_old: rows.iter().filter(|pair| pair.new.is_none()).count(),
            only_new: rows.iter().filter(|pair| pair.old.is_none()).count(),
            changes: changes.len(),
            beyond: counts.iter().any(|count| count.count > count.allowed),
        },
        counts,
        changes,
        notices,
    })
}

/// What became otherwise of some functions, in no order.
pub(crate) fn changes(
    pairs: &Pairs<'_>,
    asked: &[&Pair],
    question: &DriftQuestion,
) -> Vec<DriftRow> {
    asked.par_iter().flat_map_iter(|pair| function::compare(pairs, pair, question)).collect()
}

/// The functions that `specs` name in each build. One of them may lack it.
fn named(old: &Program, new: &Program, specs: &[Spec]) -> Result<[BTreeSet<FuncId>; 2], SeedError> {
    let mut found = [BTreeSet::new(), BTreeSet::new()];
    for spec in specs {
        let of = |program| seed::resolve_all(slice::from_ref(program), spec);
        let seeds = match (of(old), of(new)) {
            (Err(_), Err(error)) => return Err(error),
            (before, after) => [before.unwrap_or_default(), after.unwrap_or_default()],
        };
        for (found, seeds) in found.iter_mut().zip(seeds) {
            found.extend(seeds.iter().flat_map(|seed| &seed.functions).map(|&(_, id)| id));
        }
    }
    Ok(found)
}

/// How many changes there are of each kind, in the order of the kinds.
fn counted(changes: &[DriftRow], question: &DriftQuestion) -> Vec<DriftCount> {
    let mut counts: BTreeMap<DriftKind, usize> = BTreeMap::new();
    changes.iter().for_each(|change| *counts.entry(change.kind).or_default() += 1);
    let count = |(kind, count)| DriftCount {
        kind,
        count,
        allowed: question.allowed.get(&kind).copied().unwrap_or(0),
    };
    counts.into_iter().map(count).collect()
}
