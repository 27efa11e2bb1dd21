//! The arguments of `klpscope index`.

use std::path::PathBuf;

use super::{Format, KernelArgs};

/// Write the graph of a file as an index, so that questions about it are answered at once
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Without -o it goes to the cache, where every question finds it. Questions about files of
1 MiB and more write their index there by themselves, unless --no-cache says no.

Examples:
  klpscope index vmlinux
  klpscope index --kernel $(uname -r)
  klpscope index vmlinux -o vmlinux.klpx
  klpscope impact vmlinux --index vmlinux.klpx -f vfs_read")]
pub(crate) struct Index {
    /// ELF file with DWARF
    #[arg(value_name = "FILE", required_unless_present_any = ["kernel", "root"], conflicts_with_all = ["kernel", "root"])]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) kernel: KernelArgs,
    /// Where to write it, instead of the cache
    #[arg(short, long, value_name = "OUT", conflicts_with_all = ["kernel", "root"])]
    pub(crate) output: Option<PathBuf>,
    /// Separate debug file, instead of the one found by build-id or debuglink
    #[arg(long, value_name = "FILE", help_heading = "Evidence", conflicts_with_all = ["kernel", "root"])]
    pub(crate) debug_file: Option<PathBuf>,
    /// Exit with 0, not 4, where part of the input could not be read
    #[arg(long, help_heading = "Evidence")]
    pub(crate) allow_incomplete: bool,
    /// How to write the report
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: Format,
    /// Tell the bytes of every table of the index
    #[arg(long, help_heading = "Output")]
    pub(crate) all: bool,
}
