//! The arguments of `klpscope impact`.

use clap::ValueEnum;

use super::{Asked, ReportFormat};

/// Which machine functions must be replaced if these source functions are patched
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  klpscope impact vmlinux -f vfs_read
  klpscope impact vmlinux fs/ext4/ext4.ko -f ext4_mark_iloc_dirty@fs/ext4/inode.c
  klpscope impact vmlinux --patch fix.patch
  git format-patch --stdout v6.12.. | klpscope impact vmlinux --patch -
  klpscope impact vmlinux --line fs/read_write.c:560
  klpscope impact --kernel $(uname -r) -f skb_put
  klpscope impact vmlinux -f vfs_read --emit klp-c > livepatch.c
  klpscope impact app -f 'parse_*' --ipa-clones build/ --format json")]
pub(crate) struct Impact {
    #[command(flatten)]
    pub(crate) asked: Asked,
    #[command(flatten)]
    pub(crate) format: ReportFormat,
    /// Write what a patch author starts from instead of the report
    #[arg(long, value_name = "WHAT", help_heading = "Output", conflicts_with_all = ["format", "all"])]
    pub(crate) emit: Option<Emit>,
}

/// What a patch author starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Emit {
    /// C source of a live patch module: a stub for each function, for Linux 5.1 and later
    KlpC,
    /// Lines OBJECT,OLD_NAME,SYMPOS for other tools
    List,
}
