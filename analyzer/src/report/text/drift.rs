//! `drift` as text: how many changes of each kind, then the changes.

use super::page::{Page, names};
use crate::report::{DriftReport, DriftRow, count, thousands, visible};

/// Changes of a kind that are shown, unless all are.
const SHOWN: usize = 10;

pub(super) fn write(page: &mut Page, report: &DriftReport) {
    let totals = &report.totals;
    let (old, new) = (visible(&report.old.file), visible(&report.new.file));
    let changes = count(totals.changes, "change", "changes");
    page.line(format_args!("{changes} from {old} to {new}"));
    let moved = match totals.moved {
        0 => String::new(),
        moved => format!(" ({} in another file)", thousands(moved as u64)),
    };
    page.line(format_args!(
        "  {} in both{moved}, {} only before, {} only after",
        count(totals.paired, "function", "functions"),
        thousands(totals.only_old as u64),
        thousands(totals.only_new as u64),
    ));
    for counted in &report.counts {
        let id = counted.kind.id();
        let allowed = match counted.allowed {
            0 => String::new(),
            allowed => format!("  (allowed: {})", thousands(allowed as u64)),
        };
        page.line(format_args!("  {id:<20}{:>10}{allowed}", thousands(counted.count as u64)));
    }
    for kind in report.changes.chunk_by(|one, other| one.kind == other.kind) {
        self::kind(page, kind);
    }
}

fn kind(page: &mut Page, rows: &[DriftRow]) {
    let Some(first) = rows.first() else { return };
    page.blank();
    page.line(format_args!("{}: {}", first.kind.id(), first.kind.meaning()));
    let shown = if page.shows_all() || rows.len() <= SHOWN + 1 { rows.len() } else { SHOWN };
    for row in &rows[..shown] {
        self::row(page, row);
    }
    if shown < rows.len() {
        let more = thousands((rows.len() - shown) as u64);
        page.line(format_args!("  and {more} more (--all shows them)"));
    }
}

fn row(page: &mut Page, row: &DriftRow) {
    let mut summary = row.summary();
    if !row.units.is_empty() {
        summary += &format!(", such as {}", names(&row.units));
    }
    let function = row.function.as_ref().map(|function| page.function(function));
    let function = function.map(|function| format!("{function}: ")).unwrap_or_default();
    page.line(format_args!("  {function}{summary}"));
    for (sign, list) in [('-', &row.lost), ('+', &row.gained)] {
        let (shown, more) = page.limit(list.len());
        if shown > 0 {
            let more = if more > 0 {
                format!(" and {} more", thousands(more as u64))
            } else {
                String::new()
            };
            page.line(format_args!("    {sign} {}{more}", names(&list[..shown])));
        }
    }
}
