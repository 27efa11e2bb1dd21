//! File numbers of a unit's line table become paths.

use std::ops::Range;

use gimli::Result;

use super::debug_data::DebugData;
use super::form::Value;
use super::line_header::{FileNames, LineHeader};
use super::name::Name;
use super::open_unit::OpenUnit;
use super::path::PathCache;

/// The files of the unit at hand. Its memory serves the next unit.
#[derive(Default)]
pub(super) struct FileTable<'d> {
    names: FileNames<'d>,
    /// Of which line table they are: its offset, and the size of the unit's addresses.
    read: Option<(u64, u8)>,
    header: Option<LineHeader<'d>>,
    compile_dir: u32,
    /// Path by index into the table; `UNASKED` and `NONE` below.
    paths: Vec<u32>,
}

const UNASKED: u32 = u32::MAX;
const NONE: u32 = u32::MAX - 1;

impl<'d> FileTable<'d> {
    /// Reads the line table's header of a unit; `None` if the unit has none.
    pub(super) fn load(
        &mut self,
        data: &DebugData<'d>,
        unit: &OpenUnit<'d>,
        paths: &mut PathCache<'d>,
    ) -> Result<Option<LineHeader<'d>>> {
        let compile_dir = paths.compile_dir(unit.compile_dir.map_or(&[][..], Name::bytes));
        let from = unit.lines.map(|offset| (offset, unit.encoding.address_size));
        // Units of types share the table of the unit they come from.
        if from.is_none() || from != self.read || compile_dir != self.compile_dir {
            (self.read, self.header) = (None, None);
            if let Some((offset, size)) = from {
                self.header = Some(LineHeader::read(data, offset, size, &mut self.names)?);
            }
            self.read = from;
            self.compile_dir = compile_dir;
            self.paths.clear();
            self.paths.resize(self.names.files.len(), UNASKED);
        }
        Ok(self.header)
    }

    /// The path of file number `file`, as `DW_AT_decl_file` counts; `None` for 0 before
    /// DWARF 5, and for a number that leads nowhere.
    #[inline]
    pub(super) fn path(
        &mut self,
        data: &DebugData<'d>,
        unit: &OpenUnit<'d>,
        paths: &mut PathCache<'d>,
        file: u64,
    ) -> Option<u32> {
        let first = if self.header?.version >= 5 { 0 } else { 1 };
        let index = usize::try_from(file.checked_sub(first)?).ok()?;
        let known = *self.paths.get(index)?;
        let path = if known == UNASKED { self.join(data, unit, paths, index) } else { known };
        (path != NONE).then_some(path)
    }

    /// The numbers that lead to files.
    pub(super) fn numbers(&self) -> Range<u64> {
        let first = self.header.map_or(1, |header| if header.version >= 5 { 0 } else { 1 });
        first..first.saturating_add(self.paths.len() as u64)
    }

    /// Directory and name of a file, joined.
    fn join(
        &mut self,
        data: &DebugData<'d>,
        unit: &OpenUnit<'d>,
        paths: &mut PathCache<'d>,
        index: usize,
    ) -> u32 {
        let (name, directory) = self.names.files[index];
        let path = unit.text(data, name).map_or(NONE, |name| {
            let directory = self.directory(directory);
            let directory = directory.and_then(|directory| unit.text(data, directory).ok());
            let directory = directory.map_or(&[][..], Name::bytes);
            paths.join(self.compile_dir, directory, name.bytes())
        });
        self.paths[index] = path;
        path
    }

    /// Directory 0 is the compile directory.
    fn directory(&self, number: u64) -> Option<Value<'d>> {
        let number = usize::try_from(number).ok().filter(|&number| number > 0)?;
        let first = if self.header?.version >= 5 { 0 } else { 1 };
        self.names.directories.get(number - first).copied()
    }
}
