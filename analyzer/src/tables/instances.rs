//! `instances`: a row for each out-of-line instance, with the verdict on it; and beside it
//! [`super::findings`], because what is found makes the verdict.

use std::{io, slice};

use klpscope_graph::FtraceSite;
use parquet_derive::ParquetRecordWriter;

use super::table::Table;
use super::{Build, Out, findings};
use crate::closure::ReplacementSet;
use crate::exports::Exports;
use crate::instance;
use crate::model::Model;
use crate::policy::{self, Facts, Subject};

#[derive(ParquetRecordWriter)]
struct Row<'a> {
    build: &'a str,
    instance: u32,
    name: &'a str,
    address: String,
    section: &'a str,
    size: u64,
    kind: &'static str,
    abi: &'static str,
    described: bool,
    ftrace: &'static str,
    ftrace_site: Option<String>,
    verdict: &'static str,
}

/// What policies ask of an empty set holds for any set that the instance's own function
/// would make.
pub(super) fn write(build: Build<'_>, out: Out, findings_out: Out) -> io::Result<()> {
    let Build { program, key, .. } = build;
    let exports = Exports::new(slice::from_ref(program).into());
    let facts = Facts::new(program, &exports);
    let set = &ReplacementSet::default();
    program.prepare_returns();
    let mut instances = Table::new(out)?;
    let mut findings = Table::new(findings_out)?;
    for id in program.instances() {
        let instance = program.instance(id);
        let subject = Subject { facts: &facts, set, model: Model::Exact, id };
        let found = policy::findings(&subject);
        let (ftrace, ftrace_site) = match program.ftrace_site(id) {
            FtraceSite::Listed(site) => ("listed", Some(program.address(site))),
            FtraceSite::Called(site) => ("called", Some(program.address(site))),
            FtraceSite::None => ("none", None),
            FtraceSite::NoTable => ("no-table", None),
        };
        instances.push(Row {
            build: key,
            instance: id.number(),
            name: program.instance_name(id),
            address: program.address(instance.entry()),
            section: instance::section(program, id),
            size: instance::size(program, id),
            kind: instance::kind_name(instance.kind()),
            abi: instance::abi_name(instance.abi()),
            described: instance.is_described(),
            ftrace,
            ftrace_site,
            verdict: policy::verdict(&found).name(),
        })?;
        for finding in found {
            findings.push(findings::row(key, id.number(), finding))?;
        }
    }
    instances.finish()?;
    findings.finish()
}
