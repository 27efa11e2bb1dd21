//! The arguments of `klpscope list`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::Evidence;

/// Everything at once for scripts: one row each, sorted
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  klpscope list hosts vmlinux > hosts.tsv
  klpscope list calls vmlinux --format ndjson | jq -r .callee_symbol")]
pub(crate) struct List {
    /// What to list
    #[arg(value_name = "WHAT")]
    pub(crate) what: What,
    /// ELF file with DWARF
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) evidence: Evidence,
    /// How to write the rows
    #[arg(long, value_name = "FORMAT", default_value = "tsv", help_heading = "Output")]
    pub(crate) format: RowFormat,
}

/// Formats of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RowFormat {
    /// Tab-separated, with a header line
    Tsv,
    /// One JSON object a line
    Ndjson,
}

/// The lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum What {
    /// Each source function with each machine function that holds its code
    Hosts,
    /// Each machine function
    Functions,
    /// Each caller with each callee
    Calls,
}
