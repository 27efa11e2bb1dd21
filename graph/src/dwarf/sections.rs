//! The debug sections, and the units found in them, read in parallel.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use gimli::{Dwarf, DwarfSections as GimliSections, EndianSlice, RunTimeEndian};
use rayon::prelude::*;

use super::Reader;
use super::c_type::Declarations;
use super::debug_data::DebugData;
use super::line::{self, Lines};
use super::path::PathTable;
use super::prototype::{self, Prototype};
use super::row::UnitRows;
use super::type_die::TypeReader;
use super::unit_headers::headers;
use super::{queue, statics, unit};
use crate::error::ErrorKind;
use crate::image::Image;
use crate::notice::Notice;

/// Sections that klpscope never reads: the largest ones, about variables and unwinding.
const UNUSED: &[&str] =
    &[".debug_loc", ".debug_loclists", ".debug_macinfo", ".debug_macro", ".debug_types"];

/// The contents of the debug sections of one file.
pub(crate) struct DwarfSections<'d> {
    sections: GimliSections<Cow<'d, [u8]>>,
    big_endian: bool,
}

/// What the walk over all units yields.
pub(crate) struct DwarfRows<'d> {
    /// In the order of `.debug_info`.
    pub(crate) units: Vec<UnitRows<'d>>,
    /// Paths that `DeclPlace::file` indexes, normalised, each once.
    pub(crate) paths: Vec<String>,
}

impl<'d> DwarfSections<'d> {
    /// Reads the sections: decompressed, relocated.
    pub(crate) fn load(image: &Image<'d>) -> Result<Self, ErrorKind> {
        let sections = GimliSections::load(|id| {
            if UNUSED.contains(&id.name()) {
                Ok(Cow::Borrowed(&[][..]))
            } else {
                image.debug_section(id.name())
            }
        })?;
        Ok(Self { sections, big_endian: image.big_endian })
    }

    /// Walks every unit, in parallel. The rows come in the order of `.debug_info`, and
    /// are the same at any number of threads.
    pub(crate) fn rows(&self) -> (DwarfRows<'_>, Vec<Notice>) {
        let dwarf = self.dwarf();
        let (headers, mut notices) = headers(&dwarf);
        let data = DebugData::new(&dwarf, &headers, self.big_endian);
        // By their tables of abbreviations: a worker keeps the one it read last.
        let mut order: Vec<_> = headers.iter().enumerate().collect();
        order.sort_by_key(|(_, header)| header.debug_abbrev_offset().0);
        let read = queue::run(&order, |(_, header), space| unit::read(&data, header, space));
        let (mut paths, numbers) = PathTable::merge(read.paths);
        let mut units = Vec::with_capacity(headers.len());
        let mut wanted = Vec::new();
        let mut found: Vec<_> = order.iter().map(|(at, _)| *at).zip(read.found).collect();
        found.par_iter_mut().for_each(|(_, (worker, (unit, _)))| {
            unit.renumber_files(&numbers[*worker]);
        });
        found.sort_unstable_by_key(|(at, _)| *at);
        for (_, (_, (unit, open))) in found {
            let row = |(die, row)| (die, (units.len(), row as usize));
            wanted.extend(open.into_iter().map(row));
            units.push(unit);
        }
        notices.extend(statics::resolve(&data, &headers, &mut units, wanted, &mut paths));
        for unit in &units {
            notices.extend(unit.notices.iter().cloned());
        }
        (DwarfRows { units, paths: paths.paths }, notices)
    }

    /// The line table rows of `addresses`, which are sorted, as far as those of `units`
    /// that have code cover them.
    pub(crate) fn lines(&self, units: &[UnitRows<'_>], addresses: &[u64]) -> (Lines, Vec<Notice>) {
        let dwarf = self.dwarf();
        let (headers, _) = headers(&dwarf);
        let data = DebugData::new(&dwarf, &headers, self.big_endian);
        // A table that several share is that of the first.
        let mut seen = HashSet::new();
        let is_first = |unit: &&UnitRows<'_>| {
            let lines = unit.opened.as_ref().ok().and_then(|unit| unit.lines);
            lines.is_none_or(|lines| seen.insert(lines))
        };
        let with_code = units.iter().filter(|unit| unit.counts.units_without_code == 0);
        let units: Vec<_> = with_code.filter(is_first).collect();
        let read = queue::run(&units, |unit, space| line::rows(&data, unit, space, addresses));
        let (paths, numbers) = PathTable::merge(read.paths);
        let mut lines = Lines { paths: paths.paths, rows: Vec::new() };
        let mut notices = Vec::new();
        for (worker, result) in read.found {
            match result {
                Ok(rows) => {
                    lines.rows.extend(rows.into_iter().map(|row| line::LineRow {
                        file: numbers[worker][row.file as usize],
                        ..row
                    }));
                }
                Err(notice) => notices.push(notice),
            }
        }
        (lines, notices)
    }

    /// The prototypes of the subprograms at these `.debug_info` offsets, as far as they
    /// can be read.
    pub(crate) fn prototypes(&self, dies: &[u64]) -> BTreeMap<u64, Prototype> {
        let mut dwarf = self.dwarf();
        // Units that share one table of abbreviations share its reading too.
        dwarf.populate_abbreviations_cache(gimli::AbbreviationsCacheStrategy::Duplicates);
        let (headers, _) = headers(&dwarf);
        prototype::read(&mut Declarations::new(TypeReader::new(&dwarf, headers)), dies)
    }

    pub(super) fn big_endian(&self) -> bool {
        self.big_endian
    }

    pub(super) fn dwarf(&self) -> Dwarf<Reader<'_>> {
        let endian = if self.big_endian { RunTimeEndian::Big } else { RunTimeEndian::Little };
        self.sections.borrow(|section| EndianSlice::new(section, endian))
    }
}
