//! Text from the file made safe to print. Symbol names and paths may hold any
//! bytes: a terminal must not obey them, and a row must stay one row.

use std::borrow::Cow;
use std::fmt::Write as _;

/// `text` with control characters, and characters that reorder or break lines
/// on a terminal, written as `\x1b` or `\u{202e}`. No tab and no line break
/// is left, so it can stand in a TSV row. What would make a line a command to the
/// runner of a CI job is written as `\x3a` or `\x23`.
pub fn visible(text: &str) -> Cow<'_, str> {
    // Bytes first: nearly every text is plain ASCII.
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if (is_plain || !text.chars().any(is_harmful)) && command(text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(at) = command(rest) {
        push(&mut safe, &rest[..at]);
        // Both begin with an ASCII character. Writing to a String does not fail.
        _ = write!(safe, "\\x{:02x}", rest.as_bytes()[at]);
        rest = &rest[at + 1..];
    }
    push(&mut safe, rest);
    Cow::Owned(safe)
}

fn push(safe: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            c if !is_harmful(c) => safe.push(c),
            '\0'..='\x7f' => _ = write!(safe, "\\x{:02x}", c as u32),
            _ => _ = write!(safe, "\\u{{{:x}}}", c as u32),
        }
    }
}

/// Where the first command may begin: GitHub's `::` at the begin of a line, where it does
/// not count blanks, `##[` of GitHub and Azure, `##vso[` and `##teamcity[` anywhere.
fn command(text: &str) -> Option<usize> {
    let begin = text.len() - text.trim_start().len();
    match text[begin..].starts_with(':') {
        true => Some(begin),
        false => text.find("##"),
    }
}

/// Controls (C0, DEL, C1), line and paragraph separators, and the marks by
/// which Unicode turns the direction of writing (UAX #9).
pub(super) fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_become_visible() {
        for (text, safe) in [
            ("vfs_read.isra.0", "vfs_read.isra.0"),
            ("", ""),
            ("\x1b[31mred", "\\x1b[31mred"),
            ("a\tb\nc\r", "a\\x09b\\x0ac\\x0d"),
            ("caf\u{e9}\u{fffd}", "caf\u{e9}\u{fffd}"),
            ("x\u{202e}y\u{9b}z\u{7f}", "x\\u{202e}y\\u{9b}z\\x7f"),
            (" ::error::x", " \\x3a\\x3aerror::x"),
            ("std::x", "std::x"),
            ("a##[error]###", "a\\x23#[error]\\x23\\x23#"),
        ] {
            assert_eq!(visible(text), safe);
        }
    }
}
