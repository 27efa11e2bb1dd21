//! The question that `impact` answers, for all commands that answer it.

use clap::ArgGroup;

use super::{Evidence, Objects, Places, Question};

/// What is patched, and in which files.
#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("asked").required(true).multiple(true).args(["functions", "patch", "line"]))]
pub(crate) struct Asked {
    #[command(flatten)]
    pub(crate) objects: Objects,
    #[command(flatten)]
    pub(crate) places: Places,
    #[command(flatten)]
    pub(crate) question: Question,
    /// Put the nearest replaceable callers in stead of what cannot be replaced
    #[arg(long)]
    pub(crate) lift: bool,
    #[command(flatten)]
    pub(crate) evidence: Evidence,
}
