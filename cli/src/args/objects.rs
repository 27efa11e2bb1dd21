//! The files asked about: single ones, or a whole kernel.

use std::path::PathBuf;

/// Files with DWARF that belong together, or all of a kernel.
#[derive(Debug, clap::Args)]
pub(crate) struct Objects {
    /// ELF files with DWARF: vmlinux, modules, programs
    #[arg(value_name = "FILE", required_unless_present_any = ["kernel", "root"], conflicts_with_all = ["kernel", "root"])]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) kernel: KernelArgs,
}

/// A whole kernel, in stead of single files. The heading stands at each argument: one for the
/// struct would go on over whatever follows it.
#[derive(Debug, clap::Args)]
pub(crate) struct KernelArgs {
    /// vmlinux and all modules of this release (uname -r), wherever distributions put them
    #[arg(long, value_name = "RELEASE", help_heading = "Whole kernel")]
    pub(crate) kernel: Option<String>,
    /// Look below DIR, not below /: an unpacked package or image; or a build tree
    #[arg(long, value_name = "DIR", help_heading = "Whole kernel")]
    pub(crate) root: Option<PathBuf>,
}
