//! Calls, by themselves, by caller and by callee.

use super::super::super::edge::{Call, Callee};
use super::super::Col;
use super::super::rows::Rows;
use super::super::text::Numbers;
use super::Tasks;

pub(super) fn pack<'a>(rows: &'a Rows, numbers: &'a Numbers, tasks: &mut Tasks<'a>) {
    let calls = &rows.calls;
    tasks.map(Col::CallCaller, calls, |row| row.caller.0.into());
    let mut unnamed = 0;
    let callees = calls.iter().map(move |row| match row.callee {
        Callee::Entry(id) => u64::from(id.0) << 2,
        Callee::Middle(id) => u64::from(id.0) << 2 | 1,
        Callee::External(id) => u64::from(id.0) << 2 | 2,
        Callee::Unnamed(_) => {
            unnamed += 1;
            (unnamed - 1) << 2 | 3
        }
    });
    tasks.numbers(Col::CallCallee, callees);
    let unnamed = calls.iter().filter_map(|row| match row.callee {
        Callee::Unnamed(address) => Some(address.0),
        _ => None,
    });
    tasks.numbers(Col::CallUnnamed, unnamed);
    tasks.map(Col::CallSite, calls, |row| row.site.0);
    tasks.map(Col::CallFlags, calls, flags);
    tasks.fill(Col::CallDie, calls, |row| row.evidence.call_site);
    tasks.fill(Col::CallInlined, calls, |row| Some(row.inlined?.0.into()));
    let place = [Col::CallFile, Col::CallLine, Col::CallColumn];
    tasks.places(place, calls, numbers, |row| row.place);
    tasks.map(Col::CallMeant, calls, |row| super::some(row.meant.map(|id| id.0.into())));

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

fn flags(row: &Call) -> u64 {
    u64::from(row.evidence.instruction)
        | u64::from(row.evidence.relocation) << 1
        | (row.kind as u64) << 2
        | u64::from(row.evidence.call_site.is_some()) << 4
        | u64::from(row.inlined.is_some()) << 5
}
