//! Line table rows of given addresses.

use gimli::Result;

use super::debug_data::DebugData;
use super::line_program::LineProgram;
use super::open_unit::OpenUnit;
use super::row::UnitRows;
use super::unit::place;
use super::walk::Workspace;
use crate::notice::Notice;

/// Line table rows of addresses.
pub(crate) struct Lines {
    /// Paths that the rows name, normalised, each once.
    pub(crate) paths: Vec<String>,
    /// By unit; of several rows of one address the last counts.
    pub(crate) rows: Vec<LineRow>,
}

/// File, line and column of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LineRow {
    /// Index of the address among those that were asked for.
    pub(crate) at: u32,
    /// Index into the paths.
    pub(crate) file: u32,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// The rows that the unit's line program has for `addresses`, which are sorted.
pub(super) fn rows<'d>(
    data: &DebugData<'d>,
    rows: &UnitRows<'d>,
    space: &mut Workspace<'d>,
    addresses: &[u64],
) -> std::result::Result<Vec<LineRow>, Notice> {
    let unit = rows.opened.as_ref().map_err(|&error| error);
    unit.and_then(|unit| read(data, unit, space, addresses)).map_err(|error| {
        let text = format!("line table cannot be read ({error})");
        Notice::note(place(rows.offset, ""), text)
    })
}

fn read<'d>(
    data: &DebugData<'d>,
    unit: &OpenUnit<'d>,
    space: &mut Workspace<'d>,
    addresses: &[u64],
) -> Result<Vec<LineRow>> {
    let Some(header) = space.files.load(data, unit, &mut space.paths)? else {
        return Ok(Vec::new());
    };
    let mut program = LineProgram::new(&header, data.big_endian);
    let mut found = Vec::new();
    // The first address that lies behind all runs seen of the sequence.
    let mut first = 0;
    let wanted = |first| addresses.get(first).copied().unwrap_or(u64::MAX);
    while let Some(span) = program.next(wanted(first))? {
        let row = span.row;
        if span.is_first {
            first = addresses.partition_point(|&address| address < row.address);
        }
        let begin = first;
        while addresses.get(first).is_some_and(|&address| address < span.end) {
            first += 1;
        }
        if begin < first
            && let Some(file) = space.files.path(data, unit, &mut space.paths, row.file)
        {
            let line = u32::try_from(row.line).unwrap_or(0);
            let column = u32::try_from(row.column).unwrap_or(0);
            let row = |at: usize| LineRow { at: at as u32, file, line, column };
            found.extend((begin..first).map(row));
        }
    }
    Ok(found)
}
