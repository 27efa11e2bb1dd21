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
use crate::dwarf::{InlinedDie, UnitRows};
use crate::id::{AddrRange, FuncId, InlinedId, StrId, UnitId};
use crate::notice::Notice;

/// The inlined instances and the table of their ranges.
pub(super) struct InlinedRows {
    pub(super) rows: Vec<Inlined>,
    pub(super) ranges: Vec<AddrRange>,
}

impl InlinedRows {
    /// The innermost inlined instance at an address.
    pub(super) fn by_address(&self) -> Segments<InlinedId> {
        let mut intervals = Vec::with_capacity(self.ranges.len());
        // Of rows that share a range list the last is the innermost: lists, however long,
        // are looked at once.
        let mut innermost: HashMap<(u32, u32), usize, RandomState> = HashMap::default();
        innermost.extend(self.rows.iter().enumerate().map(|(index, row)| (row.ranges, index)));
        for (slice, index) in innermost {
            let ranges = &self.ranges[slice.0 as usize..slice.1 as usize];
            intervals.extend(ranges.iter().map(|range| Interval {
                begin: range.begin.0,
                end: range.end.0,
                owner: InlinedId::new(index),
            }));
        }
        Segments::new(intervals)
    }

    /// Adds the copies inside functions that were folded into another's code. Their ranges
    /// lead nowhere and are left out.
    fn add_folded(
        &mut self,
        unit: usize,
        rows: &UnitRows<'_>,
        origins: &[Option<RowAt>],
        instances: &Instances,
        functions: &mut Functions<'_, '_>,
        strings: &mut StringsBuilder,
    ) -> Vec<Notice> {
        let mut notices = Vec::new();
        let folded = instances.folded_rows.rows();
        let begin = folded.partition_point(|pair| pair.0.0 < unit as u32);
        let folded = &folded[begin..];
        let folded = &folded[..folded.partition_point(|pair| pair.0.0 == unit as u32)];
        if folded.is_empty() {
            return notices;
        }
        let mut copies: Vec<_> = (0..rows.inlined_count() as u32).collect();
        copies.sort_by_key(|&index| (rows.inlined(index).host, index));
        for &((_, subprogram), host) in folded {
            let begin = copies.partition_point(|&index| rows.inlined(index).host < subprogram);
            let copies = copies[begin..].iter().copied();
            let mut numbers: HashMap<u32, Option<InlinedId>> = HashMap::new();
            for index in copies.take_while(|&index| rows.inlined(index).host == subprogram) {
                let row = rows.inlined(index);
                let parent = row.parent.and_then(|parent| numbers.get(&parent).copied().flatten());
                let function = origins[index as usize].and_then(|at| functions.of_row(at, strings));
                if function.is_none() {
                    notices.push(unnamed(&row));
                }
                let id = function.map(|function| {
                    self.rows.push(Inlined {
                        host,
                        function,
                        parent,
                        call_place: call_place(&row, functions.files()),
                        die: row.die,
                        unit: UnitId::new(unit),
                        ranges: (0, 0),
                    });
                    InlinedId::new(self.rows.len() - 1)
                });
                numbers.insert(index, id.or(parent));
            }
        }
        notices
    }

    /// Gives functions their final ids.
    pub(super) fn renumber(&mut self, order: &[FuncId]) {
        for row in &mut self.rows {
            row.function = order[row.function.index()];
        }
    }
}

/// Gathers the inlined instances whose host exists.
pub(super) fn find(
    units: &[UnitRows<'_>],
    instances: &Instances,
    functions: &mut Functions<'_, '_>,
    strings: &mut StringsBuilder,
    notices: &mut Vec<Notice>,
) -> InlinedRows {
    let mut found = InlinedRows { rows: Vec::new(), ranges: Vec::new() };
    let origins = origins(units);
    for (unit, rows) in units.iter().enumerate() {
        // Rows may share a range list: the unit's table is taken over as it is.
        let base = found.ranges.len() as u32;
        found.ranges.extend(&rows.ranges);
        // New number of each row of the unit; rows that are left out pass on their parent's.
        let mut numbers: Vec<Option<InlinedId>> = Vec::with_capacity(rows.inlined_count());
        for (row, origin) in rows.inlined_dies().zip(&origins[unit]) {
            let parent = row.parent.and_then(|parent| numbers[parent as usize]);
            let host = instances.of_row.get(&(unit as u32, row.host)).copied();
            let function = origin.and_then(|at| functions.of_row(at, strings));
            let (Some(host), Some(function)) = (host, function) else {
                if host.is_some() {
                    notices.push(unnamed(&row));
                }
                numbers.push(parent);
                continue;
            };
            let id = InlinedId::new(found.rows.len());
            found.rows.push(Inlined {
                host,
                function,
                parent,
                call_place: call_place(&row, functions.files()),
                die: row.die,
                unit: UnitId::new(unit),
                ranges: (base + row.ranges.0, base + row.ranges.1),
            });
            numbers.push(Some(id));
        }
        let unnamed = found.add_folded(unit, rows, &origins[unit], instances, functions, strings);
        notices.extend(unnamed);
    }
    found
}

/// The row of every inlined instance's abstract origin, found in parallel.
fn origins(units: &[UnitRows<'_>]) -> Vec<Vec<Option<RowAt>>> {
    let of_unit = |unit: &UnitRows<'_>| {
        let find = |row: InlinedDie| row.origin.and_then(|die| origin::find(units, die));
        unit.inlined_dies().map(find).collect()
    };
    units.par_iter().map(of_unit).collect()
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
