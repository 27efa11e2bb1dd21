//! Inlined instances: every `DW_TAG_inlined_subroutine` of a concrete instance, with
//! or without code left.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::super::node::{Inlined, Place};
use super::super::strings::StringsBuilder;
use super::functions::Functions;
use super::instances::Instances;
use super::origin::{self, RowAt};
use super::segments::{Interval, Segments};
use super::waves;
use crate::dwarf::{InlinedDie, UnitRows};
use crate::id::{AddrRange, FuncId, InlinedId, InstanceId, StrId, UnitId};
use crate::notice::Notice;

/// The inlined instances and the table of their ranges.
pub(super) struct InlinedRows {
    pub(super) rows: Vec<Inlined>,
    pub(super) ranges: Vec<AddrRange>,
}

impl InlinedRows {
    /// Adds a unit's rows, numbered on, and its ranges. Rows may share a range list: the
    /// unit's table is taken over as it is.
    fn add(&mut self, rows: Vec<Inlined>, ranges: &[AddrRange]) {
        let (base, first) = (self.ranges.len() as u32, self.rows.len());
        self.ranges.extend(ranges);
        self.rows.extend(rows.into_iter().map(|row| Inlined {
            parent: row.parent.map(|parent| InlinedId::new(first + parent.index())),
            ranges: (base + row.ranges.0, base + row.ranges.1),
            ..row
        }));
    }

    /// Gives functions their final ids.
    pub(super) fn renumber(&mut self, order: &[FuncId]) {
        self.rows.par_iter_mut().for_each(|row| row.function = order[row.function.index()]);
    }
}

