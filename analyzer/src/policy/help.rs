//! What there is to say of a kind of finding: the one source of `explain-policy`, of the
//! rules in SARIF, and of docs/findings.md, which a test holds to it.

use serde::Serialize;

/// A kind of finding, told to people. Each text but the title is whole sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Help {
    /// In a few words, about the function.
    pub title: &'static str,
    /// What is the matter.
    pub finds: &'static str,
    /// What in the file shows it.
    pub how: &'static str,
    /// When it is found though nothing is the matter.
    pub false_positives: &'static str,
    /// When it is not found.
    pub false_negatives: &'static str,
    /// What to do about it.
    pub way_out: &'static str,
}
