//! `calls`: a row for each direct call or jump out of an instance, as `list calls` counts them.

use std::io;

use klpscope_graph::{Callee, InlinedId, InstanceId};
use parquet_derive::ParquetRecordWriter;

use super::{Build, Out, table};
use crate::call;

#[derive(ParquetRecordWriter)]
struct Row<'a> {
    build: &'a str,
    site: String,
    caller: u32,
    callee: Option<u32>,
    callee_elsewhere: Option<&'a str>,
    callee_address: Option<String>,
    kind: &'static str,
    evidence: &'static str,
    file: Option<&'a str>,
    line: Option<u32>,
    inline: Option<u32>,
}

pub(super) fn write(build: Build<'_>, out: Out) -> io::Result<()> {
    let Build { program, key, .. } = build;
    let calls = program.calls().map(|id| program.call(id));
    let rows = calls.filter(|call| !call::stays_inside(call)).map(|call| {
        let place = call.place();
        let callee = call.callee();
        Row {
            build: key,
            site: program.address(call.site()),
            caller: call.caller().number(),
            callee: callee.instance().map(InstanceId::number),
            callee_elsewhere: match callee {
                Callee::External(id) => Some(program.external_name(id)),
                _ => None,
            },
            callee_address: match callee {
                Callee::Unnamed(address) => Some(program.address(address)),
                _ => None,
            },
            kind: call::kind_name(program, &call),
            evidence: call::evidence_name(call.evidence()),
            file: place.map(|place| program.str(place.file)),
            line: place.map(|place| place.line),
            inline: call.inlined().map(InlinedId::number),
        }
    });
    table::write(out, rows)
}
