//! The arguments of `klpscope audit`.

use super::{Evidence, Objects, ReportFormat};

/// How it was built, and how far an answer about it can be trusted
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  klpscope audit vmlinux
  klpscope audit vmlinux fs/ext4/ext4.ko --format json | jq .objects[].remarks")]
pub(crate) struct Audit {
    #[command(flatten)]
    pub(crate) objects: Objects,
    #[command(flatten)]
    pub(crate) evidence: Evidence,
    #[command(flatten)]
    pub(crate) format: ReportFormat,
}
