//! Text from a file made safe inside C source.

use crate::report::visible;

/// Text inside a comment: it cannot end it.
pub(super) fn comment(text: &str) -> String {
    visible(text).replace("*/", "* /").replace("/*", "/ *")
}

/// A string literal, with its quotes.
pub(super) fn string(text: &str) -> String {
    let mut literal = String::from("\"");
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => literal.extend(['\\', char::from(byte)]),
            b' '..=b'~' => literal.push(char::from(byte)),
            _ => literal.push_str(&format!("\\{byte:03o}")),
        }
    }
    literal.push('"');
    literal
}

/// An identifier that reads like `text`: `foo.isra.0` is `foo_isra_0`.
pub(super) fn identifier(text: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    text.chars().map(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_what_it_is() {
        assert_eq!(comment("a */ int x; /*"), "a * / int x; / *");
        assert_eq!(comment("*//"), "* //");
        assert_eq!(string("a\"b\\c\n"), r#""a\"b\\c\012""#);
        assert_eq!(identifier("f.isra.0"), "f_isra_0");
    }
}
