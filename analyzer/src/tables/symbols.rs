//! `symbols`: a row for each ELF symbol at an entry; the first is the one to name it by.

use std::io;

use klpscope_graph::{Export, Sympos, suffix};
use parquet_derive::ParquetRecordWriter;

use super::{Build, Out, table};

#[derive(ParquetRecordWriter)]
struct Row<'a> {
    build: &'a str,
    instance: u32,
    symbol: &'a str,
    first: bool,
    clone: &'a str,
    sympos: Option<u32>,
    exported: Option<&'static str>,
}

pub(super) fn write(build: Build<'_>, out: Out) -> io::Result<()> {
    let Build { program, key, .. } = build;
    let rows = program.instances().flat_map(|id| {
        program.instance(id).symbols().iter().enumerate().map(move |(at, symbol)| {
            let name = program.symbol_name(symbol);
            Row {
                build: key,
                instance: id.number(),
                symbol: name,
                first: at == 0,
                clone: &name[suffix::parse(name).base.len()..],
                sympos: program.sympos(symbol).map(Sympos::old_sympos),
                exported: program.export_of(name).map(|export| match export {
                    Export::Any => "any",
                    Export::Gpl => "gpl",
                }),
            }
        })
    });
    table::write(out, rows)
}
