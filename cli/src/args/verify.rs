//! The arguments of `klpscope verify`.

use std::path::PathBuf;

use super::{Evidence, KernelArgs, ModelName, Places, ReportFormat};

/// Whether a built live patch replaces what it has to, and all that it names is there
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit code 1: old code keeps running, or the module will not load; 4: that cannot be told.

Examples:
  klpscope verify livepatch-fix.ko --against vmlinux -f vfs_read
  klpscope verify livepatch-fix.ko --against vmlinux fs/ext4/ext4.ko -f ext4_mark_iloc_dirty
  klpscope verify livepatch-fix.ko --against vmlinux --patch fix.patch
  klpscope verify livepatch-fix.ko --kernel $(uname -r) -f skb_put
  klpscope verify livepatch-fix.ko --against vmlinux --format json | jq .findings[].id")]
pub(crate) struct Verify {
    /// The live-patch module
    #[arg(value_name = "PATCH.ko")]
    pub(crate) module: PathBuf,
    /// ELF files with DWARF that it patches: vmlinux, modules
    #[arg(long, value_name = "FILE", required_unless_present_any = ["kernel", "root"], conflicts_with_all = ["kernel", "root"], num_args = 1..)]
    pub(crate) against: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) kernel: KernelArgs,
    /// Source function that was patched: NAME, NAME@FILE, NAME@FILE:LINE or a glob; repeatable.
    /// Without one, a patch or a line only names are checked
    #[arg(short, long = "function", value_name = "SPEC")]
    pub(crate) functions: Vec<String>,
    #[command(flatten)]
    pub(crate) places: Places,
    /// How the replacement set is drawn
    #[arg(long, value_name = "MODEL", default_value = "exact")]
    pub(crate) model: ModelName,
    /// Expect the nearest replaceable callers in stead of what cannot be replaced
    #[arg(long)]
    pub(crate) lift: bool,
    #[command(flatten)]
    pub(crate) evidence: Evidence,
    #[command(flatten)]
    pub(crate) format: ReportFormat,
}
