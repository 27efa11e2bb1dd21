//! The call and inline graph, or a part of it, in the formats of other programs: a question
//! -> nodes, then edges, one after the other -> a [`Sink`], a file a format.
//!
//! Nothing here holds all rows: nodes and edges are read off the program's tables as they
//! are written. What is kept is a name for each node (`id`), the nodes of a part
//! (`select`) and the sums of groups (`collapse`).

mod ahead;
mod collapse;
mod csv;
mod cytoscape;
mod describe;
mod dot;
mod gexf;
mod graph;
mod graphml;
mod id;
mod json;
mod links;
mod mermaid;
mod node_link;
mod rows;
mod select;
mod table;
mod xml;

use std::io;

pub use collapse::Collapse;
pub use csv::{Csv, CsvPart};
pub use cytoscape::Cytoscape;
pub use dot::Dot;
pub use gexf::Gexf;
pub use graph::{Graph, GraphQuestion, Written};
pub use graphml::GraphMl;
pub use mermaid::{MERMAID_EDGES, Mermaid};
pub use node_link::NodeLink;
pub use rows::{EDGE_FIELDS, Edge, Field, HEAD_FIELDS, Head, NODE_FIELDS, Node, Value};
pub use select::{EdgeKinds, Select};

/// What takes a graph piece by piece: [`Sink::begin`], all nodes, all edges, [`Sink::end`].
pub trait Sink {
    /// Before the first node.
    ///
    /// # Errors
    /// Where it cannot be written, here and in all that follow.
    fn begin(&mut self, head: &Head) -> io::Result<()>;

    /// A node. No two have the same id.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn node(&mut self, node: &Node<'_>) -> io::Result<()>;

    /// An edge between two nodes that were given. No two have the same ends and kind.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn edge(&mut self, edge: &Edge<'_>) -> io::Result<()>;

    /// Behind the last edge.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn end(&mut self) -> io::Result<()>;
}
