//! `inlines`: a row for each inlined instance, and for each copy that left no DIE but that
//! compiler records or sources tell of.

use std::io;

use klpscope_graph::{AddrRange, FuncId, InlinedId, InstanceId, Program};
use parquet_derive::ParquetRecordWriter;

use super::table::Table;
use super::{Build, Out};
use crate::audit;
use crate::possible::vanished::vanished;
use crate::report::Tier;

#[derive(ParquetRecordWriter)]
struct Row<'a> {
    build: &'a str,
    inline: Option<u32>,
    function: u32,
    host: u32,
    parent: Option<u32>,
    call_file: Option<&'a str>,
    call_line: Option<u32>,
    address: Option<String>,
    size: u64,
    tier: &'static str,
}

pub(super) fn write(build: Build<'_>, out: Out) -> io::Result<()> {
    let Build { program, key, .. } = build;
    let mut table = Table::new(out)?;
    for id in program.inlined_instances() {
        let copy = program.inlined(id);
        let ranges = copy.ranges();
        let place = copy.call_place();
        table.push(Row {
            inline: Some(id.number()),
            parent: copy.parent().map(InlinedId::number),
            call_file: place.map(|place| program.str(place.file)),
            call_line: place.map(|place| place.line),
            address: ranges.first().map(|range| program.address(range.begin)),
            size: ranges.iter().map(size).fold(0, u64::saturating_add),
            ..without_die(key, copy.function(), copy.host(), Tier::Proven)
        })?;
    }
    for copy in program.recorded_copies() {
        table.push(without_die(key, copy.function, copy.host, Tier::Recorded))?;
    }
    for copy in from_sources(program) {
        table.push(without_die(key, copy.0, copy.1, Tier::Possible))?;
    }
    table.finish()
}

fn without_die(key: &str, function: FuncId, host: InstanceId, tier: Tier) -> Row<'_> {
    Row {
        build: key,
        inline: None,
        function: function.number(),
        host: host.number(),
        parent: None,
        call_file: None,
        call_line: None,
        address: None,
        size: 0,
        tier: tier.name(),
    }
}

fn from_sources(program: &Program) -> impl Iterator<Item = (FuncId, InstanceId)> {
    let copies = vanished(program, &audit::Build::new(program), None);
    copies.into_iter().map(|copy| (copy.function, copy.host))
}

fn size(range: AddrRange) -> u64 {
    range.end.0.saturating_sub(range.begin.0)
}
