//! What the members of an object carry and refer to, as text: counts, and the names that
//! make work; every name with `--all`.

use std::collections::BTreeSet;

use super::page::Page;
use crate::report::{
    CarriedFrom, CarriedRow, ExternalKind, ExternalRow, ObjectMembers, count, visible,
};

pub(super) fn write(page: &mut Page, object: &ObjectMembers) {
    carried(page, object);
    external(page, object);
    let undecoded = object.needs.undecoded;
    if undecoded > 0 {
        let functions = count(undecoded, "function", "functions");
        page.line(format_args!(
            "  machine code of {functions} is not decoded: of what it refers to only calls are known"
        ));
    }
}

/// `carried: 3 functions: a (other file, fs/x.c:12), b (header)`.
fn carried(page: &mut Page, object: &ObjectMembers) {
    let mut rows: Vec<_> = object.members.iter().flat_map(|member| &member.carried).collect();
    rows.sort();
    let mut seen = BTreeSet::new();
    rows.retain(|row| seen.insert(&row.function));
    if rows.is_empty() {
        return;
    }
    let (shown, more) = page.limit(rows.len());
    let names: Vec<_> = rows[..shown].iter().map(|row| function(page, row)).collect();
    let functions = count(rows.len(), "function", "functions");
    page.line(format_args!("  carried: {functions}: {}{}", names.join(", "), self::more(more)));
}

fn function(page: &Page, row: &CarriedRow) -> String {
    let (name, from) = (visible(&row.function.name), row.from.name());
    match (&row.function.place, row.from) {
        (Some(place), CarriedFrom::OtherFile) => format!("{name} ({from}, {})", page.place(place)),
        _ => format!("{name} ({from})"),
    }
}

/// `refers to: 12 exported, 2 local (foo, bar sympos 2)`.
fn external(page: &mut Page, object: &ObjectMembers) {
    let mut needs = object.needs.external;
    let mut parts = Vec::new();
    for kind in ExternalKind::ALL {
        let n = *needs.of(kind);
        if n > 0 {
            let names = names(page, object, kind);
            parts.push(format!("{}{names}", count(n, kind.name(), kind.name())));
        }
    }
    if !parts.is_empty() {
        page.line(format_args!("  refers to: {}", parts.join(", ")));
    }
}

/// The symbols of a kind in brackets, if the author has to do something about them.
fn names(page: &Page, object: &ObjectMembers, kind: ExternalKind) -> String {
    let makes_work = matches!(kind, ExternalKind::Local | ExternalKind::FunctionStatic);
    if !makes_work && !page.shows_all() {
        return String::new();
    }
    let rows = object.members.iter().flat_map(|member| &member.external);
    let names: BTreeSet<_> = rows.filter(|row| row.kind == kind).map(name).collect();
    let (shown, more) = page.limit(names.len());
    let names: Vec<_> = names.into_iter().take(shown).collect();
    format!(" ({}{})", names.join(", "), self::more(more))
}

fn name(row: &ExternalRow) -> String {
    let name = visible(&row.symbol);
    let sympos = match row.sympos {
        Some(sympos) if sympos > 0 => format!(" sympos {sympos}"),
        _ => String::new(),
    };
    let function = row.function.as_deref();
    let function = function.map(|name| format!(" of {}", visible(name))).unwrap_or_default();
    let per_cpu = if row.is_per_cpu { " per-cpu" } else { "" };
    format!("{name}{sympos}{function}{per_cpu}")
}

fn more(n: usize) -> String {
    if n > 0 { format!(" and {n} more") } else { String::new() }
}
