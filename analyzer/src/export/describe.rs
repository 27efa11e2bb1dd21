//! What is told of a node.

use std::borrow::Cow;

use klpscope_graph::{FuncId, InstanceId, Program, suffix};

use super::id::{Ids, function_of};
use super::rows::Node;
use super::select::{Mark, Role};
use super::table::{Key, Table};
use crate::closure::ReplacementSet;
use crate::instance;
use crate::list::{declaration, judged, object_name};
use crate::policy::Facts;
use crate::report::Verdict;

/// Tells of the nodes of a program.
pub(super) struct Describer<'a> {
    pub(super) table: &'a Table<'a>,
    pub(super) ids: &'a Ids,
    pub(super) facts: &'a Facts<'a>,
    /// Empty, where no impact was asked for.
    pub(super) set: &'a ReplacementSet,
    object: Cow<'a, str>,
}

impl<'a> Describer<'a> {
    pub(super) fn new(
        table: &'a Table<'a>,
        ids: &'a Ids,
        facts: &'a Facts<'a>,
        set: &'a ReplacementSet,
    ) -> Self {
        Self { table, ids, facts, set, object: object_name(table.program) }
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
        let (verdict, findings) = self.judge(id);
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
            verdict: Some(verdict.name()),
            findings,
            object: self.object.clone(),
            ..declared(program, function_of(program, id), node)
        }
    }

    /// The verdict: of a member of the set as a member, else as if its own function were
    /// patched.
    pub(super) fn judge(&self, id: InstanceId) -> (Verdict, String) {
        match self.set.members.contains_key(&id) {
            true => judged(self.facts, self.set, id),
            false => judged(self.facts, &ReplacementSet::default(), id),
        }
    }
}

/// Name and place of a source function.
fn declared<'a>(program: &'a Program, id: Option<FuncId>, node: Node<'a>) -> Node<'a> {
    let Some(id) = id else { return node };
    let (decl_file, line) = declaration(program, id);
    let decl_line = Some(line).filter(|&line| line > 0);
    Node { name: program.function_name(id).into(), decl_file, decl_line, ..node }
}
