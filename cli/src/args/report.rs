//! The arguments of `klpscope report`.

use std::path::PathBuf;

use super::Asked;

/// One page for a browser: the set drawn, listed and explained, with all it needs inside
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  klpscope report vmlinux -f vfs_read -o vfs_read.html
  klpscope report vmlinux --patch fix.patch -o fix.html
  klpscope report --kernel $(uname -r) -f skb_put -o skb_put.html
  klpscope report app -f parse_line > parse_line.html")]
pub(crate) struct Report {
    #[command(flatten)]
    pub(crate) asked: Asked,
    /// Write the page here, whole or not at all; `-` is standard output
    #[arg(short, long, value_name = "PAGE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
}
