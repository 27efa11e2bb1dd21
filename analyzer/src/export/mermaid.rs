//! A Mermaid flowchart, for Markdown. It holds names, verdicts and counts, nothing else:
//! the format has no attributes.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::Sink;
use super::rows::{Edge, HEAD_FIELDS, Head, Node};
use super::xml::value;
use crate::report::visible;

/// Mermaid draws no more edges than these, unless it is configured so (`maxEdges`).
pub const MERMAID_EDGES: u64 = 500;

/// Writes a flowchart: a line for each node and edge.
pub struct Mermaid<'w> {
    out: &'w mut dyn Write,
}

impl<'w> Mermaid<'w> {
    /// To `out`.
    pub fn new(out: &'w mut dyn Write) -> Self {
        Self { out }
    }
}

impl Sink for Mermaid<'_> {
    fn begin(&mut self, head: &Head) -> io::Result<()> {
        writeln!(self.out, "flowchart LR")?;
        for (field, held) in HEAD_FIELDS.iter().zip(&head.values()) {
            if let Some(text) = value(held) {
                writeln!(self.out, "  %% {}: {}", field.name, plain(&text))?;
            }
        }
        writeln!(self.out, "  classDef infeasible stroke:#c62828,stroke-width:3px")?;
        writeln!(self.out, "  classDef conditions stroke:#b26a00,stroke-width:2px")?;
        writeln!(self.out, "  classDef unknown stroke-dasharray:4 4")
    }

    fn node(&mut self, node: &Node<'_>) -> io::Result<()> {
        let label = plain(&node.label());
        let shaped = match node.kind {
            "function" => format!("([\"{label}\"])"),
            "external" | "unnamed" => format!("[[\"{label}\"]]"),
            _ => format!("[\"{label}\"]"),
        };
        let class = match node.verdict {
            Some("infeasible") => ":::infeasible",
            Some("with-conditions") => ":::conditions",
            Some("unknown") => ":::unknown",
            _ => "",
        };
        writeln!(self.out, "  {}{shaped}{class}", node.id)
    }

    fn edge(&mut self, edge: &Edge<'_>) -> io::Result<()> {
        let arrow = match edge.kind {
            "inlines" => "-.->",
            "body" => "==>",
            _ => "-->",
        };
        let count = match edge.count {
            1 => String::new(),
            count => format!("|\"{count}\"|"),
        };
        writeln!(self.out, "  {} {arrow}{count} {}", edge.source, edge.target)
    }

    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A text that Mermaid takes for nothing else: whatever is no letter, digit or harmless mark
/// becomes an entity of its own kind, `#60;`.
fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            c if c.is_alphanumeric() => safe.push(c),
            '_' | '.' | ',' | '/' | '+' | '-' | ' ' | '…' => safe.push(c),
            // Writing to a String does not fail.
            c => _ = write!(safe, "#{};", u32::from(c)),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_label_is_obeyed() {
        assert_eq!(plain("vfs_read.isra.0"), "vfs_read.isra.0");
        assert_eq!(plain("a\"] --> b"), "a#34;#93; --#62; b");
        assert_eq!(plain("%%{x}%%\n"), "#37;#37;#123;x#125;#37;#37;#92;x0a");
    }
}
