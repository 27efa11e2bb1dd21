//! Calls, by themselves, by caller and by callee.

use super::super::super::edge::{Call, Callee};
use super::super::Col;
use super::super::rows::Rows;
use super::super::text::Numbers;
use super::Tasks;
use super::table::Table;

/// The columns with a number for each.
pub(super) fn table<'a>(rows: &'a Rows, numbers: &'a Numbers) -> Table<'a, Call> {
    let calls = &rows.calls;
    let mut table = Table::new(calls);
    table.map(Col::CallCaller, |row| row.caller.0.into());
    let unnamed = calls.iter().enumerate().filter(|(_, row)| address(row).is_some());
    let unnamed: Vec<usize> = unnamed.map(|(at, _)| at).collect();
    table.map_at(Col::CallCallee, move |at, row| match row.callee {
        Callee::Entry(id) => u64::from(id.0) << 2,
        Callee::Middle(id) => u64::from(id.0) << 2 | 1,
        Callee::External(id) => u64::from(id.0) << 2 | 2,
        Callee::Unnamed(_) => (unnamed.partition_point(|&one| one < at) as u64) << 2 | 3,
    });
    table.map(Col::CallSite, |row| row.site.0);
    table.map(Col::CallFlags, flags);
    table.fill(Col::CallDie, |row| row.evidence.call_site);
    table.fill(Col::CallInlined, |row| Some(row.inlined?.0.into()));
    let place = [Col::CallFile, Col::CallLine, Col::CallColumn];
    table.places(place, numbers, |row| row.place);
    table.map(Col::CallMeant, |row| super::some(row.meant.map(|id| id.0.into())));
    table
}

/// The lists.
pub(super) fn lists<'a>(rows: &'a Rows, tasks: &mut Tasks<'a>) {
    let calls = &rows.calls;
    tasks.numbers(Col::CallUnnamed, calls.iter().filter_map(address));
    let by_caller = calls.iter().zip(0..).map(|(row, at)| (row.caller.0, at));
    let instances = rows.instances.len();
    tasks.csr([Col::CallsFromBegins, Col::CallsFrom], instances, true, by_caller);
    let by_callee = calls.iter().zip(0..);
    let by_callee = by_callee.filter_map(|(row, at)| Some((row.callee.instance()?.0, at)));
    tasks.csr([Col::CallsToBegins, Col::CallsTo], instances, false, by_callee);
    let out = calls.iter().zip(0..).filter_map(|(row, at)| match row.callee {
        Callee::External(id) => Some((id.0, at)),
        _ => None,
    });
    tasks.csr([Col::CallsOutBegins, Col::CallsOut], rows.externals.len(), false, out);
}

/// Where a call goes that no instance holds.
fn address(row: &Call) -> Option<u64> {
    match row.callee {
        Callee::Unnamed(address) => Some(address.0),
        _ => None,
    }
}

fn flags(row: &Call) -> u64 {
    u64::from(row.evidence.instruction)
        | u64::from(row.evidence.relocation) << 1
        | (row.kind as u64) << 2
        | u64::from(row.evidence.call_site.is_some()) << 4
        | u64::from(row.inlined.is_some()) << 5
}
