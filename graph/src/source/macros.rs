//! `#define` lines -> macros: which names a macro's body uses, with its parameters
//! where they stand in a name (`fn ## _default(...)`) or are one (`fn(x)`).

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::tokens::{Token, block_comment, is_name, line_comment, literal, tokens};

/// Tokens of arguments that are looked at behind one name: nested ones are looked at anew.
const LONGEST_ARGUMENTS: usize = 1 << 10;

/// The position of each parameter.
type Parameters<'t> = HashMap<&'t str, usize, RandomState>;

/// A macro.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Macro {
    /// What it is used by.
    pub(crate) name: String,
    /// How many parameters; `None` for an object-like macro.
    pub(crate) parameters: Option<usize>,
    /// The names its body uses.
    pub(crate) uses: Vec<MacroUse>,
}

/// A name in the body of a macro.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct MacroUse {
    /// The name, in pieces that `##` joins.
    pub(crate) name: Vec<Piece>,
    /// Its arguments, if `(` follows.
    pub(crate) arguments: Option<Vec<Argument>>,
    /// True if the body ends with it, so that a `(` behind the macro calls it.
    pub(crate) is_last: bool,
}

/// A piece of a name in a macro.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Piece {
    /// As it stands.
    Text(String),
    /// The argument for this parameter.
    Parameter(usize),
}

/// An argument that is a single name, in pieces; `None` for any other.
pub(crate) type Argument = Option<Vec<Piece>>;

impl Macro {
    /// The name, if a bare use of it may call something.
    pub(super) fn bare_name(&self) -> Option<&str> {
        (self.parameters.is_none() && !self.uses.is_empty()).then_some(self.name.as_str())
    }
}

/// The macros that a file defines, in the order of its text. Those whose bodies use no
/// name are left out.
pub(super) fn definitions(bytes: &[u8]) -> Vec<Macro> {
    let mut macros = Vec::new();
    let mut at = 0;
    let mut begins_line = true;
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        at += match byte {
            b'#' if begins_line => {
                let len = directive(rest);
                macros.extend(definition(&String::from_utf8_lossy(&rest[..len])));
                len
            }
            b'/' if rest.starts_with(b"//") => line_comment(rest),
            b'/' if rest.starts_with(b"/*") => block_comment(rest),
            b'"' | b'\'' => literal(rest),
            _ => 1,
        };
        begins_line = byte == b'\n' || (begins_line && byte.is_ascii_whitespace());
    }
    macros
}

/// Length of a directive: to the end of the line, `\` continues it.
fn directive(rest: &[u8]) -> usize {
    let mut at = 0;
    while let Some(&byte) = rest.get(at) {
        let rest = &rest[at..];
        at += match byte {
            b'\n' => break,
            b'\\' if rest.starts_with(b"\\\r\n") => 3,
            b'\\' => 2,
            b'/' if rest.starts_with(b"/*") => block_comment(rest),
            _ => 1,
        };
    }
    at.min(rest.len())
}

fn definition(line: &str) -> Option<Macro> {
    let text = line.strip_prefix('#')?.trim_start().strip_prefix("define")?;
    let text = text
        .strip_prefix([' ', '\t', '\\'])?
        .trim_start_matches(|c: char| c.is_whitespace() || c == '\\');
    let name = &text[..text.bytes().take_while(|&byte| is_name(byte)).count()];
    let rest = &text[name.len()..];
    if name.is_empty() {
        return None;
    }
    // Only a ( without a space before it begins parameters (C17, 6.10.3).
    let (parameters, body) = match rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((parameters, body)) => (Some(parameters), body),
        None => (None, rest),
    };
    let names: Vec<&str> =
        parameters.map(|list| list.split(',').map(parameter).collect()).unwrap_or_default();
    let positions = names.iter().zip(0..).map(|(&name, at)| (name, at)).collect();
    let uses = uses(&tokens(body), &positions);
    let parameters = parameters.map(|_| names.len());
    (!uses.is_empty()).then(|| Macro { name: name.to_owned(), parameters, uses })
}

