//! The text of a macro -> tokens: names, and the punctuation that calls are made of.

/// A token. Strings, numbers and most punctuation are [`Token::Other`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    Name(&'t str),
    Open,
    Close,
    Comma,
    /// `##`
    Paste,
    Other,
}

/// Cuts a replacement list into tokens. Line breaks behind `\` are white space.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        let (token, len) = match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b'\\' => (None, 1),
            b'/' if rest.starts_with(b"//") => (None, line_comment(rest)),
            b'/' if rest.starts_with(b"/*") => (None, block_comment(rest)),
            b'"' | b'\'' => (Some(Token::Other), literal(rest)),
            b'(' => (Some(Token::Open), 1),
            b')' => (Some(Token::Close), 1),
            b',' => (Some(Token::Comma), 1),
            b'#' if rest.starts_with(b"##") => (Some(Token::Paste), 2),
            byte if is_name(byte) => {
                let len = rest.iter().take_while(|&&byte| is_name(byte)).count();
                let name = text.get(at..at + len).filter(|_| !byte.is_ascii_digit());
                (Some(name.map_or(Token::Other, Token::Name)), len)
            }
            _ => (Some(Token::Other), 1),
        };
        tokens.extend(token);
        at += len;
    }
    tokens
}

/// True for the bytes of a name; what is not ASCII counts as a letter.
pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

/// Length of a comment up to the end of its line; `\` continues it.
pub(super) fn line_comment(rest: &[u8]) -> usize {
    let mut at = 0;
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'\n' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    rest.len()
}

/// Length of `/* ... */`.
pub(super) fn block_comment(rest: &[u8]) -> usize {
    let end = rest.windows(2).skip(2).position(|pair| pair == b"*/");
    end.map_or(rest.len(), |at| at + 4)
}

/// Length of a string or character literal.
pub(super) fn literal(rest: &[u8]) -> usize {
    let mut at = 1;
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'\\' => at += 2,
            b'\n' => return at,
            byte if byte == rest[0] => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_calls_are_made_of() {
        use Token::{Close, Comma, Name, Open, Other, Paste};
        assert_eq!(
            tokens("f ## _x(a, \"(b)\" /* c( */, 1e3) \\\n // d("),
            [Name("f"), Paste, Name("_x"), Open, Name("a"), Comma, Other, Comma, Other, Close]
        );
        assert_eq!(tokens("'\\'' x"), [Other, Name("x")]);
        assert_eq!(tokens("\"open"), [Other]);
    }
}
