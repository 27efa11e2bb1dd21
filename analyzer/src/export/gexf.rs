//! GEXF 1.3 (<https://gexf.net>): Gephi's own format.

use std::io::{self, Write};

use super::Sink;
use super::rows::{EDGE_FIELDS, Edge, Field, HEAD_FIELDS, Head, NODE_FIELDS, Node, Value};
use super::xml::{Xml, value};

/// Writes GEXF: a line for each node and edge.
pub struct Gexf<'w> {
    xml: Xml<'w>,
    edges: u64,
}

impl<'w> Gexf<'w> {
    /// To `out`.
    pub fn new(out: &'w mut dyn Write) -> Self {
        Self { xml: Xml::new(out), edges: 0 }
    }

    fn attributes(&mut self, class: &str, fields: &[Field]) -> io::Result<()> {
        self.xml.open("attributes", &[("class", class)]);
        self.xml.line()?;
        for field in fields {
            let kind = if field.is_number { "long" } else { "string" };
            let attributes = [("id", field.name), ("title", field.name), ("type", kind)];
            self.xml.empty("attribute", &attributes);
            self.xml.line()?;
        }
        self.xml.close("attributes");
        self.xml.line()
    }

    fn values(&mut self, fields: &[Field], values: &[Value<'_>]) {
        self.xml.open("attvalues", &[]);
        for (field, held) in fields.iter().zip(values) {
            if let Some(text) = value(held) {
                self.xml.empty("attvalue", &[("for", field.name), ("value", &text)]);
            }
        }
        self.xml.close("attvalues");
    }

    fn begin_edges(&mut self) -> io::Result<()> {
        for part in ["</nodes>", "<edges>"] {
            match part {
                "<edges>" => self.xml.open("edges", &[]),
                _ => self.xml.close("nodes"),
            }
            self.xml.line()?;
        }
        Ok(())
    }
}

impl Sink for Gexf<'_> {
    fn begin(&mut self, head: &Head) -> io::Result<()> {
        self.xml.declare()?;
        self.xml.open("gexf", &[("xmlns", "http://gexf.net/1.3"), ("version", "1.3")]);
        self.xml.line()?;
        self.xml.open("meta", &[]);
        self.xml.filled("creator", &[], "klpscope");
        self.xml.filled("description", &[], &description(head));
        self.xml.close("meta");
        self.xml.line()?;
        self.xml.open("graph", &[("defaultedgetype", "directed"), ("mode", "static")]);
        self.xml.line()?;
        self.attributes("node", &NODE_FIELDS)?;
        self.attributes("edge", &EDGE_FIELDS)?;
        self.xml.open("nodes", &[]);
        self.xml.line()
    }

    fn node(&mut self, node: &Node<'_>) -> io::Result<()> {
        self.xml.open("node", &[("id", node.id), ("label", &node.label())]);
        self.values(&NODE_FIELDS, &node.values());
        self.xml.close("node");
        self.xml.line()
    }

    fn edge(&mut self, edge: &Edge<'_>) -> io::Result<()> {
        if self.edges == 0 {
            self.begin_edges()?;
        }
        let (id, weight) = (self.edges.to_string(), edge.count.to_string());
        self.edges += 1;
        let attributes =
            [("id", &*id), ("source", edge.source), ("target", edge.target), ("weight", &weight)];
        self.xml.open("edge", &attributes);
        self.values(&EDGE_FIELDS, &edge.values());
        self.xml.close("edge");
        self.xml.line()
    }

    fn end(&mut self) -> io::Result<()> {
        if self.edges == 0 {
            self.begin_edges()?;
        }
        for name in ["edges", "graph", "gexf"] {
            self.xml.close(name);
            self.xml.line()?;
        }
        Ok(())
    }
}

/// GEXF has no fields for the graph as a whole: `object: vmlinux; selection: whole; ...`.
fn description(head: &Head) -> String {
    let values = head.values();
    let told = HEAD_FIELDS.iter().zip(&values);
    let told = told.filter_map(|(field, held)| Some(format!("{}: {}", field.name, value(held)?)));
    told.collect::<Vec<_>>().join("; ")
}
