//! Policies: what can speak against replacing a member. A policy is a file: its id,
//! what it finds and how, when it is wrong, and a way out. [`ALL`] is the list.
//!
//! The rules mirror what the kernel refuses (`klp_find_object_symbol`,
//! `klp_patch_func`, Documentation/livepatch).

use klpscope_graph::{InstanceId, Program};

use crate::closure::ReplacementSet;
use crate::model::Model;
use crate::report::{Effect, FindingRow, Verdict};

/// What a policy looks at: a member, in the set it belongs to.
pub(crate) struct Subject<'a> {
    pub(crate) program: &'a Program,
    pub(crate) set: &'a ReplacementSet,
    pub(crate) model: Model,
    pub(crate) id: InstanceId,
}

/// A policy.
pub(crate) struct Policy {
    /// Stable: part of every report.
    pub(crate) id: &'static str,
    /// What it finds about a member.
    pub(crate) check: fn(&Subject<'_>) -> Option<FindingRow>,
}

/// Every policy, in the order of the design's table.
pub(crate) const ALL: &[Policy] = &[];

/// What all policies find about a member, the gravest first, then by id.
pub(crate) fn findings(subject: &Subject<'_>) -> Vec<FindingRow> {
    let mut found: Vec<_> = ALL.iter().filter_map(|policy| (policy.check)(subject)).collect();
    found.sort_by(|a, b| b.effect.cmp(&a.effect).then(a.id.cmp(b.id)));
    found
}

/// What follows from findings.
pub(crate) fn verdict(findings: &[FindingRow]) -> Verdict {
    let effects = findings.iter().map(|finding| match finding.effect {
        Effect::Note => Verdict::Feasible,
        Effect::Condition => Verdict::WithConditions,
        Effect::Unknown => Verdict::Unknown,
        Effect::Blocks => Verdict::Infeasible,
    });
    effects.max().unwrap_or_default()
}
