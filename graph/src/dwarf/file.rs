//! File numbers of a unit's line table become paths.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use gimli::{Error, Result};

use super::debug_data::DebugData;
use super::form::Value;
use super::line_header::{FileNames, LineHeader};
use super::name::Name;
use super::open_unit::OpenUnit;
use super::path::PathCache;

/// The files of the unit at hand. Its memory serves the next unit.
#[derive(Default)]
pub(super) struct FileTable<'d> {
    at: Table<'d>,
    /// Tables that were read.
    seen: HashSet<From>,
    /// Those that were read twice: of units that have them by turns each would else be read
    /// once for each unit.
    kept: HashMap<From, Table<'d>>,
    /// How often paths began to be joined with another compile directory.
    rounds: u32,
}

/// Offset of a line table, and the size of the unit's addresses.
type From = (u64, u8);

/// A line table's files.
#[derive(Default)]
struct Table<'d> {
    names: FileNames<'d>,
    read: Option<From>,
    is_kept: bool,
    header: Option<LineHeader<'d>>,
    failed: Option<Error>,
    compile_dir: u32,
    /// By index into the table: in which round it was joined, and the path; `NONE` below.
    paths: Vec<(u32, u32)>,
    round: u32,
}

const NONE: u32 = u32::MAX;

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
        if from != self.at.read {
            self.switch(data, from);
            self.at.compile_dir = compile_dir;
        }
        if self.at.round == 0 || compile_dir != self.at.compile_dir {
            self.rounds += 1;
            (self.at.round, self.at.compile_dir) = (self.rounds, compile_dir);
        }
        self.at.failed.map_or(Ok(self.at.header), Err)
    }

    /// Makes another table the one at hand: without any paths.
    fn switch(&mut self, data: &DebugData<'d>, from: Option<From>) {
        if let Some(before) = self.at.read.filter(|_| self.at.is_kept) {
            let table = std::mem::take(&mut self.at);
            self.kept.insert(before, table);
        }
        if let Some(known) = from.and_then(|from| self.kept.remove(&from)) {
            self.at = Table { round: 0, ..known };
            return;
        }
        (self.at.header, self.at.failed, self.at.round) = (None, None, 0);
        self.at.paths.clear();
        if let Some(from) = from {
            self.at.is_kept = !self.seen.insert(from);
            match LineHeader::read(data, from.0, from.1, &mut self.at.names) {
                Ok(header) => self.at.header = Some(header),
                Err(error) => self.at.failed = Some(error),
            }
            self.at.paths.resize(self.at.names.files.len(), (0, NONE));
        }
        self.at.read = from;
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
        let first = if self.at.header?.version >= 5 { 0 } else { 1 };
        let index = usize::try_from(file.checked_sub(first)?).ok()?;
        let (round, known) = *self.at.paths.get(index)?;
        let is_known = round == self.at.round;
        let path = if is_known { known } else { self.join(data, unit, paths, index) };
        (path != NONE).then_some(path)
    }

    /// The numbers that lead to files.
    pub(super) fn numbers(&self) -> Range<u64> {
        let first = self.at.header.map_or(1, |header| if header.version >= 5 { 0 } else { 1 });
        first..first.saturating_add(self.at.paths.len() as u64)
    }

    /// Directory and name of a file, joined.
    fn join(
        &mut self,
        data: &DebugData<'d>,
        unit: &OpenUnit<'d>,
        paths: &mut PathCache<'d>,
        index: usize,
    ) -> u32 {
        let (name, directory) = self.at.names.files[index];
        let path = unit.text(data, name).map_or(NONE, |name| {
            let directory = self.directory(directory);
            let directory = directory.and_then(|directory| unit.text(data, directory).ok());
            let directory = directory.map_or(&[][..], Name::bytes);
            paths.join(self.at.compile_dir, directory, name.bytes())
        });
        self.at.paths[index] = (self.at.round, path);
        path
    }

    /// Directory 0 is the compile directory.
    fn directory(&self, number: u64) -> Option<Value<'d>> {
        let number = usize::try_from(number).ok().filter(|&number| number > 0)?;
        let first = if self.at.header?.version >= 5 { 0 } else { 1 };
        self.at.names.directories.get(number - first).copied()
    }
}
