//! The line tables read the other way: from a source file to the lines of it that became
//! code, and where.

use std::collections::{BTreeMap, HashSet};

use gimli::{DebugLineOffset, Dwarf, Result};

use super::Reader;
use super::debug_data::DebugData;
use super::open_unit::OpenUnit;
use super::path::PathTable;
use super::queue;
use super::sections::DwarfSections;
use super::unit::place;
use super::unit_headers::headers;
use super::walk::Workspace;
use crate::notice::Notice;

/// What the line tables have of one file.
pub(crate) struct FileRows {
    /// Normalised.
    pub(crate) path: String,
    /// Line and address of each row, sorted, each once.
    pub(crate) rows: Vec<(u32, u64)>,
}

/// The rows of files in one unit: the worker's number of the path, and its rows.
type UnitRows = Vec<(u32, Vec<(u32, u64)>)>;

impl DwarfSections<'_> {
    /// The rows of all files that `wanted` says of, sorted by path; files that a line
    /// table only names are among them, without rows.
    pub(crate) fn file_rows(
        &self,
        wanted: &(dyn Fn(&str) -> bool + Sync),
    ) -> (Vec<FileRows>, Vec<Notice>) {
        let dwarf = self.dwarf();
        let (headers, _) = headers(&dwarf);
        let data = DebugData::new(&dwarf, &headers, self.big_endian());
        let opened = queue::run(&headers, |header, space| {
            let offset = header.debug_info_offset().map_or(0, |offset| offset.0 as u64);
            let opened = OpenUnit::open(&data, header, &mut space.abbreviations);
            opened.map_err(|error| unread(offset, error))
        });
        let (mut units, mut notices) = (Vec::new(), Vec::new());
        // A table that several units share is that of the first.
        let mut seen = HashSet::new();
        for (_, unit) in opened.found {
            match unit {
                Ok(unit) if unit.lines.is_some_and(|lines| seen.insert(lines)) => units.push(unit),
                Ok(_) => {}
                Err(notice) => notices.push(notice),
            }
        }
        let read = queue::run(&units, |unit, space| {
            of_unit(&dwarf, &data, unit, space, wanted).map_err(|error| unread(unit.offset, error))
        });
        let (paths, numbers) = PathTable::merge(read.paths);
        let mut by_path: BTreeMap<&str, Vec<(u32, u64)>> = BTreeMap::new();
        for (worker, unit) in read.found {
            match unit {
                Ok(files) => {
                    for (file, rows) in files {
                        let path = &paths.paths[numbers[worker][file as usize] as usize];
                        by_path.entry(path).or_default().extend(rows);
                    }
                }
                Err(notice) => notices.push(notice),
            }
        }
        let file = |(path, mut rows): (&str, Vec<_>)| {
            rows.sort_unstable();
            rows.dedup();
            FileRows { path: path.to_owned(), rows }
        };
        (by_path.into_iter().map(file).collect(), notices)
    }
}

fn unread(unit: u64, error: gimli::Error) -> Notice {
    let text = format!("line table cannot be read ({error}): lines of a patch may not be found");
    Notice::incomplete(place(unit, ""), text)
}

fn of_unit<'d>(
    dwarf: &Dwarf<Reader<'d>>,
    data: &DebugData<'d>,
    unit: &OpenUnit<'d>,
    space: &mut Workspace<'d>,
    wanted: &(dyn Fn(&str) -> bool + Sync),
) -> Result<UnitRows> {
    space.files.load(data, unit, &mut space.paths)?;
    let Some(lines) = unit.lines.and_then(|lines| usize::try_from(lines).ok()) else {
        return Ok(Vec::new());
    };
    let mut found: UnitRows = Vec::new();
    // By file number: where its rows go. In DWARF 5 two numbers may mean one file.
    let mut slots: BTreeMap<u64, usize> = BTreeMap::new();
    for number in space.files.numbers() {
        let Some(path) = space.files.path(data, unit, &mut space.paths, number) else { continue };
        if !wanted(&space.paths.table.paths[path as usize]) {
            continue;
        }
        let slot = found.iter().position(|(known, _)| *known == path).unwrap_or_else(|| {
            found.push((path, Vec::new()));
            found.len() - 1
        });
        slots.insert(number, slot);
    }
    if slots.is_empty() {
        return Ok(found);
    }
    let size = unit.encoding.address_size;
    let program = dwarf.debug_line.program(DebugLineOffset(lines), size, None, None)?;
    let mut rows = program.rows();
    while let Some((_, row)) = rows.next_row()? {
        let slot = slots.get(&row.file_index()).filter(|_| !row.end_sequence());
        let line = row.line().and_then(|line| u32::try_from(line.get()).ok());
        if let (Some(&slot), Some(line)) = (slot, line) {
            let known = &mut found[slot].1;
            // One line has many rows at one address: views, and statements.
            if known.last() != Some(&(line, row.address())) {
                known.push((line, row.address()));
            }
        }
    }
    Ok(found)
}
