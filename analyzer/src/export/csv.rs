//! CSV (RFC 4180): a table of nodes, a table of edges.

use std::borrow::Cow;
use std::io::{self, Write};

use super::Sink;
use super::rows::{EDGE_FIELDS, Edge, Field, Head, NODE_FIELDS, Node, Value};
use crate::report::visible;

/// Which table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CsvPart {
    /// `id`, `label`, then [`NODE_FIELDS`].
    Nodes,
    /// `source`, `target`, then [`EDGE_FIELDS`].
    Edges,
}

/// Writes one table, or both.
pub struct Csv<'w> {
    nodes: Option<csv::Writer<&'w mut dyn Write>>,
    edges: Option<csv::Writer<&'w mut dyn Write>>,
}

impl<'w> Csv<'w> {
    /// Both tables.
    pub fn new(nodes: &'w mut dyn Write, edges: &'w mut dyn Write) -> Self {
        let [nodes, edges] = [nodes, edges].map(csv::Writer::from_writer).map(Some);
        Self { nodes, edges }
    }

    /// One table.
    pub fn only(part: CsvPart, out: &'w mut dyn Write) -> Self {
        let writer = Some(csv::Writer::from_writer(out));
        match part {
            CsvPart::Nodes => Self { nodes: writer, edges: None },
            CsvPart::Edges => Self { nodes: None, edges: writer },
        }
    }
}

impl Sink for Csv<'_> {
    fn begin(&mut self, _: &Head) -> io::Result<()> {
        for (writer, first, fields) in [
            (&mut self.nodes, ["id", "label"], NODE_FIELDS.as_slice()),
            (&mut self.edges, ["source", "target"], EDGE_FIELDS.as_slice()),
        ] {
            if let Some(writer) = writer {
                let names = fields.iter().map(|field: &Field| field.name);
                writer.write_record(first.into_iter().chain(names))?;
            }
        }
        Ok(())
    }

    fn node(&mut self, node: &Node<'_>) -> io::Result<()> {
        let label = Value::text(node.label());
        row(&mut self.nodes, [Value::text(node.id), label].into_iter().chain(node.values()))
    }

    fn edge(&mut self, edge: &Edge<'_>) -> io::Result<()> {
        let ends = [edge.source, edge.target].map(Value::text);
        row(&mut self.edges, ends.into_iter().chain(edge.values()))
    }

    fn end(&mut self) -> io::Result<()> {
        let writers = [&mut self.nodes, &mut self.edges];
        writers.into_iter().flatten().try_for_each(csv::Writer::flush)
    }
}

fn row<'a>(
    writer: &mut Option<csv::Writer<&mut dyn Write>>,
    values: impl Iterator<Item = Value<'a>>,
) -> io::Result<()> {
    let Some(writer) = writer else { return Ok(()) };
    for value in values {
        match value {
            Value::None => writer.write_field("")?,
            Value::Text(text) => writer.write_field(&*no_formula(visible(&text)))?,
            Value::Number(number) => writer.write_field(number.to_string())?,
        }
    }
    writer.write_record(None::<&[u8]>)?;
    Ok(())
}

/// A spreadsheet computes what begins so; behind an apostrophe it does not.
fn no_formula(text: Cow<'_, str>) -> Cow<'_, str> {
    match text.starts_with(['=', '+', '-', '@']) {
        true => format!("'{text}").into(),
        false => text,
    }
}
