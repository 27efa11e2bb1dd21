//! Every kind of finding there is, by its id, with what there is to say of it.

use serde::Serialize;

use crate::drift::DriftKind;
use crate::gate;
use crate::nearest::nearest;
use crate::policy::{self, Help};
use crate::report::{Effect, Severity};

/// A kind of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Topic {
    /// Stable.
    pub id: &'static str,
    /// The gravest effect on the verdict of a member; `None` for what only the gate finds.
    pub effect: Option<Effect>,
    /// What it is to the gate unless its policy says otherwise. Of a policy about members:
    /// with its gravest effect.
    pub severity: Severity,
    /// What to tell people.
    #[serde(flatten)]
    pub help: Help,
}

/// All of them: those about members in the order of the policies, then the gate's own, then
/// what changed between two builds.
pub fn topics() -> Vec<Topic> {
    let policies = policy::ALL.iter().map(|policy| Topic {
        id: policy.id,
        effect: Some(policy.gravest),
        severity: Severity::of(policy.gravest),
        help: policy.help,
    });
    let drift = DriftKind::ALL.iter().map(|kind| kind.rule());
    let rules = gate::RULES.iter().copied().chain(drift).map(|rule| Topic {
        id: rule.id,
        effect: None,
        severity: rule.severity,
        help: rule.help,
    });
    policies.chain(rules).collect()
}

/// The one called `id`.
///
/// # Errors
/// If there is none: the ids like it, the nearest first.
pub fn topic(id: &str) -> Result<Topic, Vec<String>> {
    let all = topics();
    let near = || nearest(id, all.iter().map(|topic| topic.id));
    all.iter().find(|topic| topic.id == id).copied().ok_or_else(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_kebab_case() {
        let all = topics();
        let mut ids: Vec<_> = all.iter().map(|topic| topic.id).collect();
        assert!(ids.iter().all(|id| id.bytes().all(|b| b == b'-' || b.is_ascii_lowercase())));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all.len());
    }

    #[test]
    fn every_text_is_whole_sentences() {
        for topic in topics() {
            let Help { title, finds, how, false_positives, false_negatives, way_out } = topic.help;
            assert!(!title.ends_with('.') && !title.is_empty(), "{}", topic.id);
            for text in [finds, how, false_positives, false_negatives, way_out] {
                let plain = text.ends_with(['.', ')', '"']) && !text.contains(['\n', '\t']);
                assert!(plain && !text.contains("  "), "{}: {text}", topic.id);
            }
        }
    }

    #[test]
    fn unknown_ids_have_near_ones() {
        assert_eq!(topic("no-ftrace-sites").unwrap_err(), ["no-ftrace-site"]);
        assert_eq!(topic("abi-clone").unwrap().severity, Severity::Note);
    }
}
