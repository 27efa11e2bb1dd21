//! `Notice`: input that was odd or partly unreadable, and what was done about it.

use std::fmt;

/// Odd input; reading went on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Notice {
    /// How much it weighs.
    pub severity: Severity,
    /// Section or file, and offset, where it was found.
    pub place: String,
    /// One sentence.
    pub text: String,
}

/// Whether a notice makes the answer incomplete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing was lost.
    Note,
    /// Part of the input could not be read: functions may be missing from an
    /// answer. Commands exit with 4.
    Incomplete,
}

impl Notice {
    pub(crate) fn note(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self { severity: Severity::Note, place: place.into(), text: text.into() }
    }

    pub(crate) fn incomplete(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self { severity: Severity::Incomplete, place: place.into(), text: text.into() }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.text)
    }
}
