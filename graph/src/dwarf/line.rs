//! Line table rows of given addresses.

use gimli::{ColumnType, DebugInfoOffset, Dwarf};

use super::Reader;
use super::file::FileTable;
use super::unit::place;
use crate::notice::Notice;

/// File, line and column of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LineRow {
    pub(crate) file: std::sync::Arc<str>,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// The rows that the unit's line program has for `addresses`, which are sorted.
pub(super) fn rows(
    dwarf: &Dwarf<Reader<'_>>,
    unit: DebugInfoOffset,
    addresses: &[u64],
) -> Result<Vec<(u32, LineRow)>, Notice> {
    let fail = |error: gimli::Error| {
        Notice::note(place(unit.0 as u64, ""), format!("line table cannot be read ({error})"))
    };
    let header = dwarf.unit_header(unit).map_err(fail)?;
    let unit = dwarf.unit(header).map_err(fail)?;
    let Some(program) = unit.line_program.clone() else { return Ok(Vec::new()) };
    let mut paths = Paths { files: FileTable::new(dwarf, &unit), shared: Vec::new() };
    let mut found = Vec::new();
    let mut rows = program.rows();
    let mut before: Option<(u64, u64, u32, u32)> = None;
    while let Some((_, row)) = rows.next_row().map_err(fail)? {
        let address = row.address();
        if let Some((begin, file, line, column)) = before.filter(|&(begin, ..)| begin < address) {
            let first = addresses.partition_point(|&known| known < begin);
            for at in (first..addresses.len()).take_while(|&at| addresses[at] < address) {
                let number = paths.files.index(dwarf, &unit, file);
                let Some(file) = number.map(|number| paths.get(number)) else { continue };
                found.push((at as u32, LineRow { file, line, column }));
            }
        }
        before = (!row.end_sequence()).then(|| {
            let column = match row.column() {
                ColumnType::LeftEdge => 0,
                ColumnType::Column(column) => u32::try_from(column.get()).unwrap_or(0),
            };
            let line = row.line().map_or(0, |line| u32::try_from(line.get()).unwrap_or(0));
            (address, row.file_index(), line, column)
        });
    }
    Ok(found)
}

/// Paths of the unit, each made shareable once.
struct Paths {
    files: FileTable,
    shared: Vec<std::sync::Arc<str>>,
}

impl Paths {
    fn get(&mut self, index: u32) -> std::sync::Arc<str> {
        while self.shared.len() <= index as usize {
            self.shared.push(self.files.paths[self.shared.len()].as_str().into());
        }
        self.shared[index as usize].clone()
    }
}
