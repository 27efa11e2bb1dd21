//! Policies: what can speak against replacing a member. A policy is a file: its id, its
//! check, and as [`Help`] what it finds and how, when it is wrong, and a way out. [`ALL`]
//! is the list; `explain-policy`, SARIF and `docs/findings.md` say what [`Help`] says.
//!
//! The rules mirror what the kernel refuses (`klp_find_object_symbol` and
//! `klp_init_object_loaded` in kernel/livepatch/core.c, `klp_patch_func` in patch.c,
//! `klp_check_stack` in transition.c, Documentation/livepatch).

mod abi_clone;
mod always_active;
mod ambiguous_symbol;
mod facts;
mod folded_body;
mod found;
mod help;
mod init_section;
mod never_returns;
mod no_debug_info;
mod no_ftrace_site;
mod no_symbol;
mod noinstr;
mod special_section;
mod static_local;
mod too_small;
mod unstable_name;

pub(crate) use facts::{Facts, Subject};
pub(crate) use found::Found;
pub use help::Help;

use crate::report::{Effect, FindingRow, Verdict};

/// A policy.
pub(crate) struct Policy {
    /// Stable: part of every report.
    pub(crate) id: &'static str,
    /// The gravest effect a finding of it has.
    pub(crate) gravest: Effect,
    /// True if it only matters for redirecting calls of the member: without weight
    /// where all callers are replaced as well ([`Subject::is_called_by_members_only`]).
    pub(crate) redirects: bool,
    /// What it finds about a member.
    pub(crate) check: fn(&Subject<'_>) -> Option<Found>,
    /// What to tell people of it.
    pub(crate) help: Help,
}

/// Every policy, in the order of the design's table.
pub(crate) const ALL: &[Policy] = &[
    no_ftrace_site::POLICY,
    init_section::POLICY,
    noinstr::POLICY,
    no_symbol::POLICY,
    ambiguous_symbol::POLICY,
    abi_clone::POLICY,
    unstable_name::POLICY,
    folded_body::POLICY,
    never_returns::POLICY,
    always_active::POLICY,
    static_local::POLICY,
    special_section::POLICY,
    too_small::POLICY,
    no_debug_info::POLICY,
];

/// What all policies find about a member, the gravest first, then by id.
pub(crate) fn findings(subject: &Subject<'_>) -> Vec<FindingRow> {
    let found = ALL.iter().filter_map(|policy| finding(policy, subject));
    let mut found: Vec<_> = found.collect();
    found.sort_by(|a, b| b.effect.cmp(&a.effect).then(a.id.cmp(b.id)));
    found
}

/// True if a policy blocks the member: it is infeasible.
pub(crate) fn is_blocked(subject: &Subject<'_>) -> bool {
    let blocking = ALL.iter().filter(|policy| policy.gravest == Effect::Blocks);
    blocking
        .filter_map(|policy| finding(policy, subject))
        .any(|finding| finding.effect == Effect::Blocks)
}

/// What follows from findings.
pub(crate) fn verdict(findings: &[FindingRow]) -> Verdict {
    findings.iter().map(|finding| finding.effect.verdict()).max().unwrap_or_default()
}

fn finding(policy: &Policy, subject: &Subject<'_>) -> Option<FindingRow> {
    let mut found = (policy.check)(subject)?;
    if policy.redirects && found.effect > Effect::Note && subject.is_called_by_members_only() {
        found.effect = Effect::Note;
        found.text.push_str("; nothing calls it but functions that are replaced as well");
        found.way_out = "nothing to do: its callers bring their own copy along".to_owned();
    }
    debug_assert!(found.effect <= policy.gravest, "{}", policy.id);
    Some(FindingRow {
        id: policy.id,
        effect: found.effect,
        text: found.text,
        evidence: found.evidence,
        way_out: found.way_out,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &'static str, effect: Effect) -> FindingRow {
        FindingRow { id, effect, text: String::new(), evidence: Vec::new(), way_out: String::new() }
    }

    #[test]
    fn the_gravest_finding_decides() {
        assert_eq!(verdict(&[]), Verdict::Feasible);
        let rows = [
            (row("a", Effect::Note), Verdict::Feasible),
            (row("b", Effect::Condition), Verdict::WithConditions),
            (row("c", Effect::Unknown), Verdict::Unknown),
            (row("d", Effect::Blocks), Verdict::Infeasible),
        ];
        for upto in 1..=rows.len() {
            let found: Vec<_> = rows[..upto].iter().map(|(row, _)| row.clone()).collect();
            assert_eq!(verdict(&found), rows[upto - 1].1);
            let reversed: Vec<_> = found.into_iter().rev().collect();
            assert_eq!(verdict(&reversed), rows[upto - 1].1);
        }
    }

    #[test]
    fn ids_are_unique_and_kebab_case() {
        let mut ids: Vec<_> = ALL.iter().map(|policy| policy.id).collect();
        assert!(ids.iter().all(|id| id.bytes().all(|b| b == b'-' || b.is_ascii_lowercase())));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), ALL.len());
    }
}
