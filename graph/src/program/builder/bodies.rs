//! Concrete subprograms: which of them have code that the linker kept, where it is, and
//! where it is entered. Unit by unit, in parallel.

use rayon::prelude::*;

use super::super::node::Origin;
use super::draft::{Drafts, DroppedRow};
use super::functions::Functions;
use super::origin::{self, RowAt};
use crate::dwarf::{Subprogram, UnitRows};
use crate::id::AddrRange;

/// A concrete subprogram whose code the linker kept.
pub(super) struct Described {
    pub(super) entry: u64,
    pub(super) at: RowAt,
    pub(super) origin: Option<Origin>,
    pub(super) nocall: bool,
    /// Where its range list stands in the unit.
    pub(super) list: (u32, u32),
    /// Where those of its ranges stand that are code.
    kept: (u32, u32),
}

/// The concrete subprograms of a unit.
#[derive(Default)]
pub(super) struct Bodies {
    pub(super) described: Vec<Described>,
    /// Concrete subprograms whose code the linker dropped or folded.
    pub(super) dropped: Vec<DroppedRow>,
    kept: Vec<AddrRange>,
}

/// What the search looks at.
pub(super) struct Search<'s, 'u, 'd> {
    pub(super) units: &'s [UnitRows<'u>],
    pub(super) drafts: &'s Drafts,
    pub(super) functions: &'s Functions<'u, 'd>,
    /// Addresses of function symbols, sorted.
    pub(super) symbols: &'s [u64],
}

/// Ranges of a subprogram that are code: where they stand, and which seems to be entered.
#[derive(Clone, Copy)]
struct CodeRanges {
    kept: (u32, u32),
    entry: Option<u64>,
}

impl Bodies {
    /// The ranges of a subprogram that are code.
    pub(super) fn ranges(&self, row: &Described) -> &[AddrRange] {
        &self.kept[row.kept.0 as usize..row.kept.1 as usize]
    }
}

impl Search<'_, '_, '_> {
    /// The concrete subprograms of each unit.
    pub(super) fn find(&self) -> Vec<Bodies> {
        self.units
            .par_iter()
            .enumerate()
            .map(|(unit, rows)| self.of_unit(unit as u32, rows))
            .collect()
    }

    fn of_unit(&self, unit: u32, rows: &UnitRows<'_>) -> Bodies {
        let mut found = Bodies::default();
        // Rows that share a range list follow each other: it is looked at once.
        let mut last: Option<((u32, u32), CodeRanges)> = None;
        for (row, index) in rows.subprograms().zip(0_u32..).filter(|(row, _)| row.has_pc) {
            let at = (unit, index);
            let code = match last {
                Some((list, code)) if list == row.ranges => code,
                _ => self.code_of(rows, &row, &mut found.kept),
            };
            last = Some((row.ranges, code));
            // What has code was asked for when functions were gathered.
            let function = self.functions.known(at);
            let own = row.entry.filter(|&entry| self.drafts.section_end(entry).is_some());
            let nocall = row.nocall;
            if let Some(entry) = own.or(code.entry) {
                let evidence = origin::evidence(self.units, at);
                let origin = function.map(|function| Origin { function, evidence });
                let (list, kept) = (row.ranges, code.kept);
                found.described.push(Described { entry, at, origin, nocall, list, kept });
            } else {
                let row = |function| DroppedRow { function, at, nocall };
                found.dropped.extend(function.map(row));
            }
        }
        found
    }

    /// Adds the ranges of a subprogram that are code of this file: what the linker dropped
    /// has addresses outside every section. GCC gives a subprogram with a `.cold` part
    /// ranges only, and not always the hot one first; the symbol table tells the entry.
    fn code_of(
        &self,
        rows: &UnitRows<'_>,
        row: &Subprogram<'_>,
        kept: &mut Vec<AddrRange>,
    ) -> CodeRanges {
        let begin = kept.len();
        let ranges = &rows.ranges[row.ranges.0 as usize..row.ranges.1 as usize];
        let is_kept = |range: &&AddrRange| !range.is_empty() && self.drafts.is_code(**range);
        kept.extend(ranges.iter().filter(is_kept));
        let ranges = &kept[begin..];
        let entry = match ranges {
            [only] => Some(only.begin.0),
            _ => {
                let mut begins = ranges.iter().map(|range| range.begin.0);
                let named = begins.clone().find(|begin| self.symbols.binary_search(begin).is_ok());
                named.or(begins.next())
            }
        };
        CodeRanges { kept: (begin as u32, kept.len() as u32), entry }
    }
}
