//! Inlined instances: every `DW_TAG_inlined_subroutine` of a concrete instance, with
//! or without code left.

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
        for (index, row) in self.rows.iter().enumerate() {
            let ranges = &self.ranges[row.ranges.0 as usize..row.ranges.1 as usize];
            intervals.extend(ranges.iter().map(|range| Interval {
                begin: range.begin.0,
                end: range.end.0,
                owner: InlinedId::new(index),
            }));
        }
        Segments::new(intervals)
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
        let mut numbers: Vec<Option<InlinedId>> = Vec::with_capacity(rows.inlined.len());
        for (row, origin) in rows.inlined.iter().zip(&origins[unit]) {
            let parent = row.parent.and_then(|parent| numbers[parent as usize]);
            let host = instances.of_row.get(&(unit as u32, row.host)).copied();
            let function = origin.and_then(|at| functions.of_row(at, strings));
            let (Some(host), Some(function)) = (host, function) else {
                if host.is_some() {
                    notices.push(unnamed(row));
                }
                numbers.push(parent);
                continue;
            };
            let id = InlinedId::new(found.rows.len());
            found.rows.push(Inlined {
                host,
                function,
                parent,
                call_place: call_place(row, functions.files(unit)),
                die: row.die,
                unit: UnitId::new(unit),
                ranges: (base + row.ranges.0, base + row.ranges.1),
            });
            numbers.push(Some(id));
        }
    }
    found
}

/// The row of every inlined instance's abstract origin, found in parallel.
fn origins(units: &[UnitRows<'_>]) -> Vec<Vec<Option<RowAt>>> {
    let of_unit = |unit: &UnitRows<'_>| {
        let find = |row: &InlinedDie| row.origin.and_then(|die| origin::find(units, die));
        unit.inlined.iter().map(find).collect()
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
