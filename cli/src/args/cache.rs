//! The arguments of `klpscope cache`.

use std::time::Duration;

use clap::Subcommand;

use super::Format;
use crate::cache::{parse_age, parse_size};

/// What the cache holds, and getting rid of it
#[derive(Debug, clap::Args)]
pub(crate) struct Cache {
    #[command(subcommand)]
    pub(crate) command: CacheCommand,
}

/// What to do with the cache.
#[derive(Debug, Subcommand)]
pub(crate) enum CacheCommand {
    /// List its files, the last used first
    List {
        /// How to write the list
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: Format,
    },
    Prune(Prune),
}

/// Remove files that no question can use: of another version, damaged, unfinished; and more
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  klpscope cache prune
  klpscope cache prune --older-than 30d
  klpscope cache prune --max-size 500M
  klpscope cache prune --all")]
pub(crate) struct Prune {
    /// Also those that were not used for so long: 12h, 30d
    #[arg(long, value_name = "AGE", value_parser = parse_age)]
    pub(crate) older_than: Option<Duration>,
    /// Also the least recently used, until so much is left: 500M, 4G
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    pub(crate) max_size: Option<u64>,
    /// All
    #[arg(long)]
    pub(crate) all: bool,
    /// How to list what was removed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}
