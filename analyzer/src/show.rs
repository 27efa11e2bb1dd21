//! What became of a source function: its code, hosts, callers and callees.

use std::collections::BTreeMap;

use klpscope_graph::{Addr, Call, CallId, Callee, FuncId, InlinedId, InstanceId, Program};

use crate::call;
use crate::callers::Callers;
use crate::instance;
use crate::reason;
use crate::report::{
    CallGroup, FunctionHere, FunctionRow, FunctionView, HostView, InstanceRow, InstanceView,
    NoticeRow, ObjectRow, SCHEMA_VERSION, ShowReport,
};
use crate::seed::{self, Seed, SeedError};
use crate::spec::Spec;

/// Everything on the functions that `spec` names; on each if there are several.
/// `notices` are what reading `programs` noticed.
///
/// # Errors
/// If no function matches.
pub fn show(
    programs: &[Program],
    spec: &Spec,
    notices: &[NoticeRow],
) -> Result<ShowReport, SeedError> {
    let seeds = seed::resolve_all(programs, spec).map_err(|error| error.beside(notices))?;
    let callers: Vec<_> = programs.iter().map(Callers::new).collect();
    Ok(ShowReport {
        schema_version: SCHEMA_VERSION,
        spec: spec.text().to_owned(),
        objects: ObjectRow::all(programs),
        functions: seeds.iter().map(|seed| view(programs, &callers, seed)).collect(),
        notices: notices.to_vec(),
    })
}

fn view(programs: &[Program], callers: &[Callers<'_>], seed: &Seed) -> FunctionView {
    let row = seed.row(programs);
    let mut functions = seed.functions.iter();
    FunctionView {
        name: row.name,
        linkage_name: row.linkage_name,
        places: row.places,
        external: functions.any(|&(at, id)| programs[at].function(id).external()),
        note: row.note,
        objects: seed
            .functions
            .iter()
            .map(|&(at, id)| here(&programs[at], &callers[at], id))
            .collect(),
    }
}

fn here(program: &Program, callers: &Callers<'_>, function: FuncId) -> FunctionHere {
    let bodies = program.bodies_of(function);
    let incoming = bodies.iter().flat_map(|id| callers.calls_to(id));
    let outgoing = bodies.iter().flat_map(|id| program.calls_from(id));
    let leaves = |id: &CallId| !call::stays_inside(&program.call(*id));
    FunctionHere {
        object: program.object().name(),
        instances: bodies.iter().map(|id| instance_view(program, function, id)).collect(),
        hosts: hosts(program, function),
        recorded_hosts: recorded_hosts(program, function),
        callers: groups(program, incoming.filter(leaves), caller),
        callees: groups(program, outgoing.filter(leaves), callee),
    }
}

fn instance_view(program: &Program, function: FuncId, id: InstanceId) -> InstanceView {
    let code = program.instance(id);
    let address = |addr| program.address(addr);
    let others = instance::distinct_functions(program, id).into_iter().filter(|&f| f != function);
    let origin = code.functions().iter().find(|origin| origin.function == function);
    let cold = code.cold_symbols().iter();
    InstanceView {
        symbol: instance::symbol(program, id).map(str::to_owned),
        address: address(code.entry()),
        aliases: instance::aliases(program, id),
        cold_symbols: cold.map(|symbol| program.symbol_name(symbol).to_owned()).collect(),
        kind: instance::kind_name(code.kind()),
        abi: instance::abi_name(code.abi()),
        size: instance::size(program, id),
        section: instance::section(program, id).to_owned(),
        ranges: code.ranges().iter().map(|r| (address(r.begin), address(r.end))).collect(),
        evidence: origin.map(|origin| instance::evidence(program, &origin)),
        folded_with: others.map(|id| FunctionRow::new(program, id)).collect(),
    }
}

/// The hosts of inlined instances, each with its shortest chain.
fn hosts(program: &Program, function: FuncId) -> Vec<HostView> {
    let mut copies: BTreeMap<InstanceId, Vec<InlinedId>> = BTreeMap::new();
    for id in program.copies_of(function) {
        copies.entry(program.inlined(id).host()).or_default().push(id);
    }
    let mut hosts: Vec<_> = copies.into_iter().collect();
    hosts.sort_by_key(|&(host, _)| (program.instance_name(host), program.instance(host).entry()));
    let host = |(host, copies): (InstanceId, Vec<InlinedId>)| {
        let chains = copies.iter().map(|&id| reason::chain(program, id));
        HostView {
            host: instance::row(program, host),
            copies: copies.len(),
            chain: chains.min_by_key(|chain| chain.1).unwrap_or_default().0,
        }
    };
    hosts.into_iter().map(host).collect()
}

fn recorded_hosts(program: &Program, function: FuncId) -> Vec<InstanceRow> {
    let copies = program.recorded_of(function).iter();
    let mut hosts: Vec<_> = copies.map(|copy| copy.host).collect();
    hosts.sort_by_key(|&host| (program.instance_name(host), program.instance(host).entry()));
    hosts.dedup();
    hosts.into_iter().map(|host| instance::row(program, host)).collect()
}

/// The other side of a call, by name and entry so that it can be sorted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct OtherSide<'a> {
    name: &'a str,
    /// `None` in another object.
    entry: Option<Addr>,
    /// False where `name` is a source function's.
    has_symbol: bool,
}

fn caller<'a>(program: &'a Program, call: &Call) -> OtherSide<'a> {
    instance_side(program, call.caller())
}

fn callee<'a>(program: &'a Program, call: &Call) -> OtherSide<'a> {
    match call.callee() {
        Callee::Entry(id) | Callee::Middle(id) => instance_side(program, id),
        Callee::External(id) => {
            OtherSide { name: program.external_name(id), entry: None, has_symbol: true }
        }
        Callee::Unnamed(addr) => OtherSide { name: "", entry: Some(addr), has_symbol: false },
    }
}

fn instance_side(program: &Program, id: InstanceId) -> OtherSide<'_> {
    OtherSide {
        name: program.instance_name(id),
        entry: Some(program.instance(id).entry()),
        has_symbol: instance::symbol(program, id).is_some(),
    }
}

fn groups<'a>(
    program: &'a Program,
    calls: impl Iterator<Item = CallId>,
    side: fn(&'a Program, &Call) -> OtherSide<'a>,
) -> Vec<CallGroup> {
    let mut groups: BTreeMap<OtherSide<'a>, Vec<CallId>> = BTreeMap::new();
    for id in calls {
        groups.entry(side(program, &program.call(id))).or_default().push(id);
    }
    let address = |entry| program.address(entry);
    let group = |(side, calls): (OtherSide<'_>, Vec<CallId>)| CallGroup {
        other: InstanceRow::new(
            side.name,
            side.has_symbol,
            side.entry.map_or_else(|| call::UNDEFINED.to_owned(), address),
        ),
        sites: calls.into_iter().map(|id| call::site(program, id)).collect(),
    };
    groups.into_iter().map(group).collect()
}
