//! The instances beside a replacement set, as text: those with evidence one by one, those
//! that the flags alone allow as a count.

use super::page::{Page, first_name, instance};
use crate::report::{Cause, ObjectMembers, PossibleRow, Strength, count, visible};

pub(super) fn write(page: &mut Page, object: &ObjectMembers) {
    let rows = &object.possible;
    if rows.is_empty() {
        return;
    }
    let kinds = [
        (Strength::Code, "by code"),
        (Strength::Allowed, "allowed"),
        (Strength::Source, "by source"),
        (Strength::Flag, "by flag alone"),
    ];
    let kinds = kinds.into_iter().filter_map(|(strength, name)| {
        let rows = rows.iter().filter(|row| strongest(row) == strength).count();
        (rows > 0).then(|| format!("{rows} {name}"))
    });
    let kinds: Vec<_> = kinds.collect();
    let functions = count(rows.len(), "function", "functions");
    let (shown, left): (Vec<_>, Vec<_>) =
        rows.iter().partition(|row| page.shows_all() || is_shown(row));
    let hint = if shown.is_empty() { "; --all lists them" } else { "" };
    let kinds = kinds.join(", ");
    page.line(format_args!("  possible beside these: {functions} ({kinds}{hint})"));
    for row in &shown {
        self::row(page, row);
    }
    if !left.is_empty() && !shown.is_empty() {
        let functions = count(left.len(), "function", "functions");
        page.line(format_args!("    {functions} more by flag alone (--all lists them)"));
    }
    for note in &object.possible_notes {
        page.line(format_args!("    {}", visible(note)));
    }
}

/// True for a row that shows more than that flags permit a pass.
fn is_shown(row: &PossibleRow) -> bool {
    row.causes.iter().any(|cause| cause.strength != Strength::Flag || !cause.evidence.is_empty())
}

/// Rows have at least one cause, the strongest first.
fn strongest(row: &PossibleRow) -> Strength {
    row.causes.first().map_or(Strength::Flag, |cause| cause.strength)
}

fn row(page: &mut Page, row: &PossibleRow) {
    let place = page.in_brackets(row.functions.first().and_then(|row| row.place.as_ref()));
    let symbol = instance(row.instance.symbol.as_deref(), first_name(&row.functions));
    let address = visible(&row.instance.address);
    page.line(format_args!("    {symbol} {address}{place}"));
    let (shown, left) = page.limit(row.causes.len());
    for cause in &row.causes[..shown] {
        self::cause(page, cause);
    }
    if left > 0 {
        page.line(format_args!("      {} more", count(left, "cause", "causes")));
    }
}

fn cause(page: &mut Page, cause: &Cause) {
    page.line(format_args!("      {}: {}", cause.pass, visible(&cause.text)));
    let (shown, left) = page.limit(cause.evidence.len());
    for evidence in &cause.evidence[..shown] {
        page.line(format_args!("        {}", visible(evidence)));
    }
    if left > 0 {
        page.line(format_args!("        {left} more"));
    }
}
