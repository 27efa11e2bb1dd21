//! `stats` as text.

use super::distribution;
use super::page::Page;
use crate::report::{CountRow, CoverageRow, ObjectStats, StatsReport, thousands, visible};

pub(super) fn write(page: &mut Page, report: &StatsReport) {
    for (at, object) in report.objects.iter().enumerate() {
        if at > 0 {
            page.blank();
        }
        head(page, object);
        dies(page, object);
        graph(page, object);
        calls(page, object);
        coverage(page, &object.coverage);
        if let Some(found) = &object.distribution {
            distribution::write(page, found);
        }
    }
}

fn head(page: &mut Page, object: &ObjectStats) {
    let (name, machine) = (visible(&object.object.name), visible(&object.machine));
    page.line(format_args!("{name}: {machine}, {}", object.elf_kind));
    if let Some(build_id) = &object.object.build_id {
        page.line(format_args!("  build-id     {}", visible(build_id)));
    }
    if let Some(file) = &object.debug_file {
        page.line(format_args!("  debug file   {}", visible(file)));
    }
    row(page, 0, "units", object.units);
    for compiler in &object.compilers {
        let name = if compiler.name.is_empty() { "no producer" } else { &compiler.name };
        row(page, 1, name, compiler.count);
    }
    for version in &object.dwarf_versions {
        row(page, 1, &format!("DWARF {}", version.name), version.count);
    }
    row(page, 1, "without code", object.dies.units_without_code);
    row(page, 1, "unreadable", object.dies.unreadable_units);
}

fn dies(page: &mut Page, object: &ObjectStats) {
    let dies = &object.dies;
    row(page, 0, "DIEs", dies.all);
    row(page, 1, "subprogram", dies.subprograms);
    row(page, 2, "with code", dies.subprograms_with_pc);
    row(page, 2, "with code, origin in another unit", dies.subprograms_cross_unit);
    row(page, 1, "inlined_subroutine", dies.inlined_subroutines);
    row(page, 2, "with ranges", dies.inlined_with_ranges);
    row(page, 2, "origin in another unit", dies.inlined_cross_unit);
    row(page, 1, "call_site", dies.call_sites);
}

fn graph(page: &mut Page, object: &ObjectStats) {
    let instances = &object.instances;
    row(page, 0, "source functions", object.functions);
    row(page, 0, "out-of-line instances", instances.all);
    rows(page, &instances.kinds);
    row(page, 1, "that no DIE describes", instances.without_dwarf);
    row(page, 1, "with a cold part", instances.with_cold);
    row(page, 1, "of several source functions", instances.folded);
    row(page, 1, "signature changed silently", instances.nocall);
    row(page, 0, "symbols with suffixes", instances.clones.iter().map(|row| row.count).sum());
    rows(page, &instances.clones);
    row(page, 0, "inlined instances", object.inlined);
    row(page, 1, "with instructions", object.inlined_with_code);
    row(page, 1, "pairs of function and host", object.inlined_pairs);
    if !object.record_files.is_empty() {
        row(page, 0, "compiler record files", object.record_files.len() as u64);
        row(page, 1, "copies that left no DIE", object.recorded_copies);
    }
}

fn calls(page: &mut Page, object: &ObjectStats) {
    row(page, 0, "calls", object.calls.iter().map(|row| row.count).sum());
    for call in &object.calls {
        row(page, 1, &format!("{} by {}", call.kind, call.evidence), call.count);
    }
    if !object.calls_decoded {
        let machine = visible(&object.machine);
        page.line(format_args!("  machine code of {machine} is not decoded: calls are incomplete"));
    }
}

fn coverage(page: &mut Page, coverage: &CoverageRow) {
    row(page, 0, "bytes of code", coverage.total);
    row(page, 1, "described by DWARF", coverage.described);
    row(page, 1, "named by a symbol only", coverage.symbol_only);
    row(page, 1, "linkage tables", coverage.linkage);
    row(page, 1, "padding", coverage.padding);
    row(page, 1, "unknown", coverage.unknown);
    let (shown, more) = page.limit(coverage.unknown_ranges.len());
    for (address, bytes) in &coverage.unknown_ranges[..shown] {
        row(page, 2, address, *bytes);
    }
    if more > 0 {
        page.line(format_args!("      and {more} more ranges"));
    }
}

fn rows(page: &mut Page, rows: &[CountRow]) {
    for counted in rows {
        row(page, 1, &counted.name, counted.count);
    }
}

/// A name and its count, in columns.
fn row(page: &mut Page, level: usize, name: &str, count: u64) {
    let name = format!("{:indent$}{}", "", visible(name), indent = 2 * level + 2);
    page.line(format_args!("{name:<44}{:>14}", thousands(count)));
}
