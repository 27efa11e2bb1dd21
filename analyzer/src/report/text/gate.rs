//! `gate` as text.

use super::page::Page;
use crate::ci::outcome;
use crate::report::{FindingState, GateFinding, GateReport, Severity, few, visible};

pub(super) fn write(page: &mut Page, report: &GateReport) {
    page.line(format_args!("gate {}", outcome(report)));
    let objects = few(report.objects.iter().map(|object| visible(&object.name)), 3);
    page.line(format_args!("policy {} on {objects}", visible(&report.policy)));
    let new = |severity: Severity| {
        let is =
            move |one: &&GateFinding| one.state == FindingState::New && one.severity == severity;
        report.findings.iter().filter(is).collect::<Vec<_>>()
    };
    for (title, severity) in [("errors", Severity::Error), ("warnings", Severity::Warning)] {
        let findings = new(severity);
        if !findings.is_empty() {
            page.blank();
            page.line(format_args!("{title}:"));
            findings.iter().for_each(|one| finding(page, one));
        }
    }
    notes(page, &new(Severity::Note));
    beside(page, report);
}

fn finding(page: &mut Page, one: &GateFinding) {
    page.line(format_args!("  {}  {}", one.rule, visible(&one.message())));
    if let Some(place) = &one.place {
        page.line(format_args!("    {}", page.place(place)));
    }
    let (shown, more) = page.limit(one.evidence.len());
    for line in &one.evidence[..shown] {
        page.line(format_args!("    {}", visible(line)));
    }
    if more > 0 {
        page.line(format_args!("    and {more} more"));
    }
    page.line(format_args!("    way out: {}", visible(&one.way_out)));
}

/// Notes are counted by rule; written out only where all is asked for.
fn notes(page: &mut Page, notes: &[&GateFinding]) {
    if notes.is_empty() {
        return;
    }
    page.blank();
    if page.shows_all() {
        page.line(format_args!("notes:"));
        notes.iter().for_each(|one| finding(page, one));
        return;
    }
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for note in notes {
        match counts.iter_mut().find(|(rule, _)| *rule == note.rule) {
            Some((_, n)) => *n += 1,
            None => counts.push((note.rule, 1)),
        }
    }
    let counts: Vec<_> = counts.iter().map(|(rule, n)| format!("{rule} {n}")).collect();
    page.line(format_args!("notes (--all shows them): {}", counts.join(", ")));
}

/// What is known, waived or fixed.
fn beside(page: &mut Page, report: &GateReport) {
    for (title, state) in [("known", FindingState::Known), ("waived", FindingState::Waived)] {
        let found: Vec<_> = report.findings.iter().filter(|one| one.state == state).collect();
        if found.is_empty() {
            continue;
        }
        page.blank();
        page.line(format_args!("{title}:"));
        let (shown, more) = page.limit(found.len());
        for one in &found[..shown] {
            let why = one.waived_for.as_ref();
            let why = why.map_or_else(String::new, |why| format!(": {}", visible(why)));
            page.line(format_args!("  {}  {}{why}", one.rule, visible(one.subject())));
        }
        if more > 0 {
            page.line(format_args!("  and {more} more (--all shows them)"));
        }
    }
    if !report.fixed.is_empty() {
        page.blank();
        page.line(format_args!("fixed (--update-baseline takes them off the baseline):"));
        for row in &report.fixed {
            let clone = visible(&row.clone);
            page.line(format_args!("  {}  {}{clone}", row.rule, visible(&row.function)));
        }
    }
}
