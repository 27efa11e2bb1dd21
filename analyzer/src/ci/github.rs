//! GitHub's workflow commands: an annotation for each new error and warning.
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

use std::fmt::Write as _;

use super::place;
use crate::report::{FindingState, GateReport, Severity, visible};

/// One line a finding; notes are left out: GitHub shows ten annotations of a kind.
pub fn annotations(report: &GateReport) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => continue,
        };
        if finding.state != FindingState::New {
            continue;
        }
        let (file, line) = place(finding);
        let line = line.map_or(String::new(), |line| format!(",line={line}"));
        let message = format!("{}. Way out: {}", finding.message(), finding.way_out);
        // Writing to a String does not fail.
        _ = writeln!(
            out,
            "::{command} file={}{line},title={}::{}",
            property(&visible(file)),
            property(&format!("klpscope {}", finding.rule)),
            data(&visible(&message))
        );
    }
    out
}

/// As actions/toolkit's `escapeData`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// As actions/toolkit's `escapeProperty`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_cannot_be_smuggled_in() {
        assert_eq!(data("a%\n::error::b"), "a%25%0A::error::b");
        assert_eq!(property("a:b,c%"), "a%3Ab%2Cc%25");
    }
}
