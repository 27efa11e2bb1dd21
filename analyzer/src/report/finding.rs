//! What speaks against replacing a member, and the verdict that follows.

use serde::Serialize;

/// Whether something can be replaced. Ordered: of several the greatest holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing speaks against it.
    #[default]
    Feasible,
    /// It can, if the patch heeds the findings.
    WithConditions,
    /// It cannot be told.
    Unknown,
    /// It cannot.
    Infeasible,
}

impl Verdict {
    /// As in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Feasible => "feasible",
            Self::WithConditions => "with-conditions",
            Self::Unknown => "unknown",
            Self::Infeasible => "infeasible",
        }
    }
}

/// What a finding does to the verdict. Ordered as the verdicts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Nothing: worth knowing.
    Note,
    /// The patch has to heed it.
    Condition,
    /// Whether the member can be replaced cannot be told.
    Unknown,
    /// The member cannot be replaced.
    Blocks,
}

/// A policy's finding about a member.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FindingRow {
    /// The policy's stable id: `no-ftrace-site`, ...
    pub id: &'static str,
    /// What it does to the verdict.
    pub effect: Effect,
    /// One sentence.
    pub text: String,
    /// What shows it: symbols, addresses, table entries.
    pub evidence: Vec<String>,
    /// What to do about it.
    pub way_out: String,
}
