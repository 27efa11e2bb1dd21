//! Any report as JSON. Keys stand in the order of the data's fields, so the
//! same report gives the same bytes.

use std::fmt::Write as _;

use std::io::{self, Write};

use serde::Serialize;

use super::escape::is_harmful;

/// Indented JSON with a final line break.
///
/// # Errors
/// Never for the reports of this crate, whose keys are all strings.
pub fn to_string(report: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut text = printable(serde_json::to_string_pretty(report)?);
    text.push('\n');
    Ok(text)
}

/// The same, to where it goes.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    out.write_all(b"\n")
}

/// JSON on one line, without a line break.
///
/// # Errors
/// Never for the rows of this crate.
pub fn to_line(row: &(impl Serialize + ?Sized)) -> Result<String, serde_json::Error> {
    serde_json::to_string(row).map(printable)
}

/// JSON leaves DEL, the controls behind ASCII and the marks that turn text as they are: a
/// terminal would obey them, and whatever strips its codes would lose them. They can only
/// stand in strings, where an escape is the same. So is `##[`, with which a line is a command
/// to the runner of a CI job.
fn printable(mut json: String) -> String {
    if json.contains("##") {
        json = json.replace("##", "#\\u0023");
    }
    let is_odd = |c: char| c != '\n' && is_harmful(c);
    if json.bytes().all(|byte| byte.is_ascii() && byte != 0x7f) || !json.contains(is_odd) {
        return json;
    }
    let mut safe = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        match is_odd(c) {
            // All of them lie below U+10000. Writing to a String does not fail.
            true => _ = write!(safe, "\\u{:04x}", u32::from(c)),
            false => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_runner_obeys_is_an_escape() {
        let json = to_line("###[error]").unwrap();
        assert_eq!(json, "\"#\\u0023#[error]\"");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), "###[error]");
    }

    #[test]
    fn what_a_terminal_obeys_is_an_escape() {
        let text = "a\u{7f}\u{9b}31m\u{202e}\x1b\n\u{e9}";
        let json = to_line(text).unwrap();
        assert_eq!(json, "\"a\\u007f\\u009b31m\\u202e\\u001b\\n\u{e9}\"");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        assert_eq!(to_string(&["a", "b"]).unwrap(), "[\n  \"a\",\n  \"b\"\n]\n");
    }
}
