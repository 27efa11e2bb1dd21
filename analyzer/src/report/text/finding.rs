//! Verdicts, findings and lifted members as text.

use std::collections::{BTreeMap, BTreeSet};

use super::page::{Page, first_name, instance, instance_row};
use crate::report::{
    Effect, FindingRow, ImpactReport, InstanceRow, LiftedRow, Verdict, VerdictCounts, count,
    visible,
};

/// Characters of evidence that stand in the line of their finding.
const IN_LINE: usize = 60;

/// A verdict in a sentence.
pub(super) fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::WithConditions => "with conditions",
        Verdict::Feasible | Verdict::Unknown | Verdict::Infeasible => verdict.name(),
    }
}

/// The verdict on the whole patch, how many members have which, and why.
pub(super) fn verdict(page: &mut Page, report: &ImpactReport) {
    let totals = &report.totals;
    if totals.members == 0 && totals.lifted.is_none() {
        return;
    }
    let verdict = verdict_name(totals.verdict);
    page.line(format_args!("verdict: {verdict} ({})", counts(&totals.verdicts)));
    if totals.verdicts.gone > 0 {
        let gone = count(totals.verdicts.gone, "is", "are");
        page.line(format_args!(
            "  {gone} in init code of the kernel that has run: left out of the verdict, nothing to replace"
        ));
    }
    let by_id = weighty(report);
    if totals.members > 1 && !by_id.is_empty() {
        let by_id: Vec<_> = by_id.iter().map(|(id, n)| format!("{id} {n}")).collect();
        page.line(format_args!("findings: {}", by_id.join(", ")));
    }
    if let (Some(before), Some(lifted)) = (totals.before_lift, totals.lifted) {
        let before = count(before, "function", "functions");
        page.line(format_args!("lift: {lifted} of {before} left to the callers"));
    }
}

/// `3 feasible, 1 infeasible`, the best first.
fn counts(verdicts: &VerdictCounts) -> String {
    let VerdictCounts { feasible, with_conditions, unknown, infeasible, .. } = *verdicts;
    let all = [
        (feasible, Verdict::Feasible),
        (with_conditions, Verdict::WithConditions),
        (unknown, Verdict::Unknown),
        (infeasible, Verdict::Infeasible),
    ];
    let told = all.iter().filter(|(n, _)| *n > 0);
    let told: Vec<_> = told.map(|&(n, verdict)| format!("{n} {}", verdict_name(verdict))).collect();
    told.join(", ")
}

/// How many members each policy finds more about than a note.
fn weighty(report: &ImpactReport) -> BTreeMap<&'static str, usize> {
    let members = report.objects.iter().flat_map(|object| &object.members);
    let findings = members.flat_map(|member| &member.findings);
    let mut by_id = BTreeMap::new();
    for finding in findings.filter(|finding| finding.effect > Effect::Note) {
        *by_id.entry(finding.id).or_default() += 1;
    }
    by_id
}

/// The findings of a member. A way out that was `told` for another member of the
/// object is not repeated; notes are only named.
pub(super) fn write(
    page: &mut Page,
    findings: &[FindingRow],
    told: &mut BTreeSet<(&'static str, String)>,
) {
    let (notes, weighty): (Vec<_>, Vec<_>) =
        findings.iter().partition(|finding| finding.effect == Effect::Note && !page.shows_all());
    for finding in weighty {
        evidence(page, finding);
        if told.insert((finding.id, finding.way_out.clone())) {
            page.line(format_args!("      -> {}", visible(&finding.way_out)));
        }
    }
    if !notes.is_empty() {
        let ids: Vec<_> = notes.iter().map(|finding| finding.id).collect();
        page.line(format_args!("    noted: {} (--all)", ids.join(", ")));
    }
}

/// A finding's sentence and what shows it: short evidence in the same line, long in
/// lines of its own.
fn evidence(page: &mut Page, finding: &FindingRow) {
    let (shown, more) = page.limit(finding.evidence.len());
    let mut told: Vec<_> =
        finding.evidence[..shown].iter().map(|text| visible(text).into_owned()).collect();
    if more > 0 {
        told.push(format!("{more} more"));
    }
    let (id, text) = (finding.id, visible(&finding.text));
    let joined = told.join("; ");
    match joined.len() {
        0 => page.line(format_args!("    {id}: {text}")),
        1..=IN_LINE => page.line(format_args!("    {id}: {text} ({joined})")),
        _ => {
            page.line(format_args!("    {id}: {text}"));
            for line in told {
                page.line(format_args!("      {line}"));
            }
        }
    }
}

/// The members that callers replace, and where that cannot be done.
pub(super) fn lifted(page: &mut Page, rows: &[LiftedRow]) {
    if rows.is_empty() {
        return;
    }
    page.line(format_args!("  lifted, replaced with their callers, which carry their source:"));
    for row in rows {
        let name = instance(row.member.symbol.as_deref(), first_name(&row.functions));
        let callers = instances(page, &row.callers);
        let by = row.blocked_by.join(", ");
        let into = if row.callers.is_empty() {
            "no caller can be replaced".to_owned()
        } else {
            format!("replaced with {callers}")
        };
        let address = visible(&row.member.address);
        page.line(format_args!("    {name} {address} ({by}): {into}"));
        if !row.through.is_empty() {
            let through = instances(page, &row.through);
            page.line(format_args!("      by way of {through}, which cannot be replaced either"));
        }
        if let Some(first) = row.open.first() {
            let more = match row.open.len() - 1 {
                0 => String::new(),
                n => format!("; {} end so", count(n, "more way", "more ways")),
            };
            page.line(format_args!("      stays in the set as well: {}{more}", visible(first)));
        }
    }
}

fn instances(page: &Page, rows: &[InstanceRow]) -> String {
    let (shown, more) = page.limit(rows.len());
    let mut told: Vec<_> = rows[..shown].iter().map(instance_row).collect();
    if more > 0 {
        told.push(format!("{more} more"));
    }
    told.join(", ")
}
