//! GraphML (<http://graphml.graphdrawing.org>): read by yEd, Gephi, igraph, networkx.

use std::io::{self, Write};

use super::Sink;
use super::rows::{EDGE_FIELDS, Edge, Field, HEAD_FIELDS, Head, NODE_FIELDS, Node, Value};
use super::xml::{Xml, value};

/// Writes GraphML: a line for each node and edge.
pub struct GraphMl<'w> {
    xml: Xml<'w>,
}

impl<'w> GraphMl<'w> {
    /// To `out`.
    pub fn new(out: &'w mut dyn Write) -> Self {
        Self { xml: Xml::new(out) }
    }

    /// Declares fields: their ids are a letter and the position.
    fn keys(&mut self, letter: char, of: &str, fields: &[Field]) -> io::Result<()> {
        for (at, field) in fields.iter().enumerate() {
            let id = format!("{letter}{at}");
            let kind = if field.is_number { "long" } else { "string" };
            let attributes =
                [("id", &*id), ("for", of), ("attr.name", field.name), ("attr.type", kind)];
            self.xml.empty("key", &attributes);
            self.xml.line()?;
        }
        Ok(())
    }

    fn data(&mut self, letter: char, values: &[Value<'_>]) {
        for (at, held) in values.iter().enumerate() {
            if let Some(text) = value(held) {
                self.xml.filled("data", &[("key", &format!("{letter}{at}"))], &text);
            }
        }
    }
}

impl Sink for GraphMl<'_> {
    fn begin(&mut self, head: &Head) -> io::Result<()> {
        self.xml.declare()?;
        self.xml.open("graphml", &[("xmlns", "http://graphml.graphdrawing.org/xmlns")]);
        self.xml.line()?;
        self.keys('g', "graph", &HEAD_FIELDS)?;
        self.keys('l', "node", &[Field { name: "label", is_number: false }])?;
        self.keys('n', "node", &NODE_FIELDS)?;
        self.keys('e', "edge", &EDGE_FIELDS)?;
        self.xml.open("graph", &[("id", "graph"), ("edgedefault", "directed")]);
        self.data('g', &head.values());
        self.xml.line()
    }

    fn node(&mut self, node: &Node<'_>) -> io::Result<()> {
        self.xml.open("node", &[("id", node.id)]);
        self.data('l', &[Value::text(node.label())]);
        self.data('n', &node.values());
        self.xml.close("node");
        self.xml.line()
    }

    fn edge(&mut self, edge: &Edge<'_>) -> io::Result<()> {
        self.xml.open("edge", &[("source", edge.source), ("target", edge.target)]);
        self.data('e', &edge.values());
        self.xml.close("edge");
        self.xml.line()
    }

    fn end(&mut self) -> io::Result<()> {
        self.xml.close("graph");
        self.xml.line()?;
        self.xml.close("graphml");
        self.xml.line()
    }
}
