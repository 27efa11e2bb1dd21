//! XML elements, with what XML 1.0 cannot hold made visible.

use std::borrow::Cow;
use std::io::{self, Write};

use quick_xml::escape::escape;

use super::rows::Value;
use crate::report::visible;

/// Writes elements, a line each.
pub(super) struct Xml<'w>(&'w mut dyn Write);

impl<'w> Xml<'w> {
    pub(super) fn new(out: &'w mut dyn Write) -> Self {
        Self(out)
    }

    pub(super) fn declare(&mut self) -> io::Result<()> {
        self.0.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    }

    /// `<name attributes>`
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.start(name, attributes, ">")
    }

    /// `</name>`
    pub(super) fn close(&mut self, name: &str) -> io::Result<()> {
        write!(self.0, "</{name}>")
    }

    /// `<name attributes/>`
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.start(name, attributes, "/>")
    }

    /// `<name attributes>text</name>`
    pub(super) fn filled(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        text: &str,
    ) -> io::Result<()> {
        self.open(name, attributes)?;
        self.0.write_all(escape(allowed(text)).as_bytes())?;
        self.close(name)
    }

    pub(super) fn line(&mut self) -> io::Result<()> {
        self.0.write_all(b"\n")
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) -> io::Result<()> {
        write!(self.0, "<{name}")?;
        for (name, value) in attributes {
            write!(self.0, " {name}=\"")?;
            self.0.write_all(escape(allowed(value)).as_bytes())?;
            self.0.write_all(b"\"")?;
        }
        self.0.write_all(end.as_bytes())
    }
}

/// A field's value as text; `None` where there is none.
pub(super) fn value<'a>(value: &'a Value<'_>) -> Option<Cow<'a, str>> {
    match value {
        Value::None => None,
        Value::Text(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
    }
}

/// Control characters, and the two that XML 1.0 excludes beside them (section 2.2), as
/// `\x1b` or `\u{ffff}`.
fn allowed(text: &str) -> Cow<'_, str> {
    let text = visible(text);
    match !text.is_ascii() && text.contains(['\u{fffe}', '\u{ffff}']) {
        true => text.replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}").into(),
        false => text,
    }
}
