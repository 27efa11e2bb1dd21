//! `show` as text.

use super::page::{self, Page, instance_row, names};
use super::reason;
use crate::report::{
    CallGroup, FunctionHere, FunctionView, InstanceRow, InstanceView, OwnEvidence, ShowReport,
    count, visible,
};

pub(super) fn write(page: &mut Page, report: &ShowReport) {
    if report.functions.len() > 1 {
        let functions = count(report.functions.len(), "function", "functions");
        page.line(format_args!("{:?} names {functions}", visible(&report.spec)));
        page.blank();
    }
    for (at, function) in report.functions.iter().enumerate() {
        if at > 0 {
            page.blank();
        }
        self::function(page, function);
    }
}

fn function(page: &mut Page, function: &FunctionView) {
    let scope = if function.external { "external" } else { "static" };
    let linkage = function.linkage_name.as_deref();
    let linkage = linkage.map(|name| format!(", linkage name {}", visible(name)));
    let place = page.in_brackets(function.places.first());
    let (name, linkage) = (visible(&function.name), linkage.unwrap_or_default());
    page.line(format_args!("{name}{place}, {scope}{linkage}"));
    for place in function.places.iter().skip(1) {
        let place = page.place(place);
        page.line(format_args!("  also declared at {place}"));
    }
    if let Some(note) = &function.note {
        page.line(format_args!("  {}", visible(note)));
    }
    for here in &function.objects {
        self::here(page, &function.name, here);
    }
}

fn here(page: &mut Page, name: &str, here: &FunctionHere) {
    let parts = [
        count(here.instances.len(), "instance", "instances"),
        count(here.hosts.len(), "host", "hosts"),
        count(here.callers.len(), "caller", "callers"),
        count(here.callees.len(), "callee", "callees"),
    ];
    page.line(format_args!("  in {}: {}", visible(&here.object), parts.join(", ")));
    for instance in &here.instances {
        self::instance(page, name, instance);
    }
    if !here.hosts.is_empty() {
        page.line(format_args!("    inlined into:"));
    }
    for host in &here.hosts {
        let (instance, chain) = (instance_row(&host.host), &host.chain);
        let copies = count(host.copies, "copy", "copies");
        let chain = reason::chain(page, chain, chain.len());
        page.line(format_args!("      {instance}, {copies}: {chain}"));
    }
    if !here.recorded_hosts.is_empty() {
        let name =
            |row: &InstanceRow| page::instance(row.symbol.as_deref(), row.function.as_deref());
        let hosts: Vec<_> = here.recorded_hosts.iter().map(name).collect();
        page.line(format_args!("    inlined, by compiler records: {}", hosts.join(", ")));
    }
    calls(page, "called by", &here.callers);
    calls(page, "calls", &here.callees);
}

fn instance(page: &mut Page, function: &str, instance: &InstanceView) {
    let InstanceView { size, kind, abi, .. } = instance;
    let name = page::instance(instance.symbol.as_deref(), Some(function));
    let address = visible(&instance.address);
    let section = visible(&instance.section);
    page.line(format_args!(
        "    {kind} {name} {address}, {size} bytes in {section}, signature {abi}"
    ));
    if !instance.aliases.is_empty() {
        page.line(format_args!("      also {}", names(&instance.aliases)));
    }
    if !instance.cold_symbols.is_empty() {
        page.line(format_args!("      cold part {}", names(&instance.cold_symbols)));
    }
    if let Some(OwnEvidence::Symbol(symbol)) = &instance.evidence {
        let symbol = visible(symbol);
        page.line(format_args!("      known by its symbol {symbol} alone: no DIE describes it"));
    }
    for function in &instance.folded_with {
        let function = page.function(function);
        page.line(format_args!("      shares its body with {function}"));
    }
}

fn calls(page: &mut Page, title: &str, groups: &[CallGroup]) {
    if !groups.is_empty() {
        page.line(format_args!("    {title}:"));
    }
    for group in groups {
        let (other, sites) = (instance_row(&group.other), reason::sites(page, &group.sites));
        page.line(format_args!("      {other}{sites}"));
    }
}
