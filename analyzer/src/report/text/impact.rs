//! `impact` as text.

use std::collections::BTreeSet;

use super::audit;
use super::page::{Page, bytes, first_name, instance, names};
use super::{carried, finding, patch, possible, reason};
use crate::report::{
    ImpactReport, KernelRow, Member, NotShown, ObjectMembers, SeedRow, Shared, Tier, count, visible,
};

pub(super) fn write(page: &mut Page, report: &ImpactReport) {
    headline(page, report);
    if let Some(row) = &report.patch {
        patch::write(page, row);
    }
    for seed in &report.seeds {
        self::seed(page, seed);
        page.gone(seed, "it", &scope(report), report.totals.incomplete > 0);
    }
    if let Some(kernel) = &report.kernel {
        beside(page, kernel);
    }
    for object in report.objects.iter().filter(|object| has_to_say(object)) {
        members(page, object);
    }
}

fn headline(page: &mut Page, report: &ImpactReport) {
    let totals = &report.totals;
    let scope = scope(report);
    let functions = count(totals.members, "function", "functions");
    let model = report.question.model;
    let other = match model.name() {
        "exact" => format!("inline-clone bound: {}", totals.inline_clone),
        "inline-clone" => format!("exact: {}", totals.exact),
        _ => format!("exact: {}; inline-clone bound: {}", totals.exact, totals.inline_clone),
    };
    page.line(format_args!("{functions} to replace in {scope} (model {model}; {other})"));
    if totals.recorded > 0 {
        let recorded = totals.recorded;
        page.line(format_args!("{recorded} of them only by compiler records"));
    }
    finding::verdict(page, report);
    if totals.incomplete > 0 {
        let parts = count(totals.incomplete, "part", "parts");
        page.line(format_args!(
            "incomplete: {parts} of the input could not be read, functions may be missing"
        ));
    }
}

/// The object by name, or in how many of those given there are members.
fn scope(report: &ImpactReport) -> String {
    if let Some(kernel) = &report.kernel {
        let read = count(kernel.read, "object", "objects");
        let release = kernel.release.as_deref().map(|release| format!(" of {}", visible(release)));
        return format!("{} of {read}{}", report.totals.objects, release.unwrap_or_default());
    }
    match &report.objects[..] {
        [object] => visible(&object.object.name).into_owned(),
        objects => {
            format!("{} of {}", report.totals.objects, count(objects.len(), "object", "objects"))
        }
    }
}

/// What of a whole kernel is not listed.
pub(super) fn beside(page: &mut Page, kernel: &KernelRow) {
    if kernel.unread > 0 {
        let unread = count(kernel.unread, "object", "objects");
        page.line(format_args!("not read: {unread}; members there are unknown"));
    }
    let mut parts = Vec::new();
    if kernel.functions_without_dwarf > 0 {
        let functions = count(kernel.functions_without_dwarf, "function", "functions");
        parts.push(format!("{functions} without DWARF"));
    }
    if kernel.unknown_bytes > 0 {
        parts.push(format!("{} of code that nothing names", bytes(kernel.unknown_bytes)));
    }
    if !parts.is_empty() {
        let others = count(kernel.not_listed, "object", "objects");
        let parts = parts.join(", and ");
        page.line(format_args!(
            "not seen in the other {others}: {parts}; copies in them are unknown"
        ));
    }
}

fn seed(page: &mut Page, seed: &SeedRow) {
    let place = page.in_brackets(seed.places.first());
    let mut counts = vec![
        count(seed.instances, "instance", "instances"),
        count(seed.copies, "inlined copy", "inlined copies"),
    ];
    if seed.recorded_copies > 0 {
        counts.push(format!("{} by records", seed.recorded_copies));
    }
    let (name, counts) = (visible(&seed.name), counts.join(", "));
    page.line(format_args!("patched: {name}{place}: {counts}"));
    if let Some(note) = &seed.note {
        page.line(format_args!("  {:?}: {note}", visible(&seed.spec)));
    }
}

/// True for an object with members, and for one where members may be unseen.
fn has_to_say(object: &ObjectMembers) -> bool {
    let unseen = &object.without_dwarf;
    !object.members.is_empty()
        || !object.lifted.is_empty()
        || unseen.functions > 0
        || unseen.unknown_bytes > 0
}

fn members(page: &mut Page, object: &ObjectMembers) {
    page.blank();
    let functions = count(object.members.len(), "function", "functions");
    let build_id = object.object.build_id.as_deref();
    let build_id = build_id.map(|id| format!(", build-id {}", visible(id))).unwrap_or_default();
    page.line(format_args!("{}: {functions}{build_id}", visible(&object.object.name)));
    let mut told = BTreeSet::new();
    for member in &object.members {
        let line = member_line(page, member);
        page.line(format_args!("  {line}: {}", finding::verdict_name(member.verdict)));
        reason::write(page, &member.reasons);
        finding::write(page, &member.findings, &mut told);
        audit::member(page, &object.build, member.build);
    }
    finding::lifted(page, &object.lifted);
    if !object.collateral.is_empty() {
        page.line(format_args!("  collateral, redirected too because it shares a body:"));
    }
    for row in &object.collateral {
        let how = match row.shared {
            Shared::Folded => "folded with",
            Shared::Alias => "alias of",
        };
        let function = page.function(&row.function);
        let member = object.members.iter().find(|member| member.address == row.address);
        let name = member.and_then(|member| first_name(&member.functions));
        let member = instance(row.member.as_deref(), name);
        page.line(format_args!("    {function}: {how} {member}"));
    }
    carried::write(page, object);
    possible::write(page, object);
    page.not_seen(&object.without_dwarf);
    if let Some(copies) = &object.not_shown {
        page.line(format_args!("  {}", not_shown(copies)));
    }
    audit::short(page, &object.build);
}

/// What DWARF does not show, in one line.
pub(super) fn not_shown(copies: &NotShown) -> String {
    let NotShown { build, least, most, sources } = copies;
    let percent = |share: u32| format!("{}.{}", share / 10, share % 10);
    let (least, most) = (percent(*least), percent(*most));
    let finds = match sources {
        0 => "--ipa-clones, --opt-remarks or --source DIR finds more",
        _ => "the C sources show most of these as possible",
    };
    format!(
        "not seen: inlined copies that left no DIE (measured with {build}: {least} to {most} \
         of 100 pairs); {finds}"
    )
}

/// `symbol  address  (file:line)`, and what is not plain about it.
fn member_line(page: &Page, member: &Member) -> String {
    let place = page.in_brackets(member.functions.first().and_then(|row| row.place.as_ref()));
    let symbol = instance(member.symbol.as_deref(), first_name(&member.functions));
    let address = visible(&member.address);
    let mut line = format!("{symbol} {address}{place}");
    if !member.aliases.is_empty() {
        line.push_str(&format!(", also {}", names(&member.aliases)));
    }
    match member.abi {
        "suffix" => line.push_str(", signature changed (suffix)"),
        "nocall" => line.push_str(", signature changed (DW_CC_nocall)"),
        _ => {}
    }
    if member.tier == Tier::Recorded {
        line.push_str(", recorded only");
    }
    line
}
