//! What is told of a node.

use std::borrow::Cow;
use std::collections::HashMap;
use std::slice;

use klpscope_graph::{FuncId, InstanceId, Program, suffix};
use rayon::prelude::*;

use super::id::Ids;
use super::rows::Node;
use super::select::{Mark, Role, Selection};
use super::table::{Key, Table};
use crate::closure::ReplacementSet;
use crate::exports::Exports;
use crate::instance;
use crate::list::{declaration, judged, object_name};
use crate::policy::Facts;
use crate::report::Verdict;

/// Instances that one thread judges at once, at least.
const SHARE: usize = 512;

/// Tells of the nodes of a program.
pub(super) struct Describer<'a> {
    pub(super) table: &'a Table<'a>,
    pub(super) ids: &'a Ids,
    judged: HashMap<InstanceId, (Verdict, String)>,
    object: Cow<'a, str>,
}

impl<'a> Describer<'a> {
    /// For nodes of `selection`.
    pub(super) fn new(table: &'a Table<'a>, ids: &'a Ids, selection: &Selection) -> Self {
        let keys = selection.keys(table);
        let instances: Vec<InstanceId> = keys.filter_map(Key::instance).collect();
        let judged = judge(table.program, &selection.set, &instances);
        Self { table, ids, judged, object: object_name(table.program) }
    }

    /// The node's row.
    pub(super) fn node(&self, key: Key, mark: Mark) -> Node<'a> {
        let program = self.table.program;
        let node = Node {
            id: self.ids.of(key),
            role: mark.role.map(Role::name),
            distance: mark.distance,
            ..Node::default()
        };
        match key {
            Key::Function(id) => self.function(id, node),
            Key::Instance(id) => self.instance(id, node),
            Key::External(id) => {
                let name = program.external_name(id);
                Node { kind: "external", name: name.into(), symbol: Some(name), ..node }
            }
            Key::Unnamed(addr) => {
                let section = program.object().section_at(addr);
                Node {
                    kind: "unnamed",
                    address: Some(program.address(addr)),
                    section: section.map_or("", |section| section.name.as_str()),
                    object: self.object.clone(),
                    ..node
                }
            }
        }
    }

    fn function(&self, id: FuncId, node: Node<'a>) -> Node<'a> {
        let program: &'a Program = self.table.program;
        let recorded = program.recorded_of(id).len();
        Node {
            kind: "function",
            instances: Some(program.bodies_of(id).len()),
            copies: Some(program.copies_of(id).len() + recorded),
            object: self.object.clone(),
            ..declared(program, Some(id), node)
        }
    }

    fn instance(&self, id: InstanceId, node: Node<'a>) -> Node<'a> {
        let program: &'a Program = self.table.program;
        let symbol = instance::symbol(program, id);
        Node {
            kind: "instance",
            symbol,
            aliases: instance::aliases(program, id).join(","),
            address: Some(program.address(program.instance(id).entry())),
            section: instance::section(program, id),
            size: Some(instance::size(program, id)),
            code: Some(instance::kind_name(program.instance(id).kind())),
            clone: symbol.map_or("", |symbol| &symbol[suffix::parse(symbol).base.len()..]),
            abi: Some(instance::abi_name(program.instance(id).abi())),
            verdict: self.verdict(id).map(Verdict::name),
            findings: self.judged.get(&id).map_or(String::new(), |judged| judged.1.clone()),
            object: self.object.clone(),
            ..declared(program, self.ids.function_of(id), node)
        }
    }

    /// The verdict on an instance of the selection.
    pub(super) fn verdict(&self, id: InstanceId) -> Option<Verdict> {
        self.judged.get(&id).map(|judged| judged.0)
    }
}

/// The verdicts: on a member of the set as a member, on others as if their own function were
/// patched. They take more time than all else, so each thread has its share.
fn judge(
    program: &Program,
    set: &ReplacementSet,
    instances: &[InstanceId],
) -> HashMap<InstanceId, (Verdict, String)> {
    let programs = slice::from_ref(program);
    let alone = ReplacementSet::default();
    if instances.len() > SHARE {
        program.prepare_returns();
    }
    let shares = instances.par_chunks(SHARE.max(instances.len() / 64));
    let judged = shares.flat_map_iter(|share| {
        let exports = Exports::new(programs.into());
        let facts = Facts::new(program, &exports);
        let judge = |&id: &InstanceId| {
            let set = if set.members.contains_key(&id) { set } else { &alone };
            (id, judged(&facts, set, id))
        };
        share.iter().map(judge).collect::<Vec<_>>()
    });
    judged.collect()
}

/// Name and place of a source function.
fn declared<'a>(program: &'a Program, id: Option<FuncId>, node: Node<'a>) -> Node<'a> {
    let Some(id) = id else { return node };
    let (decl_file, line) = declaration(program, id);
    let decl_line = Some(line).filter(|&line| line > 0);
    Node { name: program.function_name(id).into(), decl_file, decl_line, ..node }
}
