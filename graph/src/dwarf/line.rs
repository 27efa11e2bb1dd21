//! Line table rows of given addresses.

use gimli::{ColumnType, DebugInfoOffset, Dwarf};

use super::Reader;
use super::file::FileTable;
use super::unit::place;
use crate::notice::Notice;

/// The line table rows of one unit.
pub(crate) struct UnitLines {
    /// Paths that the rows name, normalised.
    pub(crate) files: Vec<String>,
    pub(crate) rows: Vec<LineRow>,
}

/// File, line and column of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LineRow {
    /// Index of the address among those that were asked for.
    pub(crate) at: u32,
    /// Index into the unit's files.
    pub(crate) file: u32,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// The rows that the unit's line program has for `addresses`, which are sorted.
pub(super) fn rows(
    dwarf: &Dwarf<Reader<'_>>,
    unit: DebugInfoOffset,
    addresses: &[u64],
) -> Result<UnitLines, Notice> {
    let fail = |error: gimli::Error| {
        Notice::note(place(unit.0 as u64, ""), format!("line table cannot be read ({error})"))
    };
    let header = dwarf.unit_header(unit).map_err(fail)?;
    let unit = dwarf.unit(header).map_err(fail)?;
    let Some(program) = unit.line_program.clone() else {
        return Ok(UnitLines { files: Vec::new(), rows: Vec::new() });
    };
    let mut files = FileTable::new(dwarf, &unit);
    let mut found = Vec::new();
    let mut rows = program.rows();
    let mut before: Option<(u64, u64, u32, u32)> = None;
    while let Some((_, row)) = rows.next_row().map_err(fail)? {
        let address = row.address();
        if let Some((begin, file, line, column)) = before.filter(|&(begin, ..)| begin < address) {
            let first = addresses.partition_point(|&known| known < begin);
            for at in (first..addresses.len()).take_while(|&at| addresses[at] < address) {
                let Some(file) = files.index(dwarf, &unit, file) else { continue };
                found.push(LineRow { at: at as u32, file, line, column });
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
    Ok(UnitLines { files: files.paths, rows: found })
}
