//! `verify` as text.

use super::impact;
use super::page::Page;
use crate::report::{Outcome, PatchRow, VerifyFinding, VerifyReport, count, few, visible};

pub(super) fn write(page: &mut Page, report: &VerifyReport) {
    head(page, &report.patch, report);
    result(page, report);
    not_seen(page, report);
    for (effect, title) in [
        (Outcome::Failed, "failed"),
        (Outcome::Unknown, "cannot be told"),
        (Outcome::Passed, "worth knowing"),
    ] {
        let of_effect: Vec<_> = report.findings.iter().filter(|row| row.effect == effect).collect();
        if of_effect.is_empty() {
            continue;
        }
        page.blank();
        page.line(format_args!("{title}:"));
        // What fails is acted on one by one.
        let (shown, more) = match effect {
            Outcome::Failed => (of_effect.len(), 0),
            Outcome::Unknown | Outcome::Passed => page.limit(of_effect.len()),
        };
        of_effect[..shown].iter().for_each(|row| finding(page, row));
        if more > 0 {
            page.line(format_args!("  and {more} more (--all shows them)"));
        }
    }
}

fn head(page: &mut Page, patch: &PatchRow, report: &VerifyReport) {
    let functions = count(report.totals.functions, "function", "functions");
    let shape = patch.shape.map_or_else(String::new, |shape| format!(" ({shape})"));
    let release = patch
        .release
        .as_deref()
        .map_or_else(String::new, |release| format!(", built for {}", visible(release)));
    page.line(format_args!("{}: replaces {functions}{shape}{release}", visible(&patch.module)));
    let objects = few(report.objects.iter().map(|object| visible(&object.name)), 3);
    page.line(format_args!("against: {objects}"));
    if let Some(question) = report.question.as_ref().filter(|one| !one.functions.is_empty()) {
        let functions = few(question.functions.iter().map(|spec| visible(spec)), 5);
        page.line(format_args!("patched: {functions}"));
    }
}

fn result(page: &mut Page, report: &VerifyReport) {
    let totals = &report.totals;
    let outcome = match totals.outcome {
        Outcome::Passed => "passed",
        Outcome::Unknown => "cannot be told",
        Outcome::Failed => "FAILED",
    };
    match report.question {
        Some(_) => page.line(format_args!(
            "result: {outcome}; {} of {} to be replaced are",
            totals.replaced,
            count(totals.members, "function", "functions")
        )),
        None => page.line(format_args!(
            "result: {outcome}; only names were checked: -f or --patch says what was to be patched"
        )),
    }
}

/// Where the set may have more members than were held against the module.
fn not_seen(page: &mut Page, report: &VerifyReport) {
    if let Some(kernel) = &report.kernel {
        impact::beside(page, kernel);
    }
    for row in &report.not_seen {
        page.line(format_args!("{}:", visible(&row.object)));
        page.not_seen(&row.without_dwarf);
        if let Some(copies) = &row.not_shown {
            page.line(format_args!("  {}", impact::not_shown(copies)));
        }
    }
}

fn finding(page: &mut Page, row: &VerifyFinding) {
    page.line(format_args!("  {}  {}: {}", row.id, visible(&row.object), visible(&row.text)));
    let (shown, more) = page.limit(row.evidence.len());
    for line in &row.evidence[..shown] {
        page.line(format_args!("    {}", visible(line)));
    }
    if more > 0 {
        page.line(format_args!("    and {more} more"));
    }
    page.line(format_args!("    way out: {}", row.way_out));
}
