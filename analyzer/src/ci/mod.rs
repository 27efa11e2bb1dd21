//! A gate's report in the formats that CI systems read. Names out of a file may hold any
//! characters: each format escapes what it would obey.

mod github;
mod gitlab;
mod junit;
mod markdown;
mod sarif;

use std::fmt;

pub use github::annotations;
pub use gitlab::code_quality;
pub use junit::junit;
pub use markdown::summary;
pub use sarif::sarif;

use crate::report::{GateFinding, GateReport, count};

/// A report that a format cannot hold: a bug.
#[derive(Debug, thiserror::Error)]
#[error("no {format}: {problem}")]
pub struct FormatError {
    /// The format.
    pub format: &'static str,
    /// What its writer said.
    pub problem: String,
}

impl FormatError {
    pub(crate) fn new(format: &'static str, problem: &impl fmt::Display) -> Self {
        Self { format, problem: problem.to_string() }
    }
}

/// File and line, from 1, that a finding is shown at: the declaration; without one the file
/// that was read.
fn place(finding: &GateFinding) -> (&str, Option<u32>) {
    match &finding.place {
        Some(place) => (&place.file, Some(place.line).filter(|&line| line > 0)),
        None => (&finding.file, None),
    }
}

/// `failed: 2 errors, 1 warning in 12 watched functions (3 known, 1 waived, 1 fixed)`.
pub(crate) fn outcome(report: &GateReport) -> String {
    use crate::report::GateOutcome;
    let totals = &report.totals;
    let outcome = match report.outcome {
        GateOutcome::Passed => "passed",
        GateOutcome::Incomplete => "cannot be told",
        GateOutcome::Failed => "FAILED",
    };
    let mut text = format!(
        "{outcome}: {}, {} in {}",
        count(totals.errors, "error", "errors"),
        count(totals.warnings, "warning", "warnings"),
        count(totals.watched, "watched function", "watched functions")
    );
    let beside = [(totals.known, "known"), (totals.waived, "waived"), (totals.fixed, "fixed")];
    let beside = beside.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}"));
    let beside: Vec<_> = beside.collect();
    if !beside.is_empty() {
        text.push_str(&format!(" ({})", beside.join(", ")));
    }
    text
}
