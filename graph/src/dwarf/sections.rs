//! The debug sections, and the units found in them, walked in parallel.

use std::borrow::Cow;
use std::collections::BTreeMap;

use gimli::{
    DebugInfoOffset, Dwarf, DwarfSections as GimliSections, EndianSlice, RunTimeEndian, UnitHeader,
};
use rayon::prelude::*;

use super::Reader;
use super::c_type::Declarations;
use super::line::{self, UnitLines};
use super::path::PathTable;
use super::prototype::{self, Prototype};
use super::row::UnitRows;
use super::type_die::TypeReader;
use super::{statics, unit};
use crate::error::ErrorKind;
use crate::image::Image;
use crate::notice::Notice;

/// Sections that klpscope never reads: the largest ones, about variables and unwinding.
const UNUSED: &[&str] =
    &[".debug_loc", ".debug_loclists", ".debug_macinfo", ".debug_macro", ".debug_types"];

/// The contents of the debug sections of one file.
pub(crate) struct DwarfSections<'d> {
    sections: GimliSections<Cow<'d, [u8]>>,
    endian: RunTimeEndian,
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
        let endian = if image.big_endian { RunTimeEndian::Big } else { RunTimeEndian::Little };
        Ok(Self { sections, endian })
    }

    /// Walks every unit, in parallel. The rows come in the order of `.debug_info`, and
    /// are the same at any number of threads.
    pub(crate) fn rows(&self) -> (DwarfRows<'_>, Vec<Notice>) {
        let dwarf = self.dwarf();
        let (headers, mut notices) = headers(&dwarf);
        let read: Vec<_> =
            headers.into_par_iter().map(|header| unit::read(&dwarf, header)).collect();
        let mut paths = PathTable::default();
        let mut units = Vec::with_capacity(read.len());
        for (mut unit, files) in read {
            let global: Vec<u32> = files.into_iter().map(|path| paths.add(path)).collect();
            unit.renumber_files(&global);
            units.push(unit);
        }
        notices.extend(statics::resolve(&dwarf, &mut units, &mut paths));
        for unit in &units {
            notices.extend(unit.notices.iter().cloned());
        }
        (DwarfRows { units, paths: paths.paths }, notices)
    }

    /// The line table rows of `addresses`, which are sorted, as far as the units at
    /// `offsets` in `.debug_info` cover them.
    pub(crate) fn lines(
        &self,
        offsets: &[u64],
        addresses: &[u64],
    ) -> (Vec<UnitLines>, Vec<Notice>) {
        let dwarf = self.dwarf();
        let found: Vec<_> = offsets
            .par_iter()
            .map(|&offset| line::rows(&dwarf, DebugInfoOffset(offset as usize), addresses))
            .collect();
        let mut rows = Vec::new();
        let mut notices = Vec::new();
        for result in found {
            match result {
                Ok(lines) => rows.push(lines),
                Err(notice) => notices.push(notice),
            }
        }
        (rows, notices)
    }

    /// The prototypes of the subprograms at these `.debug_info` offsets, as far as they
    /// can be read.
    pub(crate) fn prototypes(&self, dies: &[u64]) -> BTreeMap<u64, Prototype> {
        let dwarf = self.dwarf();
        let (headers, _) = headers(&dwarf);
        prototype::read(&mut Declarations::new(TypeReader::new(&dwarf, headers)), dies)
    }

    fn dwarf(&self) -> Dwarf<Reader<'_>> {
        let mut dwarf = self.sections.borrow(|section| EndianSlice::new(section, self.endian));
        // Units that share one table of abbreviations share its reading too.
        dwarf.populate_abbreviations_cache(gimli::AbbreviationsCacheStrategy::Duplicates);
        dwarf
    }
}

/// The headers of all units. A damaged one hides those behind it.
fn headers<'d>(dwarf: &Dwarf<Reader<'d>>) -> (Vec<UnitHeader<Reader<'d>>>, Vec<Notice>) {
    let mut headers = Vec::new();
    let mut notices = Vec::new();
    let mut units = dwarf.units();
    loop {
        match units.next() {
            Ok(Some(header)) => headers.push(header),
            Ok(None) => break,
            Err(error) => {
                let after = headers
                    .last()
                    .and_then(UnitHeader::debug_info_offset)
                    .map_or(0, |offset| offset.0);
                notices.push(Notice::incomplete(
                    format!(".debug_info, behind the unit at {after:#x}"),
                    format!("unit header cannot be read ({error}); it and all units behind it are unknown"),
                ));
                break;
            }
        }
    }
    (headers, notices)
}
