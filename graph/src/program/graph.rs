//! The packed tables as a graph of `petgraph`: its algorithms run on them, mapped or not,
//! and nothing is copied. Nodes are functions, instances and functions of other objects.

use std::collections::HashSet;
use std::ops::Range;

use foldhash::fast::RandomState;
use petgraph::Direction;
use petgraph::visit::{
    Data, EdgeRef, GraphBase, GraphProp, GraphRef, IntoEdgeReferences, IntoEdges,
    IntoEdgesDirected, IntoNeighbors, IntoNeighborsDirected, IntoNodeIdentifiers, NodeCount,
    NodeIndexable, Visitable,
};

use super::edge::Callee;
use super::node::Origin;
use super::query::Program;
use super::store::{Col, Items, List, Store};
use crate::id::{CallId, ExternalId, FuncId, InlinedId, InstanceId};

/// A program, as `petgraph` sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Graph<'p>(pub(crate) &'p Program);

/// A node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Node {
    Function(FuncId),
    Instance(InstanceId),
    External(ExternalId),
}

/// What leads from one node to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Link {
    /// Function to instance: own code.
    Body,
    /// Function to host.
    Inlined(InlinedId),
    /// Instance to instance or external.
    Call(CallId),
}

/// An edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Edge {
    pub(crate) from: Node,
    pub(crate) to: Node,
    pub(crate) link: Link,
}

impl EdgeRef for Edge {
    type NodeId = Node;
    type EdgeId = Self;
    type Weight = ();

    fn source(&self) -> Node {
        self.from
    }

    fn target(&self) -> Node {
        self.to
    }

    fn weight(&self) -> &() {
        &()
    }

    fn id(&self) -> Self {
        *self
    }
}

/// The edges at one node, in one direction.
#[derive(Clone, Debug)]
pub(crate) struct Edges<'p> {
    program: &'p Program,
    node: Node,
    /// Functions whose body an instance is.
    origins: Items<'p, Origin>,
    /// Bodies of a function.
    bodies: Items<'p, InstanceId>,
    /// Copies of a function, or in a host.
    inlined: Items<'p, InlinedId>,
    calls: Items<'p, CallId>,
    direction: Direction,
}

impl<'p> Edges<'p> {
    fn new(program: &'p Program, node: Node, direction: Direction) -> Self {
        fn none<T>(store: &Store, read: fn(&Store, usize) -> T) -> Items<'_, T> {
            List::new(store, 0..0, read).iter()
        }
        let store = &program.store;
        let mut edges = Self {
            program,
            node,
            origins: program.instance(InstanceId::new(0)).functions().slice(0..0).iter(),
            bodies: none(store, |_, row| InstanceId::new(row)),
            inlined: none(store, |_, row| InlinedId::new(row)),
            calls: none(store, |_, row| CallId::new(row)),
            direction,
        };
        match (node, direction) {
            (Node::Function(id), Direction::Outgoing) => {
                edges.bodies = program.bodies_of(id).iter();
                edges.inlined = program.copies_of(id).iter();
            }
            (Node::Instance(id), Direction::Outgoing) => {
                edges.calls = program.calls_from(id).iter();
            }
            (Node::Instance(id), Direction::Incoming) => {
                edges.origins = program.instance(id).functions().iter();
                edges.inlined = program.inlined_into(id).iter();
                edges.calls = program.calls_to(id).iter();
            }
            (Node::External(id), Direction::Incoming) => edges.calls = program.calls_out(id).iter(),
            (Node::Function(_), Direction::Incoming) | (Node::External(_), Direction::Outgoing) => {
            }
        }
        edges
    }

    fn edge(&self, other: Node, link: Link) -> Edge {
        match self.direction {
            Direction::Outgoing => Edge { from: self.node, to: other, link },
            Direction::Incoming => Edge { from: other, to: self.node, link },
        }
    }

    /// The other end of a call; none where no row stands for it.
    fn end_of_call(&self, id: CallId) -> Option<Node> {
        let call = self.program.call(id);
        match (self.direction, call.callee()) {
            (Direction::Incoming, _) => Some(Node::Instance(call.caller())),
            (_, Callee::Entry(id) | Callee::Middle(id)) => Some(Node::Instance(id)),
            (_, Callee::External(id)) => Some(Node::External(id)),
            (_, Callee::Unnamed(_)) => None,
        }
    }
}

