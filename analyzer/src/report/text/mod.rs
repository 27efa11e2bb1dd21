//! Reports as plain text, for a patch author: the count first, then what to act
//! on, grouped by object. Text from the file is escaped by [`super::visible`].

use super::{ExplainReport, ImpactReport, ShowReport, StatsReport};

/// How much to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Reasons of a member, sites of a call, and the like: the shortest are
    /// shown, the rest counted.
    pub reasons: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { reasons: 3 }
    }
}

/// `klpscope impact`.
pub fn impact(_report: &ImpactReport, _limits: Limits) -> String {
    String::new()
}

/// `klpscope explain`.
pub fn explain(_report: &ExplainReport, _limits: Limits) -> String {
    String::new()
}

/// `klpscope show`.
pub fn show(_report: &ShowReport, _limits: Limits) -> String {
    String::new()
}

/// `klpscope stats`.
pub fn stats(_report: &StatsReport) -> String {
    String::new()
}
