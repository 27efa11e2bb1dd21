//! JSON objects of fields, written as they come.

use std::io::{self, Write};

use super::rows::{Field, Value};
use crate::report::json::to_line;

/// A text, quoted.
pub(super) fn text(out: &mut dyn Write, text: &str) -> io::Result<()> {
    out.write_all(to_line(text)?.as_bytes())
}

/// An object under construction.
pub(super) struct Object<'w> {
    out: &'w mut dyn Write,
    is_empty: bool,
}

impl<'w> Object<'w> {
    pub(super) fn begin(out: &'w mut dyn Write) -> io::Result<Self> {
        out.write_all(b"{")?;
        Ok(Self { out, is_empty: true })
    }

    /// A member; none where there is no value.
    pub(super) fn member(&mut self, name: &str, value: &Value<'_>) -> io::Result<()> {
        if *value == Value::None {
            return Ok(());
        }
        let comma = if self.is_empty { "" } else { "," };
        self.is_empty = false;
        write!(self.out, "{comma}\"{name}\":")?;
        match value {
            Value::None => Ok(()),
            Value::Text(value) => text(self.out, value),
            Value::Number(number) => write!(self.out, "{number}"),
        }
    }

    /// A member that is text.
    pub(super) fn text(&mut self, name: &str, value: &str) -> io::Result<()> {
        self.member(name, &Value::text(value))
    }

    /// A member for each field.
    pub(super) fn fields(&mut self, fields: &[Field], values: &[Value<'_>]) -> io::Result<()> {
        fields.iter().zip(values).try_for_each(|(field, value)| self.member(field.name, value))
    }

    pub(super) fn end(self) -> io::Result<()> {
        self.out.write_all(b"}")
    }
}

/// Two lists, one behind the other: nodes and edges. What stands between their items.
#[derive(Debug, Default)]
pub(super) struct Lists {
    has_items: bool,
    in_edges: bool,
}

impl Lists {
    /// In front of a node.
    pub(super) fn node(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.item(out)
    }

    /// In front of an edge; `between` ends the nodes and begins the edges.
    pub(super) fn edge(&mut self, out: &mut dyn Write, between: &str) -> io::Result<()> {
        self.begin_edges(out, between)?;
        self.item(out)
    }

    /// Ends the nodes, if no edge did.
    pub(super) fn begin_edges(&mut self, out: &mut dyn Write, between: &str) -> io::Result<()> {
        if !self.in_edges {
            out.write_all(between.as_bytes())?;
            *self = Self { has_items: false, in_edges: true };
        }
        Ok(())
    }

    fn item(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.has_items { b",\n" } else { b"\n" })?;
        self.has_items = true;
        Ok(())
    }
}
