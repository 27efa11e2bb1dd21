//! The command line as types: a file for the arguments of each command, and for those
//! that several share. The only folder that names `clap`, beside the printing of its
//! messages in `output.rs`.

mod audit;
mod cache;
mod evidence;
mod explain;
mod format;
mod impact;
mod index;
mod list;
mod objects;
mod places;
mod question;
mod show;
mod stats;
mod verify;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Parser, Subcommand};

pub(crate) use audit::Audit;
pub(crate) use cache::{Cache, CacheCommand, Prune};
pub(crate) use evidence::Evidence;
pub(crate) use explain::Explain;
pub(crate) use format::{Format, ReportFormat};
pub(crate) use impact::{Emit, Impact};
pub(crate) use index::Index;
pub(crate) use list::{List, RowFormat, What};
pub(crate) use objects::{KernelArgs, Objects};
pub(crate) use places::Places;
pub(crate) use question::{ModelName, Question};
pub(crate) use show::Show;
pub(crate) use stats::Stats;
pub(crate) use verify::Verify;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXIT_CODES: &str = "\
Exit codes:
  0   answered
  1   a check failed
  2   wrong usage, an unknown or ambiguous function, a patch of other files
  3   input not readable, or no patch
  4   answered, but part of the input could not be read, or of a patch not mapped
      (--allow-incomplete: 0)
  70  a bug in klpscope";

/// Lists which machine functions a live patch must replace, from the shipped binary
#[derive(Debug, Parser)]
#[command(name = "klpscope", bin_name = "klpscope", version, after_help = EXIT_CODES, styles = STYLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// One question each.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Impact(Impact),
    Explain(Explain),
    Show(Show),
    Audit(Audit),
    Verify(Verify),
    Stats(Stats),
    List(List),
    Index(Index),
    Cache(Cache),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    /// What clap itself checks in a build with debug assertions only.
    #[test]
    fn arguments_fit_together() {
        Args::command().debug_assert();
    }
}
