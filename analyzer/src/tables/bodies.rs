//! `bodies`: a row for each pair of source function and out-of-line instance of its code.

use std::io;

use klpscope_graph::OriginEvidence;
use parquet_derive::ParquetRecordWriter;

use super::{Build, Out, table};
use crate::list::is_clone;

#[derive(ParquetRecordWriter)]
struct Row<'a> {
    build: &'a str,
    function: u32,
    instance: u32,
    kind: &'static str,
    evidence: &'static str,
}

pub(super) fn write(build: Build<'_>, out: Out) -> io::Result<()> {
    let Build { program, key, .. } = build;
    let rows = program.instances().flat_map(|id| {
        program.instance(id).functions().iter().map(move |origin| Row {
            build: key,
            function: origin.function.number(),
            instance: id.number(),
            kind: if is_clone(program, id, &origin) { "clone" } else { "own" },
            evidence: match origin.evidence {
                OriginEvidence::Die { .. } => "die",
                OriginEvidence::Symbol(_) => "symbol",
            },
        })
    });
    table::write(out, rows)
}
