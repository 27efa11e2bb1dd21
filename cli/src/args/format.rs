//! How reports are written, for all questions alike.

use clap::ValueEnum;
use klpscope_analyzer::report::text::Limits;

use crate::output::Notes;

/// How to write a report.
#[derive(Clone, Copy, Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct ReportFormat {
    /// How to write the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
    /// Write out what a text report only counts after the first few
    #[arg(long)]
    pub(crate) all: bool,
}

impl ReportFormat {
    /// What is left to say of notices beside a report: JSON holds them itself.
    pub(crate) fn notes(self, beside_text: Notes) -> Notes {
        if self.format == Format::Json { Notes::InReport } else { beside_text }
    }

    /// How much a text report writes.
    pub(crate) fn limits(self) -> Limits {
        if self.all { Limits { reasons: usize::MAX } } else { Limits::default() }
    }
}

/// Formats of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs: docs/report-schema.md
    Json,
}