/// The inlined instances whose host exists, and the innermost one at an address.
pub(super) fn find(
    units: &[UnitRows<'_>],
    instances: &Instances,
    functions: &Functions<'_, '_>,
    copied: &[Copied],
    notices: &mut Vec<Notice>,
) -> (InlinedRows, Segments<InlinedId>) {
    let files = functions.files();
    let of_unit = |unit: usize, copied: &Copied| {
        let rows = &units[unit];
        let found = Vec::with_capacity(rows.inlined_count());
        let copied = &copied.functions;
        let mut copies = Copies { unit, rows, copied, files, found, notices: Vec::new() };
        copies.add_concrete(instances);
        copies.add_folded(instances);
        let segments = Segments::new(intervals(&copies.found, &rows.ranges)).into_rows();
        (unit, copies.found, segments, copies.notices)
    };
    let mut parts = Vec::with_capacity(units.len());
    let mut all = InlinedRows {
        rows: Vec::with_capacity(copied.iter().map(|unit| unit.functions.len()).sum()),
        ranges: Vec::with_capacity(units.iter().map(|unit| unit.ranges.len()).sum()),
    };
    let join = |(unit, rows, segments, unnamed): (usize, Vec<Inlined>, _, _)| {
        parts.push((all.rows.len(), segments));
        all.add(rows, &units[unit].ranges);
        notices.extend(unnamed);
    };
    waves::each(copied, of_unit, join);
    let segments = join_segments(&parts);
    let segments = segments.unwrap_or_else(|| Segments::new(intervals(&all.rows, &all.ranges)));
    (all, segments)
}

/// The segments of all units, each with the number of its first row; `None` if those of
/// several overlap.
fn join_segments(parts: &[(usize, Vec<Interval<InlinedId>>)]) -> Option<Segments<InlinedId>> {
    let segments: Vec<_> = parts.iter().map(|part| part.1.as_slice()).collect();
    Segments::joined(&segments, |part, owner| InlinedId::new(parts[part].0 + owner.index()))
}

/// Where inlined instances have code.
fn intervals(rows: &[Inlined], ranges: &[AddrRange]) -> Vec<Interval<InlinedId>> {
    let mut intervals = Vec::with_capacity(ranges.len());
    // Of rows that share a range list the last is the innermost: lists, however long, are
    // looked at once.
    let mut seen = vec![false; ranges.len()];
    for (index, row) in rows.iter().enumerate().rev() {
        let (begin, end) = (row.ranges.0 as usize, row.ranges.1 as usize);
        if begin == end || std::mem::replace(&mut seen[begin], true) {
            continue;
        }
        let owner = InlinedId::new(index);
        intervals.extend(ranges[begin..end].iter().map(|range| Interval::new(*range, owner)));
    }
    // As they came: the more of them are in order, the sooner they are sorted.
    intervals.reverse();
    intervals
}

/// The function that each inlined instance of a unit is a copy of.
pub(super) struct Copied {
    functions: Vec<Option<FuncId>>,
    /// Those of functions that nothing else led to: which row, and whose.
    open: Vec<(u32, RowAt)>,
}

/// What inlined instances are copies of, as far as it is known.
pub(super) fn copied(units: &[UnitRows<'_>], known: &Functions<'_, '_>) -> Vec<Copied> {
    let of_unit = |(unit, rows): (usize, &UnitRows<'_>)| {
        let mut open = Vec::new();
        let function = |(row, index): (InlinedDie, u32)| {
            let at = origin::find_near(units, unit as u32, row.origin?)?;
            let function = known.known(at);
            open.extend(function.is_none().then_some((index, at)));
            function
        };
        let functions = rows.inlined_dies().zip(0..).map(function).collect();
        Copied { functions, open }
    };
    units.par_iter().enumerate().map(of_unit).collect()
}

impl Copied {
    /// Makes the rest known, in the order of the DIEs.
    pub(super) fn complete(
        &mut self,
        functions: &mut Functions<'_, '_>,
        strings: &mut StringsBuilder,
    ) {
        for (index, at) in std::mem::take(&mut self.open) {
            self.functions[index as usize] = functions.of_row(at, strings);
        }
    }
}

/// The inlined instances of one unit, numbered from 0, with its own table of ranges.
struct Copies<'c, 'd> {
    unit: usize,
    rows: &'c UnitRows<'d>,
    /// The function of each row.
    copied: &'c [Option<FuncId>],
    files: &'c [StrId],
    found: Vec<Inlined>,
    notices: Vec<Notice>,
}

impl Copies<'_, '_> {
    /// Adds those of concrete instances.
    fn add_concrete(&mut self, instances: &Instances) {
        // New number of each row; rows that are left out pass on their parent's.
        let mut numbers: Vec<Option<InlinedId>> = Vec::with_capacity(self.rows.inlined_count());
        for (index, row) in self.rows.inlined_dies().enumerate() {
            let parent = row.parent.and_then(|parent| numbers[parent as usize]);
            let host = instances.of_row.get((self.unit as u32, row.host));
            let added = host.and_then(|host| self.add(index, &row, host, parent, row.ranges));
            numbers.push(added.or(parent));
        }
    }

    /// Adds the copies inside functions that were folded into another's code. Their ranges
    /// lead nowhere and are left out.
    fn add_folded(&mut self, instances: &Instances) {
        let unit = self.unit as u32;
        let folded = instances.folded_rows.rows();
        let begin = folded.partition_point(|pair| pair.0.0 < unit);
        let folded = &folded[begin..];
        let folded = &folded[..folded.partition_point(|pair| pair.0.0 == unit)];
        if folded.is_empty() {
            return;
        }
        let rows = self.rows;
        let mut copies: Vec<_> = (0..rows.inlined_count() as u32).collect();
        copies.sort_by_key(|&index| (rows.inlined(index).host, index));
        for &((_, subprogram), host) in folded {
            let begin = copies.partition_point(|&index| rows.inlined(index).host < subprogram);
            let copies = copies[begin..].iter().copied();
            let mut numbers: HashMap<u32, Option<InlinedId>, RandomState> = HashMap::default();
            for index in copies.take_while(|&index| rows.inlined(index).host == subprogram) {
                let row = rows.inlined(index);
                let parent = row.parent.and_then(|parent| numbers.get(&parent).copied().flatten());
                let added = self.add(index as usize, &row, host, parent, (0, 0));
                numbers.insert(index, added.or(parent));
            }
        }
    }

    /// Adds a row, if it is known what it is a copy of.
    fn add(
        &mut self,
        index: usize,
        row: &InlinedDie,
        host: InstanceId,
        parent: Option<InlinedId>,
        ranges: (u32, u32),
    ) -> Option<InlinedId> {
        let Some(function) = self.copied[index] else {
            self.notices.push(unnamed(row));
            return None;
        };
        self.found.push(Inlined {
            host,
            function,
            parent,
            call_place: call_place(row, self.files),
            die: row.die,
            unit: UnitId::new(self.unit),
            ranges,
        });
        Some(InlinedId::new(self.found.len() - 1))
    }
}

fn call_place(row: &InlinedDie, files: &[StrId]) -> Option<Place> {
    let file = files[row.call_place.file? as usize];
    Some(Place { file, line: row.call_place.line, column: row.call_place.column })
}

fn unnamed(row: &InlinedDie) -> Notice {
    Notice::incomplete(
        format!(".debug_info, DIE at {:#x}", row.die),
        "inlined instance of an unknown function: its DW_AT_abstract_origin leads to no named subprogram",
    )
}
