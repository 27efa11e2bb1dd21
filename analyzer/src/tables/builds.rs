//! `builds`: one row, what was read and what could not be.

use std::io;

use klpscope_graph::ElfKind;
use parquet_derive::ParquetRecordWriter;

use super::{Build, Out, table};

#[derive(ParquetRecordWriter)]
struct Row<'a> {
    build: &'a str,
    file: String,
    object: String,
    build_id: Option<&'a str>,
    machine: &'a str,
    elf_kind: &'static str,
    units: u64,
    functions: u64,
    instances: u64,
    inlined: u64,
    records: u64,
    unread: u64,
    oddities: u64,
    undescribed: u64,
    undescribed_bytes: u64,
    unknown_bytes: u64,
    klpscope: &'static str,
}

pub(super) fn write(build: Build<'_>, out: Out) -> io::Result<()> {
    let Build { program, key, notices } = build;
    let object = program.object();
    let survey = program.survey();
    let unread = notices.iter().filter(|notice| notice.incomplete).count();
    table::write(
        out,
        [Row {
            build: key,
            file: object.path.to_string_lossy().into_owned(),
            object: object.name(),
            build_id: object.build_id.as_deref(),
            machine: &object.machine,
            elf_kind: match object.kind {
                ElfKind::Executable => "executable",
                ElfKind::Dynamic => "dynamic",
                ElfKind::Relocatable => "relocatable",
            },
            units: program.units().len() as u64,
            functions: program.functions().len() as u64,
            instances: program.instances().len() as u64,
            inlined: program.inlined_instances().len() as u64,
            records: program.record_files().len() as u64,
            unread: unread as u64,
            oddities: (notices.len() - unread) as u64,
            undescribed: survey.undescribed.functions,
            undescribed_bytes: survey.undescribed.bytes,
            unknown_bytes: program.coverage().unknown,
            klpscope: env!("CARGO_PKG_VERSION"),
        }],
    )
}
