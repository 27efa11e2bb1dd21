//! The arguments of `klpscope gate`.

use std::path::PathBuf;

use clap::ValueEnum;
use jiff::civil::Date;
use klpscope_analyzer::report::text::Limits;

use super::{Evidence, Objects};

/// Whether a build keeps what a policy asks for: functions patchable, sets small, options given
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit code 0: passed; 1: a new error; 2: the policy or baseline makes no sense; 4: no new error,
but part of the input could not be read.

Examples:
  klpscope gate --init vmlinux > klpscope.toml
  klpscope gate vmlinux
  klpscope gate vmlinux --output sarif=gate.sarif --output junit=gate.xml
  klpscope gate vmlinux --baseline gate.json --update-baseline
  klpscope gate vmlinux --against old/vmlinux
  klpscope gate --kernel $(uname -r) --format github --summary-file $GITHUB_STEP_SUMMARY")]
pub(crate) struct Gate {
    #[command(flatten)]
    pub(crate) objects: Objects,
    /// What the build is held against (TOML; docs/ci.md)
    #[arg(long, value_name = "FILE", default_value = "klpscope.toml")]
    pub(crate) policy: PathBuf,
    /// An older build of a FILE: what changed since is told too; repeatable
    #[arg(long, value_name = "OLD")]
    pub(crate) against: Vec<PathBuf>,
    /// Known findings, which pass
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write the findings of this build to the baseline
    #[arg(long, requires = "baseline")]
    pub(crate) update_baseline: bool,
    /// Write a policy that this build passes, instead
    #[arg(long, conflicts_with_all = ["against", "baseline", "format", "output", "summary_file", "quiet"])]
    pub(crate) init: bool,
    /// For --init: function to watch, instead of all; repeatable
    #[arg(short, long = "function", value_name = "SPEC", requires = "init")]
    pub(crate) functions: Vec<String>,
    /// Print the JSON schema of policies, instead
    #[arg(long, exclusive = true)]
    pub(crate) schema: bool,
    /// Hold waivers against this day, not today (UTC): YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub(crate) today: Option<Date>,
    #[command(flatten)]
    pub(crate) evidence: Evidence,
    /// How to write the report to standard output
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: GateFormat,
    /// Write the report to a file too; repeatable
    #[arg(long, value_name = "FORMAT=PATH", value_parser = parse_output, help_heading = "Output")]
    pub(crate) output: Vec<(GateFormat, PathBuf)>,
    /// Append a summary in Markdown to a file
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) summary_file: Option<PathBuf>,
    /// Write nothing to standard output
    #[arg(long, help_heading = "Output")]
    pub(crate) quiet: bool,
    /// Write out what a text report only counts
    #[arg(long, help_heading = "Output")]
    pub(crate) all: bool,
}

impl Gate {
    /// How much a text report writes.
    pub(crate) fn limits(&self) -> Limits {
        if self.all { Limits { reasons: usize::MAX } } else { Limits::default() }
    }
}

/// Formats of a gate's report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GateFormat {
    /// For people
    Text,
    /// For programs: docs/report-schema.md
    Json,
    /// SARIF 2.1.0: GitHub code scanning and others
    Sarif,
    /// JUnit XML: most CI systems
    Junit,
    /// GitHub annotations
    Github,
    /// GitLab code quality
    Gitlab,
    /// A summary in Markdown
    Markdown,
}

fn parse_date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "use YYYY-MM-DD, such as 2027-01-31".to_owned())
}

fn parse_output(text: &str) -> Result<(GateFormat, PathBuf), String> {
    let parts = text.split_once('=').filter(|(_, path)| !path.is_empty());
    let Some((format, path)) = parts else {
        return Err("use FORMAT=PATH, such as sarif=gate.sarif".to_owned());
    };
    let format = GateFormat::from_str(format, false).map_err(|_| {
        let all = GateFormat::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let all: Vec<_> = all.map(|value| value.get_name().to_owned()).collect();
        format!("{format:?} is no format: use one of {}", all.join(", "))
    })?;
    Ok((format, path.into()))
}