impl Iterator for Edges<'_> {
    type Item = Edge;

    fn next(&mut self) -> Option<Edge> {
        if let Some(origin) = self.origins.next() {
            return Some(self.edge(Node::Function(origin.function), Link::Body));
        }
        if let Some(id) = self.bodies.next() {
            return Some(self.edge(Node::Instance(id), Link::Body));
        }
        if let Some(id) = self.inlined.next() {
            let copy = self.program.inlined(id);
            let other = match self.direction {
                Direction::Outgoing => Node::Instance(copy.host()),
                Direction::Incoming => Node::Function(copy.function()),
            };
            return Some(self.edge(other, Link::Inlined(id)));
        }
        loop {
            let id = self.calls.next()?;
            if let Some(other) = self.end_of_call(id) {
                return Some(self.edge(other, Link::Call(id)));
            }
        }
    }
}

/// The nodes at the other ends.
#[derive(Clone, Debug)]
pub(crate) struct Neighbors<'p>(Edges<'p>);

impl Iterator for Neighbors<'_> {
    type Item = Node;

    fn next(&mut self) -> Option<Node> {
        let edge = self.0.next()?;
        Some(if self.0.direction == Direction::Outgoing { edge.to } else { edge.from })
    }
}

impl GraphBase for Graph<'_> {
    type NodeId = Node;
    type EdgeId = Edge;
}

impl GraphRef for Graph<'_> {}

impl Data for Graph<'_> {
    type NodeWeight = ();
    type EdgeWeight = ();
}

impl GraphProp for Graph<'_> {
    type EdgeType = petgraph::Directed;
}

impl NodeCount for Graph<'_> {
    fn node_count(&self) -> usize {
        self.functions() + self.instances() + self.0.store.rows(Col::ExternalName)
    }
}

impl NodeIndexable for Graph<'_> {
    fn node_bound(&self) -> usize {
        self.node_count()
    }

    fn to_index(&self, node: Node) -> usize {
        match node {
            Node::Function(id) => id.index(),
            Node::Instance(id) => self.functions() + id.index(),
            Node::External(id) => self.functions() + self.instances() + id.index(),
        }
    }

    fn from_index(&self, at: usize) -> Node {
        let (functions, instances) = (self.functions(), self.instances());
        match at.checked_sub(functions) {
            None => Node::Function(FuncId::new(at)),
            Some(at) if at < instances => Node::Instance(InstanceId::new(at)),
            Some(at) => Node::External(ExternalId::new(at - instances)),
        }
    }
}

impl Visitable for Graph<'_> {
    type Map = HashSet<Node, RandomState>;

    fn visit_map(&self) -> Self::Map {
        HashSet::default()
    }

    fn reset_map(&self, map: &mut Self::Map) {
        map.clear();
    }
}

impl<'p> IntoNeighbors for Graph<'p> {
    type Neighbors = Neighbors<'p>;

    fn neighbors(self, node: Node) -> Neighbors<'p> {
        self.neighbors_directed(node, Direction::Outgoing)
    }
}

impl<'p> IntoNeighborsDirected for Graph<'p> {
    type NeighborsDirected = Neighbors<'p>;

    fn neighbors_directed(self, node: Node, direction: Direction) -> Neighbors<'p> {
        Neighbors(Edges::new(self.0, node, direction))
    }
}

impl<'p> IntoNodeIdentifiers for Graph<'p> {
    type NodeIdentifiers = Nodes<'p>;

    fn node_identifiers(self) -> Nodes<'p> {
        Nodes { graph: self, left: 0..self.node_count() }
    }
}

/// All nodes, in the order of their numbers.
#[derive(Clone, Debug)]
pub(crate) struct Nodes<'p> {
    graph: Graph<'p>,
    left: Range<usize>,
}

impl Iterator for Nodes<'_> {
    type Item = Node;

    fn next(&mut self) -> Option<Node> {
        Some(self.graph.from_index(self.left.next()?))
    }
}

/// All edges, by the node that they leave.
#[derive(Clone, Debug)]
pub(crate) struct AllEdges<'p> {
    nodes: Nodes<'p>,
    edges: Option<Edges<'p>>,
}

