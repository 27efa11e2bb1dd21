//! Cytoscape JSON, as `cytoscape({elements})` of Cytoscape.js and the desktop program read
//! it: docs/graph-cytoscape.schema.json.

use std::io::{self, Write};

use super::Sink;
use super::json::{Lists, Object};
use super::rows::{EDGE_FIELDS, Edge, HEAD_FIELDS, Head, NODE_FIELDS, Node};

const BETWEEN: &str = "\n],\"edges\":[";

/// Writes Cytoscape JSON: a line for each node and edge.
pub struct Cytoscape<'w> {
    out: &'w mut dyn Write,
    lists: Lists,
    edges: u64,
}

impl<'w> Cytoscape<'w> {
    /// To `out`.
    pub fn new(out: &'w mut dyn Write) -> Self {
        Self { out, lists: Lists::default(), edges: 0 }
    }
}

impl Sink for Cytoscape<'_> {
    fn begin(&mut self, head: &Head) -> io::Result<()> {
        let format = "\"format_version\":\"1.0\",\"target_cytoscapejs_version\":\"~3.0\"";
        write!(self.out, "{{{format},\"generated_by\":\"klpscope\",\"data\":")?;
        let mut object = Object::begin(self.out)?;
        object.fields(&HEAD_FIELDS, &head.values())?;
        object.end()?;
        self.out.write_all(b",\n\"elements\":{\"nodes\":[")
    }

    fn node(&mut self, node: &Node<'_>) -> io::Result<()> {
        self.lists.node(self.out)?;
        self.out.write_all(b"{\"data\":")?;
        let mut object = Object::begin(self.out)?;
        object.text("id", node.id)?;
        object.text("label", &node.label())?;
        object.fields(&NODE_FIELDS, &node.values())?;
        object.end()?;
        self.out.write_all(b"}")
    }

    fn edge(&mut self, edge: &Edge<'_>) -> io::Result<()> {
        self.lists.edge(self.out, BETWEEN)?;
        self.out.write_all(b"{\"data\":")?;
        let mut object = Object::begin(self.out)?;
        // Nodes and edges share one space of ids; no node's begins so.
        object.text("id", &format!("e.{}", self.edges))?;
        object.text("source", edge.source)?;
        object.text("target", edge.target)?;
        object.fields(&EDGE_FIELDS, &edge.values())?;
        object.end()?;
        self.edges += 1;
        self.out.write_all(b"}")
    }

    fn end(&mut self) -> io::Result<()> {
        self.lists.begin_edges(self.out, BETWEEN)?;
        self.out.write_all(b"\n]}}\n")
    }
}
