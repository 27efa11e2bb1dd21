//! A line of tab-separated fields that no content can break.

use std::fmt::{Display, Write as _};

use crate::report::visible;

/// A line under construction.
pub struct TsvLine<'a> {
    out: &'a mut String,
    first: bool,
}

impl<'a> TsvLine<'a> {
    pub(super) fn new(out: &'a mut String) -> Self {
        Self { out, first: true }
    }

    /// A field from the file: control characters are escaped.
    pub fn text(&mut self, field: &str) {
        self.separate();
        self.out.push_str(&visible(field));
    }

    /// A symbol; empty where the symbol table has none.
    pub fn symbol(&mut self, symbol: Option<&str>) {
        self.text(symbol.unwrap_or_default());
    }

    /// A source file; `?` where it is unknown.
    pub fn file(&mut self, file: Option<&str>) {
        self.text(file.unwrap_or("?"));
    }

    /// A field of klpscope's own: a number, a word of its vocabulary.
    pub fn plain(&mut self, field: impl Display) {
        self.separate();
        // Writing to a String cannot fail.
        _ = write!(self.out, "{field}");
    }

    pub(super) fn end(self) {
        self.out.push('\n');
    }

    fn separate(&mut self) {
        if !self.first {
            self.out.push('\t');
        }
        self.first = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_cannot_break_a_row() {
        let mut out = String::new();
        let mut line = TsvLine::new(&mut out);
        line.text("");
        line.text("a\tb\nc");
        line.plain(7);
        line.symbol(None);
        line.file(None);
        line.end();
        assert_eq!(out, "\ta\\x09b\\x0ac\t7\t\t?\n");
    }
}
