//! What leads to functions and what they lead to, so many steps each.
//!
//! The two directions are walked apart: up from a function are its hosts and the callers of
//! its machine code, down are what that calls and what is inlined there. A walk that turned
//! round at each step would reach half a kernel by way of the first small inline function.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use klpscope_graph::FuncId;

use super::super::table::{Key, Table};
use super::{EdgeKinds, Mark};

/// The nodes, each with the least number of steps. The functions and their machine code are
/// at 0.
pub(super) fn around(
    table: &Table<'_>,
    seeds: &[FuncId],
    depth: u32,
    kinds: EdgeKinds,
) -> BTreeMap<Key, Mark> {
    let program = table.program;
    let bodies = seeds.iter().flat_map(|&id| program.bodies_of(id)).map(Key::Instance);
    let start: Vec<Key> = seeds.iter().map(|&id| Key::Function(id)).chain(bodies).collect();
    let mut found = walk(&start, depth, |key| up(table, key, kinds));
    for (key, steps) in walk(&start, depth, |key| down(table, key, kinds)) {
        let least = found.entry(key).or_insert(steps);
        *least = steps.min(*least);
    }
    let mark = |steps| Mark { role: None, distance: Some(steps) };
    found.into_iter().map(|(key, steps)| (key, mark(steps))).collect()
}

/// What `next` leads to, breadth first.
fn walk(start: &[Key], depth: u32, next: impl Fn(Key) -> Vec<Key>) -> BTreeMap<Key, u32> {
    let mut found: BTreeMap<Key, u32> = start.iter().map(|&key| (key, 0)).collect();
    let mut edge = start.to_vec();
    for steps in 1..=depth {
        let mut beyond = Vec::new();
        for key in edge.iter().flat_map(|&key| next(key)) {
            if let Entry::Vacant(free) = found.entry(key) {
                free.insert(steps);
                beyond.push(key);
            }
        }
        if beyond.is_empty() {
            break;
        }
        edge = beyond;
    }
    found
}

/// Who holds or calls it. Without edges for copies the hosts of a function still are its
/// code, so that one that was inlined everywhere does not stand alone.
fn up(table: &Table<'_>, key: Key, kinds: EdgeKinds) -> Vec<Key> {
    let mut found = Vec::new();
    match key {
        Key::Function(id) => found.extend(table.hosts(id).map(Key::Instance)),
        Key::Instance(id) if kinds.has_calls() => {
            found.extend(table.callers(id).map(Key::Instance));
        }
        Key::Instance(_) | Key::External(_) | Key::Unnamed(_) => {}
    }
    found
}

/// What it calls or holds.
fn down(table: &Table<'_>, key: Key, kinds: EdgeKinds) -> Vec<Key> {
    let Key::Instance(id) = key else { return Vec::new() };
    let mut found = Vec::new();
    if kinds.has_calls() {
        found.extend(table.callees(id));
    }
    if kinds.has_inlines() {
        found.extend(table.inlined_into(id).map(Key::Function));
    }
    found
}
