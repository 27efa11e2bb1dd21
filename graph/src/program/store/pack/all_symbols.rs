//! All symbols, data included: names by place in the file, ranks, and how far they reach.

use super::super::Col;
use super::super::rows::{AllSymbol, Rows};
use super::Tasks;
use crate::image::Binding;

pub(super) fn pack<'a>(rows: &'a Rows, tasks: &mut Tasks<'a>) {
    let all = &rows.all_symbols;
    tasks.map(Col::AllIndex, &all.rows, |row| row.index.into());
    tasks.map(Col::AllName, &all.rows, |row| row.name);
    tasks.map(Col::AllNameLength, &all.rows, |row| row.length.into());
    tasks.map(Col::AllAddress, &all.rows, |row| row.address);
    tasks.map(Col::AllFlags, &all.rows, flags);
    let shared = || all.rows.iter().enumerate().filter_map(|(at, row)| Some((at, row.shared()?)));
    tasks.numbers(Col::SharedSymbol, shared().map(|(at, _)| at as u64));
    tasks.numbers(Col::SharedRank, shared().map(|(_, sympos)| sympos.rank.into()));
    tasks.numbers(Col::SharedOf, shared().map(|(_, sympos)| sympos.of.into()));
    tasks.map(Col::ReachBegin, &all.reaches, |reach| reach.begin);
    tasks.map(Col::ReachLength, &all.reaches, |reach| reach.length);
    tasks.map(Col::ReachSymbol, &all.reaches, |reach| reach.symbol.into());
    tasks.numbers(Col::MarkAddress, all.marks.numbers());
    tasks.numbers(Col::AllSource, [u64::from(all.in_debug_file)].into_iter());
}

/// As [`Col::AllFlags`] says.
fn flags(row: &AllSymbol) -> u64 {
    let binding = match row.binding {
        Binding::Global => 0,
        Binding::Weak => 1,
        Binding::Local => 2,
    };
    binding | u64::from(row.is_code) << 2 | u64::from(row.sympos.is_some()) << 3
}
