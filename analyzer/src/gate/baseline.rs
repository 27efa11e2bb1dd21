//! The ratchet: findings that were there when the baseline was written pass, as long as they
//! do not grow; what is there no more leaves it when it is written next.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::rule;
use crate::report::{BaselineRow, FindingState, GateFinding, GateReport, Severity, json};

/// Version of the file.
const VERSION: u32 = 1;

/// Findings that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// 1.
    version: u32,
    /// Sorted.
    findings: Vec<BaselineRow>,
}

impl Baseline {
    /// Reads the text of a baseline.
    ///
    /// # Errors
    /// What is wrong with it, with its line.
    pub fn read(text: &str) -> Result<Self, String> {
        let read: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if read.version != VERSION {
            return Err(format!("version {} is not known here, only {VERSION}", read.version));
        }
        Ok(read)
    }

    /// The errors and warnings of a report that no waiver lets pass.
    pub fn of(report: &GateReport) -> Self {
        let kept = report.findings.iter().filter(|finding| is_kept(finding));
        let mut findings: Vec<_> = kept.map(row).collect();
        findings.sort();
        Self { version: VERSION, findings }
    }

    /// Its text: the same findings give the same bytes.
    ///
    /// # Errors
    /// Never: its keys are text.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        json::to_string(self)
    }

    /// How many findings it holds.
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// True if it holds none.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Marks what is known in `findings`; returns what is there no more.
    pub(super) fn mark(&self, findings: &mut [GateFinding]) -> Vec<BaselineRow> {
        let mut left: BTreeMap<&str, &BaselineRow> =
            self.findings.iter().map(|row| (row.id.as_str(), row)).collect();
        for finding in findings {
            let Some(known) = left.remove(finding.id.as_str()) else { continue };
            let grew = finding.value > known.value;
            if grew && let Some(value) = known.value {
                finding.text.push_str(&format!(" (it was {value} in the baseline)"));
            }
            let counts = finding.state == FindingState::New && is_kept(finding);
            if counts && !grew {
                finding.state = FindingState::Known;
            }
        }
        let mut fixed: Vec<_> = left.into_values().cloned().collect();
        fixed.sort();
        fixed
    }
}

/// What a baseline can hold. Unread input is never taken for granted.
fn is_kept(finding: &GateFinding) -> bool {
    finding.severity > Severity::Note
        && finding.state != FindingState::Waived
        && finding.rule != rule::INCOMPLETE_INPUT.id
}

fn row(finding: &GateFinding) -> BaselineRow {
    BaselineRow {
        rule: finding.rule.to_owned(),
        object: finding.object.clone(),
        function: finding.function.clone(),
        file: finding.place.as_ref().map(|place| place.file.clone()).unwrap_or_default(),
        clone: finding.clone.clone(),
        id: finding.id.clone(),
        value: finding.value,
    }
}
