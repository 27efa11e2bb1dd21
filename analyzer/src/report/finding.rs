//! What speaks against replacing a member, and the verdict that follows.

use serde::Serialize;

use super::row::{FunctionRow, InstanceRow};

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

impl Effect {
    /// The verdict if there is nothing graver.
    pub fn verdict(self) -> Verdict {
        match self {
            Self::Note => Verdict::Feasible,
            Self::Condition => Verdict::WithConditions,
            Self::Unknown => Verdict::Unknown,
            Self::Blocks => Verdict::Infeasible,
        }
    }
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

/// How many members have which verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct VerdictCounts {
    /// Nothing speaks against them.
    pub feasible: usize,
    /// They can be replaced, if the patch heeds the findings.
    pub with_conditions: usize,
    /// It cannot be told.
    pub unknown: usize,
    /// They cannot be replaced.
    pub infeasible: usize,
    /// Those of `infeasible` that need not be: the kernel's init code, which has run.
    pub gone: usize,
}

impl VerdictCounts {
    pub(crate) fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Feasible => self.feasible += 1,
            Verdict::WithConditions => self.with_conditions += 1,
            Verdict::Unknown => self.unknown += 1,
            Verdict::Infeasible => self.infeasible += 1,
        }
    }
}

/// A member that cannot be replaced, and the callers that are replaced in its stead:
/// its source comes along with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LiftedRow {
    /// The member.
    pub member: InstanceRow,
    /// The source functions whose body it is.
    pub functions: Vec<FunctionRow>,
    /// The policies that block it.
    pub blocked_by: Vec<&'static str>,
    /// The nearest callers that can be replaced, sorted by symbol and address.
    pub callers: Vec<InstanceRow>,
    /// Other blocked functions on the way to them: their source comes along too.
    pub through: Vec<InstanceRow>,
    /// Where the way up ends without such a caller, one clause each. If there is any,
    /// the member stays in the set.
    pub open: Vec<String>,
}
