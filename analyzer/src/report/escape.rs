//! Text from the file made safe to print. Symbol names and paths may hold any
//! bytes: a terminal must not obey them, and a row must stay one row.

use std::borrow::Cow;
use std::fmt::Write as _;

/// `text` with control characters, and characters that reorder or break lines
/// on a terminal, written as `\x1b` or `\u{202e}`. No tab and no line break
/// is left, so it can stand in a TSV row.
pub fn visible(text: &str) -> Cow<'_, str> {
    // Bytes first: nearly every text is plain ASCII.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            c if !is_harmful(c) => safe.push(c),
            '\0'..='\x7f' => _ = write!(safe, "\\x{:02x}", c as u32),
            _ => _ = write!(safe, "\\u{{{:x}}}", c as u32),
        }
    }
    Cow::Owned(safe)
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
        ] {
            assert_eq!(visible(text), safe);
        }
    }
}
