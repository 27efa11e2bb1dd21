//! JUnit XML: a suite for each rule, a case for each finding; notes are left out.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{FormatError, outcome, place};
use crate::report::{FindingState, GateFinding, GateOutcome, GateReport, Severity, visible};

/// New errors are failures; what is known or waived is skipped; new warnings succeed, and
/// tell what they are about on the standard output of the case.
///
/// # Errors
/// Never: the text of a report is written to memory.
pub fn junit(report: &GateReport) -> Result<String, FormatError> {
    let mut out = Report::new("klpscope gate");
    let mut gate = TestSuite::new("gate");
    let mut whole = TestCase::new("outcome", status(report));
    whole.set_classname("gate").set_system_out(visible(&outcome(report)));
    gate.add_test_case(whole);
    out.add_test_suite(gate);
    let mut by_rule: BTreeMap<&str, Vec<&GateFinding>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.severity > Severity::Note) {
        by_rule.entry(finding.rule).or_default().push(finding);
    }
    for (rule, findings) in by_rule {
        let mut suite = TestSuite::new(rule);
        suite.add_test_cases(findings.into_iter().map(case));
        out.add_test_suite(suite);
    }
    out.to_string().map_err(|error| FormatError::new("JUnit XML", &error))
}

fn status(report: &GateReport) -> TestCaseStatus {
    match report.outcome {
        GateOutcome::Passed => TestCaseStatus::success(),
        GateOutcome::Failed => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(outcome(report));
            status
        }
        GateOutcome::Incomplete => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message("part of the input could not be read");
            status
        }
    }
}

fn case(finding: &GateFinding) -> TestCase {
    let message = visible(&finding.message()).into_owned();
    let told = format!("{message}\n{}\nway out: {}", at(finding), visible(&finding.way_out));
    let status = match (finding.state, finding.severity) {
        (FindingState::New, Severity::Error) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(message).set_type(finding.rule).set_description(told.as_str());
            status
        }
        (FindingState::New, _) => TestCaseStatus::success(),
        (state, _) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(match (&finding.waived_for, state) {
                (Some(reason), _) => format!("waived: {}", visible(reason)),
                (None, _) => "known in the baseline".to_owned(),
            });
            status
        }
    };
    let mut case =
        TestCase::new(format!("{} [{}]", visible(finding.subject()), finding.id), status);
    case.set_classname(finding.rule);
    if finding.severity == Severity::Warning {
        case.set_system_out(told);
    }
    case
}

fn at(finding: &GateFinding) -> String {
    let (file, line) = place(finding);
    let file = visible(file);
    line.map_or_else(|| file.clone().into_owned(), |line| format!("{file}:{line}"))
}
