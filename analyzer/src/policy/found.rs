//! What a policy finds, before the registry puts the policy's id to it.

use crate::report::Effect;

/// A finding without its id.
pub(crate) struct Found {
    pub(crate) effect: Effect,
    /// One sentence.
    pub(crate) text: String,
    /// What shows it.
    pub(crate) evidence: Vec<String>,
    /// What to do about it, one sentence.
    pub(crate) way_out: String,
}

impl Found {
    pub(crate) fn new(effect: Effect, text: impl Into<String>, way_out: impl Into<String>) -> Self {
        Self { effect, text: text.into(), evidence: Vec::new(), way_out: way_out.into() }
    }

    pub(crate) fn shown_by(mut self, evidence: impl IntoIterator<Item = String>) -> Self {
        self.evidence.extend(evidence);
        self
    }
}
