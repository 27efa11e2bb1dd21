//! The arguments of `klpscope explain`.

use std::path::PathBuf;

use clap::ArgGroup;

use super::{Evidence, Question, ReportFormat};

/// Why a machine function is in the set, or what was looked for and not found
#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("asked").required(true).args(["functions"]))]
#[command(after_help = "\
Examples:
  klpscope explain vmlinux ksys_read -f vfs_read
  klpscope explain vmlinux dev_hard_start_xmit -f skb_put --all

What --lift puts into a set, and why, impact tells.")]
pub(crate) struct Explain {
    /// ELF file with DWARF
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Machine function: its symbol, or the name of its source function
    #[arg(value_name = "TARGET")]
    pub(crate) target: String,
    #[command(flatten)]
    pub(crate) question: Question,
    #[command(flatten)]
    pub(crate) evidence: Evidence,
    #[command(flatten)]
    pub(crate) format: ReportFormat,
}
