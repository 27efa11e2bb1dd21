//! The arguments of `klpscope stats`.

use std::path::PathBuf;

use super::{Evidence, ReportFormat};

/// What was read: units, compilers, functions, inlining, and what could not be read
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  klpscope stats vmlinux
  klpscope stats vmlinux --verify
  klpscope stats vmlinux --plot -
  klpscope stats vmlinux --plot vmlinux.svg")]
pub(crate) struct Stats {
    /// ELF file with DWARF
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Check the invariants of the graph; exit with 1 if one does not hold
    #[arg(long)]
    pub(crate) verify: bool,
    /// Also how large replacement sets are over all functions, and how much is inlined into
    /// functions of which size: as text with -, else also as a picture in the file OUT (SVG)
    #[arg(long, value_name = "OUT")]
    pub(crate) plot: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) evidence: Evidence,
    #[command(flatten)]
    pub(crate) format: ReportFormat,
}
