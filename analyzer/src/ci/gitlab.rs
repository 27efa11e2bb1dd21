//! GitLab's code quality report. <https://docs.gitlab.com/ci/testing/code_quality/>

use serde::Serialize;

use super::{FormatError, place};
use crate::report::{FindingState, GateReport, Severity, json, visible};

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// What is not waived, as a JSON array. GitLab tells by the fingerprint what is new.
///
/// # Errors
/// Never: its keys are text.
pub fn code_quality(report: &GateReport) -> Result<String, FormatError> {
    let counted = report.findings.iter().filter(|finding| finding.state != FindingState::Waived);
    let issues = counted.map(|finding| {
        let (file, line) = place(finding);
        Issue {
            description: visible(&finding.message()).into_owned(),
            check_name: finding.rule,
            fingerprint: finding.id.clone(),
            severity: match finding.severity {
                Severity::Error => "critical",
                Severity::Warning => "minor",
                Severity::Note => "info",
            },
            location: Location {
                path: visible(file.strip_prefix("./").unwrap_or(file)).into_owned(),
                lines: Lines { begin: line.unwrap_or(1) },
            },
        }
    });
    let issues: Vec<_> = issues.collect();
    json::to_string(&issues).map_err(|error| FormatError::new("code quality JSON", &error))
}
