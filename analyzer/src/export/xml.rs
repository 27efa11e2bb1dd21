//! XML elements, with what XML 1.0 cannot hold made visible.

use std::borrow::Cow;
use std::io::{self, Write};

use quick_xml::escape::escape;

use super::rows::Value;
use crate::report::visible;

/// Writes elements, some to a line.
pub(super) struct Xml<'w> {
    out: &'w mut dyn Write,
    /// What is not written yet: whole exports have some ten million pieces.
    line: String,
}

impl<'w> Xml<'w> {
    pub(super) fn new(out: &'w mut dyn Write) -> Self {
        Self { out, line: String::new() }
    }

    pub(super) fn declare(&mut self) -> io::Result<()> {
        self.line.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        self.line()
    }

    /// `<name attributes>`
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes, ">");
    }

    /// `</name>`
    pub(super) fn close(&mut self, name: &str) {
        self.line.extend(["</", name, ">"]);
    }

    /// `<name attributes/>`
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes, "/>");
    }

    /// `<name attributes>text</name>`
    pub(super) fn filled(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        self.line.push_str(&escape(allowed(text)));
        self.close(name);
    }

    /// Ends a line: what it holds is written.
    pub(super) fn line(&mut self) -> io::Result<()> {
        self.line.push('\n');
        self.out.write_all(self.line.as_bytes())?;
        self.line.clear();
        Ok(())
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) {
        self.line.extend(["<", name]);
        for (name, value) in attributes {
            self.line.extend([" ", name, "=\""]);
            self.line.push_str(&escape(allowed(value)));
            self.line.push('"');
        }
        self.line.push_str(end);
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
