//! The replacement set as nodes: patched functions, members, the functions through which
//! a patched one came into a member, and who calls a member.

use std::collections::BTreeMap;

use klpscope_graph::{FuncId, InstanceId};

use super::super::table::{Key, Table};
use super::{EdgeKinds, Mark, Role};
use crate::callers::Callers;
use crate::closure::{ReplacementSet, close};
use crate::model::Model;

/// The set, and its nodes.
pub(super) fn impact(
    table: &Table<'_>,
    seeds: &[FuncId],
    model: Model,
    kinds: EdgeKinds,
) -> (ReplacementSet, BTreeMap<Key, Mark>) {
    let program = table.program;
    let set = close(program, seeds, model);
    let mut nodes = BTreeMap::new();
    let mut add = |key, role, distance| {
        let mark = Mark { role: Some(role), distance: Some(distance) };
        let known = nodes.entry(key).or_insert(mark);
        *known = mark.min(*known);
    };
    for (&id, asked) in &set.functions {
        add(Key::Function(id), Role::Seed, u32::from(asked.is_some()));
    }
    for (&id, &distance) in &distances(&set) {
        add(Key::Instance(id), Role::Member, distance);
    }
    if kinds.has_inlines() {
        for id in set.functions.keys().flat_map(|&id| chain(table, id)) {
            add(Key::Function(id), Role::Chain, 1);
        }
    }
    if kinds.has_calls() {
        let callers = Callers::new(program);
        for (&id, &distance) in &distances(&set) {
            for call in callers.calls_to(id) {
                add(Key::Instance(program.call(call).caller()), Role::Caller, distance + 1);
            }
        }
    }
    (set, nodes)
}

/// Steps from a patched function to each member: 1 for its own code and hosts, one more for
/// each clone on the way.
fn distances(set: &ReplacementSet) -> BTreeMap<InstanceId, u32> {
    let mut found = BTreeMap::new();
    for &id in set.members.keys() {
        let (mut at, mut distance) = (id, 1);
        // Each leads to one that was added before it: the way is no longer than the set.
        while let Some(&callee) = set.calls.get(&at).filter(|_| distance <= set.members.len()) {
            (at, distance) = (callee, distance + 1);
        }
        found.insert(id, u32::try_from(distance).unwrap_or(u32::MAX));
    }
    found
}

/// All functions in whose copies a copy of this one stands.
fn chain(table: &Table<'_>, id: FuncId) -> Vec<FuncId> {
    let program = table.program;
    let mut found = Vec::new();
    for copy in program.copies_of(id) {
        let mut around = program.inlined(copy).parent();
        while let Some(id) = around {
            found.push(program.inlined(id).function());
            around = program.inlined(id).parent();
        }
    }
    found.extend(program.recorded_of(id).iter().filter_map(|copy| copy.via));
    found
}
