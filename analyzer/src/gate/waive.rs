//! Waivers: findings that are let pass for a time, and waivers that do not do so.

use jiff::civil::Date;

use super::draft::Draft;
use super::policy::{Policy, Waiver};
use super::rule;
use crate::report::{FindingState, GateFinding, Severity};

/// Lets pass what the waivers of `policy` cover on the day `today`; returns what is wrong with them.
pub(super) fn apply(policy: &Policy, today: Date, drafts: &mut [Draft]) -> Vec<Draft> {
    let mut wrong = Vec::new();
    for waiver in &policy.waivers {
        let covered = drafts.iter_mut().filter(|draft| waiver.covers(&draft.finding));
        let covered: Vec<_> = covered.collect();
        if waiver.expires < today {
            wrong.push(expired(policy, waiver, covered.len()));
            continue;
        }
        if covered.is_empty() {
            wrong.push(unused(policy, waiver));
        }
        for draft in covered {
            draft.finding.state = FindingState::Waived;
            draft.finding.waived_for = Some(waiver.reason.clone());
        }
    }
    wrong
}

impl Waiver {
    /// Neither notes nor unread input can be waived.
    fn covers(&self, finding: &GateFinding) -> bool {
        finding.rule == self.finding
            && finding.severity > Severity::Note
            && finding.rule != rule::INCOMPLETE_INPUT.id
            && self.glob.is_match(&finding.function)
    }

    fn identity(&self, mut draft: Draft) -> Draft {
        draft.detail = format!("{} {}", self.finding, self.function);
        draft.finding.evidence = vec![format!("reason: {}", self.reason)];
        draft
    }
}

fn expired(policy: &Policy, waiver: &Waiver, covered: usize) -> Draft {
    let left = match covered {
        0 => "it would waive nothing".to_owned(),
        1 => "1 finding counts again".to_owned(),
        many => format!("{many} findings count again"),
    };
    let text = format!(
        "the waiver of {} for {} expired on {}: {left}",
        waiver.finding, waiver.function, waiver.expires
    );
    waiver.identity(Draft::about_policy(&rule::WAIVER_EXPIRED, &policy.file, waiver.line, text))
}

fn unused(policy: &Policy, waiver: &Waiver) -> Draft {
    let text = format!("the waiver of {} for {} waives nothing", waiver.finding, waiver.function);
    waiver.identity(Draft::about_policy(&rule::WAIVER_UNUSED, &policy.file, waiver.line, text))
}
