//! What is joined once all calls are known, and the final order of functions. One thread does
//! it, while the others read line tables.

use super::super::kernel::KernelFacts;
use super::super::node::RecordedCopy;
use super::super::statics::StaticVariable;
use super::super::store::KernelRows;
use super::super::strings::StringsBuilder;
use super::Layers;
use super::calls::Calls;
use super::functions::Functions;
use super::inlined::InlinedRows;
use super::instances::Instances;
use super::order::Order;
use super::source::{self, FromSource};
use super::{kernel, link, meant, recorded, statics};
use crate::notice::Notice;

/// What is there so far.
pub(super) struct Head<'h, 'a, 'd, 'u> {
    pub(super) layers: &'h Layers<'a, 'd>,
    pub(super) functions: &'h mut Functions<'u, 'u>,
    pub(super) strings: &'h mut StringsBuilder,
    pub(super) instances: &'h mut Instances,
    pub(super) inlined: &'h mut InlinedRows,
    pub(super) calls: &'h mut Calls,
}

/// What is joined here.
pub(super) struct Tail {
    pub(super) statics: Vec<StaticVariable>,
    pub(super) recorded: Vec<RecordedCopy>,
    pub(super) from_source: FromSource,
    pub(super) kernel_rows: KernelRows,
    pub(super) kernel: KernelFacts,
    /// The functions by their ids until now.
    pub(super) sorted: Vec<u32>,
}

/// Joins, and gives functions their final ids. Gives back what line tables are joined with.
pub(super) fn join<'h>(
    head: Head<'h, '_, '_, '_>,
    tables: kernel::Tables<'_>,
    notices: &mut Vec<Notice>,
) -> (Tail, &'h mut StringsBuilder, &'h mut Calls) {
    let Head { layers, functions, strings, instances, inlined, calls } = head;
    meant::find(layers, &mut calls.rows, instances, functions, strings);
    let mut statics = statics::find(layers, functions, strings, notices);
    let mut recorded = {
        let join = recorded::Join { layers, instances, inlined };
        recorded::join(&join, functions, strings, notices)
    };
    let mut from_source = source::join(layers.sources, layers.units, functions, strings, notices);
    let kernel = {
        let join = kernel::Join { layers, instances, calls };
        kernel::join(&join, tables, strings, notices)
    };
    // From here on only numbers change: functions get their final order.
    let Order { sorted, numbers } = functions.order(strings);
    inlined.renumber(&numbers);
    instances.renumber(&numbers);
    calls.renumber(&numbers);
    recorded::renumber(&mut recorded, &numbers);
    statics::renumber(&mut statics, &numbers, strings);
    from_source.renumber(&numbers);
    let (kernel_rows, kernel) = link::kernel(kernel, strings);
    (Tail { statics, recorded, from_source, kernel_rows, kernel, sorted }, strings, calls)
}
