//! Node-link JSON, as `networkx.node_link_graph(data, edges="edges")` and D3 read it:
//! docs/graph-node-link.schema.json.

use std::io::{self, Write};

use super::Sink;
use super::json::{Lists, Object};
use super::rows::{EDGE_FIELDS, Edge, HEAD_FIELDS, Head, NODE_FIELDS, Node};

const BETWEEN: &str = "\n],\"edges\":[";

/// Writes node-link JSON: a line for each node and edge.
pub struct NodeLink<'w> {
    out: &'w mut dyn Write,
    lists: Lists,
}

impl<'w> NodeLink<'w> {
    /// To `out`.
    pub fn new(out: &'w mut dyn Write) -> Self {
        Self { out, lists: Lists::default() }
    }
}

impl Sink for NodeLink<'_> {
    fn begin(&mut self, head: &Head) -> io::Result<()> {
        self.out.write_all(b"{\"directed\":true,\"multigraph\":true,\"graph\":")?;
        let mut object = Object::begin(self.out)?;
        object.fields(&HEAD_FIELDS, &head.values())?;
        object.end()?;
        self.out.write_all(b",\n\"nodes\":[")
    }

    fn node(&mut self, node: &Node<'_>) -> io::Result<()> {
        self.lists.node(self.out)?;
        let mut object = Object::begin(self.out)?;
        object.text("id", node.id)?;
        object.text("label", &node.label())?;
        object.fields(&NODE_FIELDS, &node.values())?;
        object.end()
    }

    fn edge(&mut self, edge: &Edge<'_>) -> io::Result<()> {
        self.lists.edge(self.out, BETWEEN)?;
        let mut object = Object::begin(self.out)?;
        object.text("source", edge.source)?;
        object.text("target", edge.target)?;
        // What tells parallel edges apart.
        object.text("key", edge.kind)?;
        object.fields(&EDGE_FIELDS, &edge.values())?;
        object.end()
    }

    fn end(&mut self) -> io::Result<()> {
        self.lists.begin_edges(self.out, BETWEEN)?;
        self.out.write_all(b"\n]}\n")
    }
}
