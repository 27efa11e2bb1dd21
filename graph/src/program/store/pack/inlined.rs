//! Inlined instances, by themselves, by function and by host.

use super::super::Col;
use super::super::rows::Rows;
use super::super::text::Numbers;
use super::Tasks;
use crate::id::AddrRange;

pub(super) fn pack<'a>(rows: &'a Rows, numbers: &'a Numbers, tasks: &mut Tasks<'a>) {
    let inlined = &rows.inlined;
    tasks.map(Col::InlinedHost, inlined, |row| row.host.0.into());
    tasks.map(Col::InlinedFunction, inlined, |row| row.function.0.into());
    let parents = inlined.iter().zip(0_u32..).map(|(row, at)| {
        row.parent.and_then(|parent| at.checked_sub(parent.0)).unwrap_or(0).into()
    });
    tasks.numbers(Col::InlinedParent, parents);
    let place = [Col::InlinedFile, Col::InlinedLine, Col::InlinedColumn];
    tasks.places(place, inlined, numbers, |row| row.call_place);
    tasks.map(Col::InlinedDie, inlined, |row| row.die);
    tasks.map(Col::InlinedUnit, inlined, |row| row.unit.0.into());
    ranges(rows, tasks);

    let by_function = inlined.iter().zip(0..).map(|(row, at)| (row.function.0, at));
    tasks.csr([Col::CopyBegins, Col::Copies], rows.functions.len(), false, by_function);
    let by_host = inlined.iter().zip(0..).map(|(row, at)| (row.host.0, at));
    tasks.csr([Col::InsideBegins, Col::Inside], rows.instances.len(), true, by_host);
}

/// Rows may share slices of the range table. Of the table what no row has is left out.
fn ranges<'a>(rows: &'a Rows, tasks: &mut Tasks<'a>) {
    let mut kept = vec![false; rows.inlined_ranges.len()];
    let mut before = (0, 0);
    for row in &rows.inlined {
        // Rows that share a list, however long, follow each other.
        if row.ranges != before {
            kept[row.ranges.0 as usize..row.ranges.1 as usize].fill(true);
            before = row.ranges;
        }
    }
    let mut next = 0_u32;
    let new_place = |kept: &bool| {
        let place = next;
        next += u32::from(*kept);
        place
    };
    let places: Vec<u32> = kept.iter().map(new_place).collect();
    let first = move |(begin, end): (u32, u32)| match begin < end {
        true => Some(places[begin as usize].into()),
        false => None,
    };
    tasks.fill(Col::InlinedRanges, &rows.inlined, move |row| first(row.ranges));
    tasks.map(Col::InlinedRangeCount, &rows.inlined, |row| (row.ranges.1 - row.ranges.0).into());
    let table = rows.inlined_ranges.iter().zip(kept);
    let table: Vec<AddrRange> = table.filter(|row| row.1).map(|row| *row.0).collect();
    let starts: Vec<u64> = table.iter().map(|range| range.begin.0).collect();
    tasks.numbers(Col::InlinedRangeStart, starts.into_iter());
    tasks.numbers(Col::InlinedRangeLength, table.into_iter().map(AddrRange::len));
}
