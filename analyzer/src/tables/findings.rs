//! `findings`: a row for each finding about an instance.

use parquet_derive::ParquetRecordWriter;

use crate::report::{Effect, FindingRow};

#[derive(ParquetRecordWriter)]
pub(super) struct Row<'a> {
    build: &'a str,
    instance: u32,
    finding: &'static str,
    effect: &'static str,
    text: String,
}

/// The row of a finding.
pub(super) fn row(build: &str, instance: u32, finding: FindingRow) -> Row<'_> {
    Row {
        build,
        instance,
        finding: finding.id,
        effect: match finding.effect {
            Effect::Note => "note",
            Effect::Condition => "condition",
            Effect::Unknown => "unknown",
            Effect::Blocks => "blocks",
        },
        text: finding.text,
    }
}
