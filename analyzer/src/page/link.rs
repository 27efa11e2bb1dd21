//! The reasons of a report to the edges of its drawing, with a node for every function
//! that lies on a chain of inlining.

use std::collections::BTreeMap;

use serde::Serialize;

use super::node::{self, Node, NodeKind};
use crate::report::{ChainStep, ImpactReport, Member, ObjectMembers, PlaceRow, Reason};

/// What leads from one node to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EdgeKind {
    /// The second is code of the first.
    Own,
    /// The first is inlined into the second.
    Inlined,
    /// The same, and only a compiler's record says so.
    Recorded,
    /// The second calls the first.
    Calls,
    /// The second is replaced in stead of the first.
    Lifted,
    /// The second shares the body of the first.
    Shares,
    /// The second may rely on a fact about the first.
    Relies,
}

/// From node, to node, by what.
pub(super) type Link = (usize, usize, EdgeKind);

/// The nodes of a drawing and what connects them; links are sorted, each once.
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    pub(super) links: Vec<Link>,
}

impl Graph {
    /// All of `report`.
    pub(super) fn of(report: &ImpactReport) -> Self {
        let seeds = node::seeds(report);
        let by_name = seeds.iter().enumerate().map(|(at, seed)| (seed.name.clone(), at)).collect();
        let graph = Self { nodes: seeds, links: Vec::new() };
        let mut linker = Linker { graph, seeds: by_name, chain: BTreeMap::new() };
        for (at, object) in report.objects.iter().enumerate() {
            linker.object(at, object);
        }
        let mut graph = linker.graph;
        graph.links.sort_unstable();
        graph.links.dedup();
        graph
    }
}

struct Linker {
    graph: Graph,
    /// Patched functions by name.
    seeds: BTreeMap<String, usize>,
    /// Other functions on chains: by name, and the file in which their code is written as far
    /// as a chain tells it. Two functions of one name in two files are two nodes.
    chain: BTreeMap<(String, Option<String>), usize>,
}

impl Linker {
    fn object(&mut self, at: usize, object: &ObjectMembers) {
        let first = self.graph.nodes.len();
        self.graph.nodes.extend(node::of_object(at, object));
        let lifted = first + object.members.len();
        let collateral = lifted + object.lifted.len();
        let possible = collateral + object.collateral.len();
        let here = Here::new(object, first, lifted);
        for (row, member) in object.members.iter().enumerate() {
            self.member(first + row, member, object, &here);
        }
        for (row, gone) in object.lifted.iter().enumerate() {
            for function in &gone.functions {
                if let Some(&seed) = self.seeds.get(&function.name) {
                    self.link(seed, lifted + row, EdgeKind::Own);
                }
            }
        }
        for (row, shared) in object.collateral.iter().enumerate() {
            if let Some(&member) = here.by_address.get(shared.address.as_str()) {
                self.link(member, collateral + row, EdgeKind::Shares);
            }
        }
        for (row, other) in object.possible.iter().enumerate() {
            for name in other.causes.iter().flat_map(|cause| names(&cause.about)) {
                let about = here.by_name.get(name).or_else(|| self.seeds.get(name)).copied();
                if let Some(about) = about {
                    self.link(about, possible + row, EdgeKind::Relies);
                }
            }
        }
    }

    fn member(&mut self, to: usize, member: &Member, object: &ObjectMembers, here: &Here<'_>) {
        for reason in &member.reasons {
            match reason {
                Reason::OwnCode { function, caller_of, .. } => {
                    let from = self.patched(function, caller_of.as_deref());
                    self.link(from, to, EdgeKind::Own);
                }
                Reason::Inlined { function, chain, caller_of, .. } => {
                    let from = self.patched(function, caller_of.as_deref());
                    self.inlined(from, to, chain, object);
                }
                Reason::Recorded { function, via, caller_of, .. } => {
                    let mut from = self.patched(function, caller_of.as_deref());
                    if let Some(via) = via {
                        let through = self.through(via, None);
                        self.link(from, through, EdgeKind::Recorded);
                        from = through;
                    }
                    self.link(from, to, EdgeKind::Recorded);
                }
                Reason::CallsClone { callee_address, .. } => {
                    if let Some(&from) = here.by_address.get(callee_address.as_str()) {
                        self.link(from, to, EdgeKind::Calls);
                    }
                }
                Reason::Lifted { callee_address, .. } => {
                    if let Some(&from) = here.by_address.get(callee_address.as_str()) {
                        self.link(from, to, EdgeKind::Lifted);
                    }
                }
            }
        }
    }

    /// A chain from the patched function up to its host. The file of a step's function is
    /// that of the call inside it: where the next step was called.
    fn inlined(&mut self, seed: usize, host: usize, chain: &[ChainStep], object: &ObjectMembers) {
        let mut inner = seed;
        for pair in chain.windows(2).rev() {
            let [step, next] = pair else { continue };
            let outer = self.through(&step.function, within(next.call.as_ref(), object));
            self.link(inner, outer, EdgeKind::Inlined);
            inner = outer;
        }
        self.link(inner, host, EdgeKind::Inlined);
    }

    /// The node of a patched function, or of one that only calls a patched function.
    fn patched(&mut self, function: &str, caller_of: Option<&str>) -> usize {
        let Some(patched) = caller_of else {
            if let Some(&seed) = self.seeds.get(function) {
                return seed;
            }
            return self.through(function, None);
        };
        let caller = self.through(function, None);
        if let Some(&seed) = self.seeds.get(patched) {
            self.link(seed, caller, EdgeKind::Calls);
        }
        caller
    }

    fn through(&mut self, function: &str, file: Option<&str>) -> usize {
        let nodes = &mut self.graph.nodes;
        *self.chain.entry((function.to_owned(), file.map(str::to_owned))).or_insert_with(|| {
            let mut node = Node::named(NodeKind::Chain, function);
            node.file = file.map(str::to_owned);
            nodes.push(node);
            nodes.len() - 1
        })
    }

    fn link(&mut self, from: usize, to: usize, kind: EdgeKind) {
        if from != to {
            self.graph.links.push((from, to, kind));
        }
    }
}

/// The names in a list for people: `a, b and 3 more`.
fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split(", ").flat_map(|part| part.split(" and "))
}

fn within<'a>(call: Option<&'a PlaceRow>, object: &ObjectMembers) -> Option<&'a str> {
    call.map(|place| node::short(&place.file, object))
}

/// The machine functions of one object that reasons refer to.
struct Here<'a> {
    by_address: BTreeMap<&'a str, usize>,
    by_name: BTreeMap<&'a str, usize>,
}

impl<'a> Here<'a> {
    fn new(object: &'a ObjectMembers, members: usize, lifted: usize) -> Self {
        let mut here = Self { by_address: BTreeMap::new(), by_name: BTreeMap::new() };
        for (row, gone) in object.lifted.iter().enumerate() {
            here.by_address.insert(&gone.member.address, lifted + row);
        }
        for (row, member) in object.members.iter().enumerate() {
            here.by_address.insert(&member.address, members + row);
            let function = member.functions.first().map(|function| &function.name);
            if let Some(name) = member.symbol.as_ref().or(function) {
                here.by_name.entry(name).or_insert(members + row);
            }
        }
        here
    }
}
