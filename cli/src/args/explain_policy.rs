//! The arguments of `klpscope explain-policy`.

use super::Format;

/// What a finding means, how it is found, when it is wrong, and the way out
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  klpscope explain-policy no-ftrace-site
  klpscope explain-policy --list")]
pub(crate) struct ExplainPolicy {
    /// Id of the finding, as reports write it
    #[arg(value_name = "ID", required_unless_present = "list", conflicts_with = "list")]
    pub(crate) id: Option<String>,
    /// List all ids
    #[arg(long)]
    pub(crate) list: bool,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: Format,
}
