//! `functions`: a row for each source function.

use std::io;

use parquet_derive::ParquetRecordWriter;

use super::{Build, Out, table};
use crate::list::declaration;

#[derive(ParquetRecordWriter)]
struct Row<'a> {
    build: &'a str,
    function: u32,
    name: &'a str,
    linkage_name: Option<&'a str>,
    decl_file: Option<&'a str>,
    decl_line: u32,
    external: bool,
}

pub(super) fn write(build: Build<'_>, out: Out) -> io::Result<()> {
    let Build { program, key, .. } = build;
    let rows = program.functions().map(|id| {
        let function = program.function(id);
        let (decl_file, decl_line) = declaration(program, id);
        Row {
            build: key,
            function: id.number(),
            name: program.function_name(id),
            linkage_name: function.linkage_name().map(|name| program.str(name)),
            decl_file,
            decl_line,
            external: function.external(),
        }
    });
    table::write(out, rows)
}