/// The name of a parameter: `x`, `args...`, or `...`, which the body calls `__VA_ARGS__`.
fn parameter(text: &str) -> &str {
    match text
        .trim_matches(|c: char| c.is_whitespace() || c == '\\')
        .trim_end_matches("...")
        .trim_end()
    {
        "" => "__VA_ARGS__",
        name => name,
    }
}

fn uses(tokens: &[Token<'_>], parameters: &Parameters<'_>) -> Vec<MacroUse> {
    let mut uses = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some((name, len)) = pasted(&tokens[at..], parameters) else {
            at += 1;
            continue;
        };
        at += len;
        let called = tokens.get(at) == Some(&Token::Open);
        let arguments = called.then(|| arguments(&tokens[at + 1..], parameters));
        let is_last = at == tokens.len();
        uses.push(MacroUse { name, arguments, is_last });
    }
    uses
}

/// A name at the head of `tokens`, joined by `##`, and how many tokens it has.
fn pasted(tokens: &[Token<'_>], parameters: &Parameters<'_>) -> Option<(Vec<Piece>, usize)> {
    let mut pieces = Vec::new();
    let mut len = 0;
    while let Some(Token::Name(name)) = tokens.get(len) {
        pieces.push(match parameters.get(name) {
            Some(&at) => Piece::Parameter(at),
            None => Piece::Text((*name).to_owned()),
        });
        len += 1;
        if tokens.get(len) != Some(&Token::Paste) {
            break;
        }
        len += 1;
    }
    (!pieces.is_empty()).then_some((pieces, len))
}

/// The arguments behind an opening bracket.
fn arguments(tokens: &[Token<'_>], parameters: &Parameters<'_>) -> Vec<Argument> {
    let mut list = Vec::new();
    let mut depth = 0_usize;
    let mut begin = 0;
    for (at, token) in tokens.iter().enumerate().take(LONGEST_ARGUMENTS) {
        let ends = match token {
            Token::Open => {
                depth += 1;
                continue;
            }
            Token::Close if depth > 0 => {
                depth -= 1;
                continue;
            }
            Token::Close => true,
            Token::Comma if depth == 0 => false,
            _ => continue,
        };
        let argument = pasted(&tokens[begin..at], parameters);
        list.push(argument.filter(|(_, len)| *len == at - begin).map(|(pieces, _)| pieces));
        begin = at + 1;
        if ends {
            break;
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Parameter(at) => format!("${at}"),
        };
        let name = |part: &MacroUse| {
            let called = if part.arguments.is_some() { "()" } else { "" };
            format!("{}{called}", part.name.iter().map(piece).collect::<String>())
        };
        definitions(text.as_bytes()).iter().flat_map(|found| found.uses.iter().map(name)).collect()
    }

    #[test]
    fn bodies() {
        assert_eq!(
            names("#define A(x, y) { if (x) { luaC_step(y); } }\n"),
            ["if()", "$0", "luaC_step()", "$1"]
        );
        assert_eq!(names("  #  define GEN(fn) \\\n fn##_body(1)\nint x(2);"), ["$0_body()"]);
        assert_eq!(names("#define current get_current()"), ["get_current()"]);
        assert_eq!(names("/* #define no(x) f() */ // #define no f()\n#define n 3"), [""; 0]);
        assert_eq!(names("#define spaced (f(1))"), ["f()"]);
    }

    #[test]
    fn arguments_that_are_names() {
        let found = &definitions(b"#define D(f, x) CALL(f, (g), x##_t, 1)")[0];
        let given = found.uses[0].arguments.clone().unwrap();
        let pasted = vec![Piece::Parameter(1), Piece::Text("_t".into())];
        assert_eq!(given, [Some(vec![Piece::Parameter(0)]), None, Some(pasted), None]);
    }
}
