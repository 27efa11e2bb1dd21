//! SARIF 2.1.0 (OASIS standard). Every result has a rule and a physical location: GitLab
//! drops those that lack one.

use serde_json::json;
use serde_sarif::sarif::{
    ArtifactLocation, Location, LogicalLocation, Message, MultiformatMessageString,
    PhysicalLocation, Region, ReportingConfiguration, ReportingDescriptor, Result as SarifResult,
    ResultLevel, Run, Sarif, Suppression, Tool, ToolComponent,
};

use super::{FormatError, place};
use crate::policy::Help;
use crate::report::{FindingState, GateFinding, GateReport, Severity, json, visible};
use crate::topic::{Topic, topics};

/// The schema that the text follows.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// What `partialFingerprints` calls the id of a finding.
const FINGERPRINT: &str = "klpscope/v1";

/// The report as SARIF; `version` is that of the program. What is known or waived is there as
/// suppressed.
///
/// # Errors
/// Never: its keys are text.
pub fn sarif(report: &GateReport, version: &str) -> Result<String, FormatError> {
    let topics = topics();
    let driver = ToolComponent::builder()
        .name("klpscope")
        .semantic_version(version)
        .full_description(text("Lists which machine functions a live patch must replace"))
        .rules(topics.iter().map(rule).collect::<Vec<_>>())
        .build();
    let results = report.findings.iter().map(|finding| result(finding, &topics));
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .column_kind(json!("unicodeCodePoints"))
        .results(results.collect::<Vec<_>>())
        .build();
    let log = Sarif::builder().schema(SCHEMA).version(json!("2.1.0")).runs(vec![run]).build();
    json::to_string(&log).map_err(|error| FormatError::new("SARIF", &error))
}

fn rule(topic: &Topic) -> ReportingDescriptor {
    let Help { title, finds, how, false_positives, false_negatives, way_out } = topic.help;
    let parts = [
        finds.to_owned(),
        format!("How: {how}"),
        format!("False positives: {false_positives}"),
        format!("False negatives: {false_negatives}"),
        format!("Way out: {way_out}"),
    ];
    let level = ReportingConfiguration::builder().level(json!(topic.severity.name())).build();
    let mut rule = ReportingDescriptor::builder()
        .id(topic.id)
        .short_description(text(&sentence(title)))
        .full_description(text(finds))
        .help(text(&parts.join("\n\n")))
        .default_configuration(level)
        .build();
    // A name that only repeats the id says nothing (SARIF1001).
    rule.name = topic.id.contains('-').then(|| pascal(topic.id));
    rule
}

/// `NoFtraceSite` of `no-ftrace-site`: what a rule's name should look like.
fn pascal(id: &str) -> String {
    let capital = |word: &str| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_uppercase() + rest
    };
    id.split('-').map(capital).collect()
}

/// A clause as a sentence.
fn sentence(clause: &str) -> String {
    let (first, rest) = clause.split_at(clause.len().min(1));
    format!("{}{rest}.", first.to_uppercase())
}

fn text(text: &str) -> MultiformatMessageString {
    MultiformatMessageString::builder().text(text).build()
}

fn result(finding: &GateFinding, topics: &[Topic]) -> SarifResult {
    let index = topics.iter().position(|topic| topic.id == finding.rule);
    let mut result = SarifResult::builder()
        .rule_id(finding.rule)
        .level(match finding.severity {
            Severity::Error => ResultLevel::Error,
            Severity::Warning => ResultLevel::Warning,
            Severity::Note => ResultLevel::Note,
        })
        .message(Message::builder().text(message(finding)).build())
        .locations(vec![location(finding)])
        .partial_fingerprints([(FINGERPRINT.to_owned(), finding.id.clone())])
        .build();
    result.rule_index = index.and_then(|index| i64::try_from(index).ok());
    let why = match finding.state {
        FindingState::New => None,
        FindingState::Known => Some("known in the baseline".to_owned()),
        FindingState::Waived => finding.waived_for.clone(),
    };
    result.suppressions = why.map(|why| {
        let why = visible(&why).into_owned();
        vec![
            Suppression::builder()
                .kind(json!("external"))
                .status(json!("accepted"))
                .justification(why)
                .build(),
        ]
    });
    result
}

/// As plain text: no placeholder and no link of SARIF's (sections 3.11.5 and 3.11.6).
fn message(finding: &GateFinding) -> String {
    let mut out = String::new();
    for c in visible(&format!("{}. Way out: {}.", finding.message(), finding.way_out)).chars() {
        match c {
            '{' | '}' => out.extend([c, c]),
            '[' | ']' | '\\' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

fn location(finding: &GateFinding) -> Location {
    let (file, line) = place(finding);
    let mut artifact = ArtifactLocation::builder().uri(uri(file)).build();
    if !file.starts_with('/') {
        artifact.uri_base_id = Some("%SRCROOT%".to_owned());
    }
    let mut physical = PhysicalLocation::builder().artifact_location(artifact).build();
    physical.region = line.map(|line| Region::builder().start_line(i64::from(line)).build());
    let mut location = Location::builder().physical_location(physical).build();
    if !finding.function.is_empty() {
        let function = visible(&finding.function).into_owned();
        let logical = LogicalLocation::builder().name(function).kind("function").build();
        location.logical_locations = Some(vec![logical]);
    }
    location
}

/// A path as a URI reference (RFC 3986): what is not unreserved is written as `%XX`.
fn uri(path: &str) -> String {
    let mut out = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    let path = path.strip_prefix("./").unwrap_or(path);
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("fs/open.c"), "fs/open.c");
        assert_eq!(uri("/usr/include/a b.h"), "file:///usr/include/a%20b.h");
        assert_eq!(uri("a:b?c#d%\n"), "a%3Ab%3Fc%23d%25%0A");
    }

    #[test]
    fn names_of_rules() {
        assert_eq!(pascal("no-ftrace-site"), "NoFtraceSite");
        assert_eq!(sentence("it is freed"), "It is freed.");
    }
}
