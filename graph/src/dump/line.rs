//! A stream of bytes -> its lines, with their numbers, none longer than a bound.

use std::io::{self, BufRead, Read};

/// Longest line kept, in bytes. A record names two functions with their files; only
/// broken input is longer.
pub(super) const LONGEST: usize = 1 << 16;

/// Reads lines one by one into the same buffer.
pub(super) struct Lines<'r> {
    stream: &'r mut dyn BufRead,
    line: Vec<u8>,
    number: u64,
}

/// A line without its end.
pub(super) struct Line<'l> {
    /// From 1.
    pub(super) number: u64,
    /// Bytes that are not UTF-8 have become U+FFFD.
    pub(super) text: std::borrow::Cow<'l, str>,
    /// True if the line was longer than [`LONGEST`] and the rest was dropped.
    pub(super) cut: bool,
}

impl<'r> Lines<'r> {
    pub(super) fn new(stream: &'r mut dyn BufRead) -> Self {
        Self { stream, line: Vec::new(), number: 0 }
    }

    /// The next line; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.line.clear();
        let count = (&mut self.stream).take(LONGEST as u64).read_until(b'\n', &mut self.line)?;
        if count == 0 {
            return Ok(None);
        }
        self.number += 1;
        let ended = self.line.ends_with(b"\n");
        let cut = !ended && count == LONGEST;
        if cut {
            self.stream.skip_until(b'\n')?;
        }
        if ended {
            self.line.pop();
        }
        if self.line.ends_with(b"\r") {
            self.line.pop();
        }
        Ok(Some(Line { number: self.number, text: String::from_utf8_lossy(&self.line), cut }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_and_the_next_one_whole() {
        let mut input = vec![b'x'; LONGEST + 10];
        input.extend(b"\nshort\r\nlast");
        let mut stream = &input[..];
        let mut lines = Lines::new(&mut stream);
        let first = lines.next().unwrap().unwrap();
        assert_eq!((first.number, first.text.len(), first.cut), (1, LONGEST, true));
        assert_eq!(lines.next().unwrap().unwrap().text, "short");
        let last = lines.next().unwrap().unwrap();
        assert_eq!((last.number, &*last.text, last.cut), (3, "last", false));
        assert!(lines.next().unwrap().is_none());
    }
}
