//! The arguments of `klpscope show`.

use std::path::PathBuf;

use super::{Evidence, ReportFormat};

/// All about a function: declarations, own code, clones, hosts, callers
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  klpscope show vmlinux vfs_read
  klpscope show vmlinux 'skb_put@include/linux/skbuff.h' --format json")]
pub(crate) struct Show {
    /// ELF file with DWARF
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Source function: NAME, NAME@FILE, NAME@FILE:LINE or a glob
    #[arg(value_name = "SPEC")]
    pub(crate) spec: String,
    #[command(flatten)]
    pub(crate) evidence: Evidence,
    #[command(flatten)]
    pub(crate) format: ReportFormat,
}