impl Iterator for AllEdges<'_> {
    type Item = Edge;

    fn next(&mut self) -> Option<Edge> {
        loop {
            if let Some(edge) = self.edges.as_mut().and_then(Iterator::next) {
                return Some(edge);
            }
            let node = self.nodes.next()?;
            self.edges = Some(Edges::new(self.nodes.graph.0, node, Direction::Outgoing));
        }
    }
}

impl<'p> IntoEdgeReferences for Graph<'p> {
    type EdgeRef = Edge;
    type EdgeReferences = AllEdges<'p>;

    fn edge_references(self) -> AllEdges<'p> {
        AllEdges { nodes: self.node_identifiers(), edges: None }
    }
}

impl<'p> IntoEdges for Graph<'p> {
    type Edges = Edges<'p>;

    fn edges(self, node: Node) -> Edges<'p> {
        self.edges_directed(node, Direction::Outgoing)
    }
}

impl<'p> IntoEdgesDirected for Graph<'p> {
    type EdgesDirected = Edges<'p>;

    fn edges_directed(self, node: Node, direction: Direction) -> Edges<'p> {
        Edges::new(self.0, node, direction)
    }
}

impl Graph<'_> {
    fn functions(self) -> usize {
        self.0.store.rows(Col::FunctionName)
    }

    fn instances(self) -> usize {
        self.0.store.rows(Col::InstanceEntry)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use petgraph::visit::{Bfs, Dfs, Reversed, Walker};

    use super::*;
    use crate::Input;

    fn programs() -> impl Iterator<Item = Program> {
        let cases = ["recursion", "plt", "icf-wrapper", "lexical-block"];
        cases.into_iter().map(|case| {
            let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus");
            let path = corpus.join(case).join("prebuilt/gcc-12.elf");
            let input = Input { path, ..Input::default() };
            crate::build(&input, &|_| {}).expect("the corpus is readable").0
        })
    }

    /// What can be reached by the lists of the program, the plain way.
    fn closure(start: Node, next: impl Fn(Node) -> Vec<Node>) -> BTreeSet<Node> {
        let mut found = BTreeSet::new();
        let mut work = vec![start];
        while let Some(node) = work.pop() {
            if found.insert(node) {
                work.extend(next(node));
            }
        }
        found
    }

    #[test]
    fn a_depth_first_walk_finds_what_the_lists_lead_to() {
        for program in programs() {
            let next = |node| match node {
                Node::Function(id) => {
                    let copies = program.copies_of(id).iter();
                    let hosts = copies.map(|copy| program.inlined(copy).host());
                    program.bodies_of(id).iter().chain(hosts).map(Node::Instance).collect()
                }
                Node::Instance(id) => {
                    let callee = |call| match program.call(call).callee() {
                        Callee::Entry(id) | Callee::Middle(id) => Some(Node::Instance(id)),
                        Callee::External(id) => Some(Node::External(id)),
                        Callee::Unnamed(_) => None,
                    };
                    program.calls_from(id).iter().filter_map(callee).collect()
                }
                Node::External(_) => Vec::new(),
            };
            let graph = Graph(&program);
            for start in graph.node_identifiers() {
                let found: BTreeSet<Node> = Dfs::new(graph, start).iter(graph).collect();
                assert_eq!(found, closure(start, next), "from {start:?}");
            }
        }
    }

    #[test]
    fn a_breadth_first_walk_back_finds_all_that_leads_here() {
        for program in programs() {
            let graph = Graph(&program);
            let all: Vec<Edge> = graph.edge_references().collect();
            let back = |node| {
                all.iter().filter(|edge| edge.to == node).map(|edge| edge.from).collect::<Vec<_>>()
            };
            for start in graph.node_identifiers() {
                let reversed = Reversed(graph);
                let found: BTreeSet<Node> = Bfs::new(reversed, start).iter(reversed).collect();
                assert_eq!(found, closure(start, back), "from {start:?}");
            }
        }
    }

    #[test]
    fn nodes_have_consecutive_numbers() {
        for program in programs() {
            let graph = Graph(&program);
            assert!(graph.node_count() > 3);
            for (at, node) in graph.node_identifiers().enumerate() {
                assert_eq!((graph.to_index(node), graph.from_index(at)), (at, node));
            }
        }
    }
}
