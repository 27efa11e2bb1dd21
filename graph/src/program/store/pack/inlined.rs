//! Inlined instances, by themselves, by function and by host.

use super::super::Col;
use super::super::rows::Rows;
use super::super::text::Numbers;
use super::Tasks;
use super::table::Table;
use crate::id::AddrRange;
use crate::program::node::Inlined;

/// The columns with a number for each.
pub(super) fn table<'a>(rows: &'a Rows, numbers: &'a Numbers) -> Table<'a, Inlined> {
    let mut table = Table::new(&rows.inlined);
    table.map(Col::InlinedHost, |row| row.host.0.into());
    table.map(Col::InlinedFunction, |row| row.function.0.into());
    table.map_at(Col::InlinedParent, |at, row| {
        row.parent.map_or(0, |parent| at.saturating_sub(parent.index()) as u64)
    });
    let place = [Col::InlinedFile, Col::InlinedLine, Col::InlinedColumn];
    table.places(place, numbers, |row| row.call_place);
    table.map(Col::InlinedDie, |row| row.die);
    table.map(Col::InlinedUnit, |row| row.unit.0.into());
    let places = new_places(rows);
    table.fill(Col::InlinedRanges, move |row| {
        let (begin, end) = row.ranges;
        (begin < end).then(|| places[begin as usize].into())
    });
    table.map(Col::InlinedRangeCount, |row| (row.ranges.1 - row.ranges.0).into());
    table
}

/// The lists.
pub(super) fn lists<'a>(rows: &'a Rows, tasks: &mut Tasks<'a>) {
    let inlined = &rows.inlined;
    let by_function = inlined.iter().zip(0..).map(|(row, at)| (row.function.0, at));
    tasks.csr([Col::CopyBegins, Col::Copies], rows.functions.len(), false, by_function);
    let by_host = inlined.iter().zip(0..).map(|(row, at)| (row.host.0, at));
    tasks.csr([Col::InsideBegins, Col::Inside], rows.instances.len(), true, by_host);
    let ranges = &rows.inlined_ranges;
    let kept = kept(rows);
    let also = kept.clone();
    let starts = ranges.iter().zip(kept).filter(|row| row.1).map(|row| row.0.begin.0);
    tasks.numbers(Col::InlinedRangeStart, starts);
    let ranges = ranges.iter().zip(also).filter(|row| row.1).map(|row| row.0);
    tasks.numbers(Col::InlinedRangeLength, ranges.copied().map(AddrRange::len));
}

/// Which rows of the range table a slice of some row has: rows may share slices.
fn kept(rows: &Rows) -> Vec<bool> {
    let mut kept = vec![false; rows.inlined_ranges.len()];
    let mut before = (0, 0);
    for row in &rows.inlined {
        // Rows that share a list, however long, follow each other.
        if row.ranges != before {
            kept[row.ranges.0 as usize..row.ranges.1 as usize].fill(true);
            before = row.ranges;
        }
    }
    kept
}

/// Where each row of the range table comes to stand once what no row has is left out.
fn new_places(rows: &Rows) -> Vec<u32> {
    let mut next = 0;
    let new_place = |kept: bool| {
        let place = next;
        next += u32::from(kept);
        place
    };
    kept(rows).into_iter().map(new_place).collect()
}
