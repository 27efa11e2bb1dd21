//! `Program::verify`: the invariants of a finished graph, checked on every fixture.

use petgraph::Direction;
use petgraph::visit::{IntoEdgeReferences, IntoEdgesDirected, IntoNodeIdentifiers};

use super::edge::Callee;
use super::graph::{Edge, Graph, Link, Node};
use super::node::OriginEvidence;
use super::query::Program;
use super::view::Unit;
use crate::id::{CallId, InlinedId};

impl Program {
    /// The invariants that do not hold, one sentence each; empty if all is well.
    pub fn verify(&self) -> Vec<String> {
        let mut broken = Vec::new();
        self.verify_functions(&mut broken);
        self.verify_instances(&mut broken);
        self.verify_inlined(&mut broken);
        self.verify_calls(&mut broken);
        self.verify_coverage(&mut broken);
        self.verify_graph(&mut broken);
        broken
    }

    /// Functions are sorted by name, file and line, and no two are the same.
    fn verify_functions(&self, broken: &mut Vec<String>) {
        let key = |id| {
            let row = self.function(id);
            let place = row.places().first().map(|place| (self.str(place.file), place.line));
            (self.function_name(id), place)
        };
        let ids: Vec<_> = self.functions().collect();
        for pair in ids.windows(2).filter(|pair| key(pair[0]) >= key(pair[1])) {
            broken.push(format!(
                "function {} does not come after its predecessor",
                self.function_name(pair[1])
            ));
        }
    }

    /// Instances are sorted by entry; each is code of something, its entry lies in a
    /// range of its own, and a DIE that it names lies in the unit that it names.
    fn verify_instances(&self, broken: &mut Vec<String>) {
        let mut before = None;
        for id in self.instances() {
            let row = self.instance(id);
            let mut fail = |what: &str| {
                broken.push(format!("instance at {}: {what}", self.address(row.entry())));
            };
            if before.replace(row.entry()).is_some_and(|before| before >= row.entry()) {
                fail("does not come after its predecessor");
            }
            // A DIE whose origin is unreadable has code, but no name.
            if row.symbols().is_empty() && row.functions().is_empty() && row.ranges().is_empty() {
                fail("it has neither a name nor code");
            }
            if !row.ranges().is_empty()
                && !row.ranges().iter().any(|range| range.contains(row.entry()))
            {
                fail("its entry lies in none of its ranges");
            }
            for origin in row.functions() {
                if let OriginEvidence::Die { offset, unit, .. } = origin.evidence {
                    let next = self.units().get(unit.index() + 1).map_or(u64::MAX, Unit::offset);
                    if !(self.unit(unit).offset()..next).contains(&offset) {
                        fail("its DIE lies in another unit");
                    }
                }
            }
        }
    }

    /// An inlined instance comes behind its parent, in the same host.
    fn verify_inlined(&self, broken: &mut Vec<String>) {
        for id in self.inlined_instances() {
            let row = self.inlined(id);
            let parent = row.parent().map(|parent| (parent, self.inlined(parent)));
            if parent
                .is_some_and(|(at, parent): (InlinedId, _)| at >= id || parent.host() != row.host())
            {
                broken.push(format!(
                    "inlined instance at DIE {:#x}: its parent is of another host",
                    row.die()
                ));
            }
        }
    }

    /// Calls are sorted, lie in their caller, and something saw each.
    fn verify_calls(&self, broken: &mut Vec<String>) {
        let mut before = None;
        for id in self.calls() {
            let row = self.call(id);
            let mut fail =
                |what: &str| broken.push(format!("call at {}: {what}", self.address(row.site())));
            let seen = row.evidence();
            if !seen.instruction && !seen.relocation && seen.call_site.is_none() {
                fail("nothing saw it");
            }
            if before.replace(row.site()).is_some_and(|before| before > row.site()) {
                fail("does not come after its predecessor");
            }
            if row.inlined().is_some_and(|inlined| self.inlined(inlined).host() != row.caller()) {
                fail("its inlined instance is of another host");
            }
            let decoded = seen.instruction || seen.relocation;
            let ranges = &self.instance(row.caller()).ranges();
            if decoded && !ranges.iter().any(|range| range.contains(row.site())) {
                fail("lies outside its caller");
            }
        }
    }

    /// Every executable byte is counted once.
    fn verify_coverage(&self, broken: &mut Vec<String>) {
        let coverage = self.coverage();
        let named = [coverage.described, coverage.symbol_only, coverage.linkage];
        let rest = [coverage.padding, coverage.unknown];
        let sum = named.into_iter().chain(rest).fold(0, u64::saturating_add);
        if sum != coverage.total {
            broken.push(format!("coverage: {sum} bytes counted of {}", coverage.total));
        }
    }

    /// Every row that links two nodes is an edge, once, seen from either end.
    fn verify_graph(&self, broken: &mut Vec<String>) {
        let graph = Graph(self);
        let bodies: usize = self.instances().map(|id| self.instance(id).functions().len()).sum();
        let is_linked = |id: &CallId| !matches!(self.call(*id).callee(), Callee::Unnamed(_));
        let calls = self.calls().filter(is_linked).count();
        let expected = bodies + self.inlined_instances().len() + calls;
        let leaving: Vec<Edge> = graph.edge_references().collect();
        let nodes = graph.node_identifiers();
        let entering = nodes.flat_map(|node| graph.edges_directed(node, Direction::Incoming));
        let mut entering: Vec<Edge> = entering.collect();
        entering.sort_unstable();
        let mut sorted = leaving;
        sorted.sort_unstable();
        if sorted.len() != expected {
            broken.push(format!("graph: {} edges for {expected} rows", sorted.len()));
        }
        if sorted != entering {
            broken.push("graph: the edges are others, seen from where they lead".to_owned());
        }
        if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
            broken.push("graph: an edge is there twice".to_owned());
        }
        if sorted.iter().any(|edge| !self.is_row_of(edge)) {
            broken.push("graph: a row is listed at another node than its own".to_owned());
        }
    }

    /// True if the row behind an edge says of both ends what the edge does.
    fn is_row_of(&self, edge: &Edge) -> bool {
        match (edge.from, edge.link, edge.to) {
            (Node::Function(function), Link::Body, Node::Instance(id)) => {
                self.instance(id).functions().iter().any(|origin| origin.function == function)
            }
            (Node::Function(function), Link::Inlined(id), Node::Instance(host)) => {
                let copy = self.inlined(id);
                (copy.function(), copy.host()) == (function, host)
            }
            (Node::Instance(caller), Link::Call(id), Node::Instance(callee)) => {
                let call = self.call(id);
                (call.caller(), call.callee().instance()) == (caller, Some(callee))
            }
            (Node::Instance(caller), Link::Call(id), Node::External(callee)) => {
                let call = self.call(id);
                (call.caller(), call.callee()) == (caller, Callee::External(callee))
            }
            _ => false,
        }
    }
}
