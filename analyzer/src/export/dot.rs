//! Graphviz DOT (<https://graphviz.org/doc/info/lang.html>).
//!
//! Inside quotes DOT itself knows only `\"`. What draws a label further takes `\N`, `\G`,
//! `\l` and the like for what they stand for, and `&lt;` for `<`: in labels both are made
//! plain. A text in quotes is never read as HTML.

use std::borrow::Cow;
use std::io::{self, Write};

use super::Sink;
use super::rows::{EDGE_FIELDS, Edge, Field, HEAD_FIELDS, Head, NODE_FIELDS, Node, Value};
use crate::report::visible;

/// Writes DOT: a line for each node and edge.
pub struct Dot<'w> {
    out: &'w mut dyn Write,
}

impl<'w> Dot<'w> {
    /// To `out`.
    pub fn new(out: &'w mut dyn Write) -> Self {
        Self { out }
    }

    fn fields(&mut self, fields: &[Field], values: &[Value<'_>]) -> io::Result<()> {
        for (field, value) in fields.iter().zip(values) {
            match value {
                Value::None => {}
                Value::Text(text) => write!(self.out, ", {}=\"{}\"", field.name, quoted(text))?,
                Value::Number(number) => write!(self.out, ", {}={number}", field.name)?,
            }
        }
        Ok(())
    }
}

impl Sink for Dot<'_> {
    fn begin(&mut self, head: &Head) -> io::Result<()> {
        writeln!(self.out, "digraph \"{}\" {{", quoted(&head.object))?;
        write!(self.out, "  graph [rankdir=LR")?;
        self.fields(&HEAD_FIELDS, &head.values())?;
        writeln!(self.out, "];\n  node [shape=box];")
    }

    fn node(&mut self, node: &Node<'_>) -> io::Result<()> {
        let label = quoted(&node.label()).replace('&', "&amp;");
        write!(self.out, "  \"{}\" [label=\"{label}\"{}", node.id, look(node))?;
        self.fields(&NODE_FIELDS, &node.values())?;
        self.out.write_all(b"];\n")
    }

    fn edge(&mut self, edge: &Edge<'_>) -> io::Result<()> {
        let look = match edge.kind {
            "inlines" => "style=dashed",
            "body" => "style=dotted",
            _ => "style=solid",
        };
        write!(self.out, "  \"{}\" -> \"{}\" [{look}", edge.source, edge.target)?;
        self.fields(&EDGE_FIELDS, &edge.values())?;
        self.out.write_all(b"];\n")
    }

    fn end(&mut self) -> io::Result<()> {
        self.out.write_all(b"}\n")
    }
}

/// How a node is drawn, where it is no plain box.
fn look(node: &Node<'_>) -> &'static str {
    match (node.kind, node.verdict) {
        ("function", _) => ", shape=ellipse, style=dashed",
        ("external" | "unnamed", _) => ", shape=plaintext",
        (_, Some("infeasible")) => ", color=\"#c62828\", penwidth=2",
        (_, Some("with-conditions")) => ", color=\"#b26a00\"",
        (_, Some("unknown")) => ", color=\"#757575\", style=dotted",
        _ => "",
    }
}

/// A text between quotes. A backslash is doubled: at the end it would escape the quote.
fn quoted(text: &str) -> Cow<'_, str> {
    let text = visible(text);
    match text.contains(['\\', '"']) {
        true => text.replace('\\', "\\\\").replace('"', "\\\"").into(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_quotes_early() {
        for (text, safe) in [
            ("plain", "plain"),
            ("\"; x", "\\\"; x"),
            ("end\\", "end\\\\"),
            ("\\N<b>\n", "\\\\N<b>\\\\x0a"),
        ] {
            assert_eq!(quoted(text), safe);
        }
    }
}
