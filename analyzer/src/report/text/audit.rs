//! `audit` as text.

use super::page::{Page, names};
use crate::audit::{Fact, Permit};
use crate::report::{
    AuditReport, BuildRow, ConfigurationRow, ObjectAudit, PassRow, count, thousands, visible,
};

/// Configurations shown in full; the others in a line each.
const IN_FULL: usize = 3;

pub(super) fn write(page: &mut Page, report: &AuditReport) {
    for (at, object) in report.objects.iter().enumerate() {
        if at > 0 {
            page.blank();
        }
        self::object(page, object);
    }
}

fn object(page: &mut Page, object: &ObjectAudit) {
    page.line(format_args!("{}: {}", visible(&object.object.name), visible(&object.summary)));
    for remark in &object.remarks {
        page.line(format_args!("  {}: {}", remark.id, visible(&remark.text)));
        if !remark.way_out.is_empty() {
            page.line(format_args!("    way out: {}", remark.way_out));
        }
    }
    for row in &object.measured {
        page.line(format_args!(
            "  measured with {}: {} % of the functions that changed were in the set",
            row.build, row.in_set_percent
        ));
        page.line(format_args!("    outside: {}", row.outside));
        page.line(format_args!("    on {}", row.source));
    }
    page.blank();
    facts_of_the_file(page, object);
    let (shown, more) = page.limit(object.configurations.len());
    for (at, one) in object.configurations[..shown].iter().enumerate() {
        configuration(page, one, at < IN_FULL);
    }
    if more > 0 {
        page.line(format_args!("  and {more} more ways (--all shows them)"));
    }
}

fn facts_of_the_file(page: &mut Page, object: &ObjectAudit) {
    if let Some(note) = object.lto_note {
        let text = if note { "LTO" } else { "no LTO" };
        page.line(format_args!("  the kernel's own note: {text}"));
    }
    if let Some(link) = &object.link {
        let units = count(link.units, "unit", "units");
        let position = link.position.map(|position| format!(", {position}")).unwrap_or_default();
        page.line(format_args!(
            "  linked with -flto by {}: {units} of code{position}",
            visible(&link.compiler)
        ));
    }
    let without = object.trust.without_unit as usize;
    if without > 0 {
        let functions = count(without, "function", "functions");
        page.line(format_args!("  {functions} that no unit describes: unknown"));
    }
}

fn configuration(page: &mut Page, one: &ConfigurationRow, in_full: bool) {
    let units = count(one.units, "unit", "units");
    let functions = count(one.functions as usize, "function", "functions");
    page.line(format_args!("  {}: {units}, {functions}", visible(&one.name)));
    if !in_full {
        let (shown, more) = page.limit(one.examples.len());
        let more =
            if more + one.units.saturating_sub(one.examples.len()) > 0 { ", ..." } else { "" };
        page.line(format_args!("    {}{more}", names(&one.examples[..shown])));
        return;
    }
    if one.passes.iter().all(|pass| pass.permit == Permit::No) {
        page.line(format_args!(
            "    no pass ran ({})",
            one.passes.first().map_or("", |pass| &pass.why)
        ));
        return;
    }
    for (fact, label) in [
        (Fact::Callers, "to callers"),
        (Fact::Callees, "to callees"),
        (Fact::Anywhere, "anywhere"),
        (Fact::Merged, "merges bodies"),
        (Fact::Clones, "makes clones"),
    ] {
        let ran = |pass: &&PassRow| pass.fact == fact && pass.permit == Permit::Yes;
        passes(page, label, one.passes.iter().filter(ran), |_| true);
    }
    let with = |permit| one.passes.iter().filter(move |pass| pass.permit == permit);
    if one.passes.iter().all(|pass| pass.permit == Permit::Unknown) {
        page.line(format_args!("    {:<14}which passes ran", "unknown"));
        return;
    }
    passes(page, "unknown", with(Permit::Unknown), |_| false);
    passes(page, "off", with(Permit::No), |pass| {
        one.level.is_some_and(|level| level == pass.why) || pass.why == one.compiler
    });
}

/// Passes in a line; `plain` ones without what decided on them.
fn passes<'a>(
    page: &mut Page,
    label: &str,
    rows: impl Iterator<Item = &'a PassRow>,
    plain: impl Fn(&PassRow) -> bool,
) {
    let mut by_why: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in rows {
        let why = if plain(row) { "" } else { row.why.as_str() };
        match by_why.iter_mut().find(|(known, _)| *known == why) {
            Some((_, passes)) => passes.push(row.pass),
            None => by_why.push((why, vec![row.pass])),
        }
    }
    for (why, passes) in by_why {
        let passes = passes.join(" ");
        let why = if why.is_empty() { String::new() } else { format!(" ({})", visible(why)) };
        page.line(format_args!("    {label:<14}{passes}{why}"));
    }
}

/// The short form, below the members of an object.
pub(super) fn short(page: &mut Page, build: &BuildRow) {
    let Some(common) = build.configurations.first() else { return };
    let others = build.configurations.len() - 1;
    let others = match others {
        0 => String::new(),
        others => {
            let all: usize = build.configurations.iter().map(|one| one.units).sum();
            let ways = count(others, "other way", "other ways");
            let units = count(all, "unit", "units");
            let units_of_it = thousands(common.units as u64);
            format!(" ({units_of_it} of {units}, the rest in {ways})")
        }
    };
    page.line(format_args!("  build: {}{others}", visible(&common.name)));
    page.line(format_args!("    {} (klpscope audit)", visible(&build.summary)));
    for measured in &build.measured {
        page.line(format_args!("    {measured}"));
    }
}

/// For a member that was compiled otherwise than the most: how.
pub(super) fn member(page: &mut Page, build: &BuildRow, index: Option<usize>) {
    let own = index.filter(|&index| index > 0).and_then(|index| build.configurations.get(index));
    if let Some(own) = own {
        page.line(format_args!("    built otherwise: {}", visible(&own.name)));
    }
}
