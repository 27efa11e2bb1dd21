//! A kind of finding of the gate's own, beside those of the policies about members.

use crate::policy::Help;
use crate::report::Severity;

/// A kind of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    /// Stable: part of every report and baseline.
    pub(crate) id: &'static str,
    /// What it is unless the policy of the gate says otherwise.
    pub(crate) severity: Severity,
    /// What to tell people of it.
    pub(crate) help: Help,
}
