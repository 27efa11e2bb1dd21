//! A summary in Markdown, such as GitHub shows of a job (`$GITHUB_STEP_SUMMARY`).

use std::fmt::Write as _;

use super::{outcome, place};
use crate::report::{FindingState, GateFinding, GateReport, Severity, few, visible};

/// Rows of a table; GitHub takes 1 MiB.
const ROWS: usize = 200;

/// The outcome, and a table of what is new.
pub fn summary(report: &GateReport) -> String {
    let mut out = format!("## klpscope gate {}\n\n", escaped(&outcome(report)));
    let objects = few(report.objects.iter().map(|object| escaped(&object.name)), 5);
    // Writing to a String does not fail.
    _ = writeln!(out, "Held against {}: {objects}\n", escaped(&report.policy));
    let is_told =
        |one: &&GateFinding| one.state == FindingState::New && one.severity > Severity::Note;
    let told: Vec<_> = report.findings.iter().filter(is_told).collect();
    if !told.is_empty() {
        out.push_str("| | finding | where | what | way out |\n| --- | --- | --- | --- | --- |\n");
    }
    for finding in told.iter().take(ROWS) {
        let (file, line) = place(finding);
        let line = line.map_or(String::new(), |line| format!(":{line}"));
        _ = writeln!(
            out,
            "| {} | {} | {}{line} | {} | {} |",
            finding.severity.name(),
            finding.rule,
            escaped(file),
            escaped(&finding.message()),
            escaped(&finding.way_out)
        );
    }
    if told.len() > ROWS {
        _ = writeln!(out, "\nand {} more", told.len() - ROWS);
    }
    if !report.fixed.is_empty() {
        let names =
            report.fixed.iter().map(|row| escaped(&format!("{} {}", row.rule, row.function)));
        _ = writeln!(out, "\nFixed: {}", few(names, 20));
    }
    out
}

/// Text of a file as text: no markup, no HTML, no mention, no end of a cell.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in visible(text).chars() {
        let is_plain = c.is_alphanumeric() || !c.is_ascii() || " .,:;/-+=()%'".contains(c);
        if is_plain {
            out.push(c);
        } else {
            _ = write!(out, "&#{};", c as u32);
        }
    }
    // What would be a link without any markup.
    out.replace("://", "&#58;//").replace("www.", "www&#46;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_markup() {
        assert_eq!(escaped("a|b`c"), "a&#124;b&#96;c");
        assert_eq!(escaped("<img src=x> @me"), "&#60;img src=x&#62; &#64;me");
        assert_eq!(escaped("[x](http://y)"), "&#91;x&#93;(http&#58;//y)");
        assert_eq!(escaped("fs/open.c:75"), "fs/open.c:75");
    }
}
