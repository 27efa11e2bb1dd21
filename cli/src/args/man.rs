//! The arguments of `klpscope man`.

use std::path::PathBuf;

/// The manual: a page for the program, and one for each command
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  klpscope man | man -l -
  klpscope man cache prune | man -l -
  klpscope man -o ~/.local/share/man/man1")]
pub(crate) struct Man {
    /// The command whose page is printed, instead of the program's
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
    /// Write all pages to a folder instead
    #[arg(short, long, value_name = "DIR", conflicts_with = "command")]
    pub(crate) output: Option<PathBuf>,
}
