//! Lines of C, one at a time: comments taken out, and what a line in the first column
//! begins. Only for what DWARF does not tell: functions are found by the build.

/// What a line that begins in the first column begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Opener {
    /// `}`: what was open is over.
    Close,
    /// The head of a function, or its first line.
    Function(String),
    /// A declaration of a function.
    Prototype(String),
    /// A struct, union, enum or typedef.
    Type(String),
    /// A variable.
    Data(String),
    /// `#define` and `#undef`.
    Macro(String),
    /// Another line for the preprocessor, by its word.
    Directive(String),
    /// A macro used outside functions, such as `MODULE_LICENSE("GPL");`.
    Use(String),
}

/// A line without its comments, blanks made few; `in_comment` is kept from line to line.
/// Strings stay as they are.
pub(super) fn code(line: &str, in_comment: &mut bool) -> String {
    let mut out = String::new();
    let mut rest = line;
    loop {
        if *in_comment {
            let Some(end) = rest.find("*/") else { break };
            *in_comment = false;
            out.push(' ');
            rest = &rest[end + 2..];
            continue;
        }
        let Some(at) = rest.find(['"', '\'', '/']) else {
            out.push_str(rest);
            break;
        };
        out.push_str(&rest[..at]);
        let here = &rest[at..];
        if here.starts_with("//") {
            break;
        }
        if let Some(comment) = here.strip_prefix("/*") {
            *in_comment = true;
            rest = comment;
            continue;
        }
        let taken = if here.starts_with('/') { 1 } else { literal(here) };
        // Blanks in a string count.
        out.push_str(&here[..taken].replace(' ', "\u{1}"));
        rest = &here[taken..];
    }
    squeeze(&out).replace('\u{1}', " ")
}

/// Bytes of the string or character at the beginning of a text.
fn literal(text: &str) -> usize {
    let quote = text.chars().next().unwrap_or('"');
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// Blanks only between words.
fn squeeze(text: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '\u{1}';
    let mut out = String::new();
    for part in text.split_whitespace() {
        let joins = out.chars().next_back().is_some_and(is_word)
            && part.chars().next().is_some_and(is_word);
        if joins {
            out.push(' ');
        }
        out.push_str(part);
    }
    out
}

/// What a line begins that has something in its first column; labels and comments are
/// nothing. `line` as written, comments and all.
pub(super) fn opener(line: &str) -> Option<Opener> {
    let code = code(line, &mut false);
    if let Some(directive) = line.trim_start().strip_prefix('#') {
        return Some(of_preprocessor(directive.trim_start()));
    }
    let first = line.chars().next()?;
    if first == '}' {
        return Some(Opener::Close);
    }
    if !(first.is_alphabetic() || first == '_') || code.is_empty() {
        return None;
    }
    let is_label = code.strip_suffix(':').is_some_and(|name| name.chars().all(is_word_char));
    if is_label {
        return None;
    }
    Some(declaration(&code))
}

fn of_preprocessor(directive: &str) -> Opener {
    let mut words = directive.split(|c: char| !is_word_char(c)).filter(|word| !word.is_empty());
    match (words.next(), words.next()) {
        (Some("define" | "undef"), Some(name)) => Opener::Macro(name.to_owned()),
        (word, _) => Opener::Directive(word.unwrap_or_default().to_owned()),
    }
}

/// A declaration by its first line, comments out.
fn declaration(code: &str) -> Opener {
    if let Some((_, rest)) =
        code.strip_prefix("__attribute__((").and_then(|rest| rest.split_once("))"))
    {
        return if rest.is_empty() {
            Opener::Function(String::new())
        } else {
            declaration(rest.trim_start())
        };
    }
    let equals = code.find('=').unwrap_or(code.len());
    let brace = code.find('{').unwrap_or(code.len());
    let paren = code.find('(').filter(|&at| at < equals && at < brace);
    let is_over = code.ends_with(';');
    let head = code.split([' ', '*']).next().unwrap_or_default();
    if head == "typedef" {
        return Opener::Type(last_word(code.trim_end_matches([';', '{'])).to_owned());
    }
    if let Some((_, inner)) =
        paren.and_then(|at| code[at..].split_once("(*")).filter(|(before, _)| before.is_empty())
    {
        let name = inner.split([')', '[', '(']).next().unwrap_or(inner);
        return Opener::Data(last_word(name).to_owned());
    }
    if let Some(at) = paren {
        let before = &code[..at];
        let name = last_word(before).to_owned();
        let is_bare = before == name;
        return match (is_over, is_bare) {
            // `__attribute__((packed)) struct x {` and `DEFINE_X(name) = {` are rare.
            (true, true) => Opener::Use(name),
            (true, false) => Opener::Prototype(name),
            _ if head == "extern" && brace == code.len() => Opener::Prototype(name),
            (false, true) if code.contains("){") || !is_shouting(&name) => Opener::Function(name),
            (false, true) if name.starts_with("SYSCALL") || name.contains("DEFINE") => {
                Opener::Function(name)
            }
            (false, true) => Opener::Use(name),
            (false, false) => Opener::Function(name),
        };
    }
    if ["enum{", "struct{", "union{"].iter().any(|word| code.starts_with(word)) {
        return Opener::Type(String::new());
    }
    let is_type =
        ["struct", "union", "enum"].iter().any(|word| code.split(' ').any(|w| w == *word));
    if is_type && brace < equals
        || ["struct", "union", "enum"].contains(&head)
            && is_over
            && equals == code.len()
            && code.split(' ').count() == 2
    {
        return Opener::Type(
            last_word(code[..brace.min(code.len())].trim_end_matches(';')).to_owned(),
        );
    }
    let named = &code[..equals.min(brace)];
    let named = named.split('[').next().unwrap_or(named).trim_end_matches(';');
    if equals < code.len() || is_over || code.contains('[') || brace < code.len() {
        return Opener::Data(last_word(named).to_owned());
    }
    // `static int`, and the name on the next line.
    Opener::Function(String::new())
}

fn is_shouting(name: &str) -> bool {
    !name.chars().any(char::is_lowercase)
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

pub(super) fn last_word(text: &str) -> &str {
    let text = text.trim_end_matches(|c| !is_word_char(c));
    let at = text
        .rfind(|c| !is_word_char(c))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    &text[at..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_blanks_do_not_count() {
        let plain = |line: &str| code(line, &mut false);
        assert_eq!(plain("\tif (a  &&\tb) /* c */ f( x );  // d"), "if(a&&b)f(x);");
        assert_eq!(plain("x = \"a  // b\";"), "x=\"a  // b\";");
        assert_eq!(plain("c = '\"'; /* \" */"), "c='\"';");
        assert_eq!(plain("unsigned  long x"), "unsigned long x");
        let mut open = false;
        assert_eq!(code("a /* b", &mut open), "a");
        assert_eq!(code(" * c", &mut open), "");
        assert_eq!(code(" */ d", &mut open), "d");
        assert!(!open);
    }

    #[test]
    fn first_lines_of_declarations() {
        use Opener::*;
        let name = |text: &str| text.to_owned();
        for (line, expected) in [
            ("static int foo(struct bar *b)", Function(name("foo"))),
            (
                "SYSCALL_DEFINE3(read, unsigned int, fd, char __user *, buf,",
                Function(name("SYSCALL_DEFINE3")),
            ),
            ("int foo(int a);", Prototype(name("foo"))),
            ("extern int foo(int a,", Prototype(name("foo"))),
            ("struct foo {", Type(name("foo"))),
            ("struct foo *bar(void)", Function(name("bar"))),
            ("static const struct file_operations ops = {", Data(name("ops"))),
            ("static int table[] = {", Data(name("table"))),
            ("unsigned long x;", Data(name("x"))),
            ("static int (*volatile table[])(int) = {", Data(name("table"))),
            ("__attribute__((noinline))", Function(name(""))),
            ("__attribute__((noinline)) static int foo(void)", Function(name("foo"))),
            ("enum kind {", Type(name("kind"))),
            ("enum {", Type(name(""))),
            ("struct foo;", Type(name("foo"))),
            ("#define MAX(a, b) \\", Macro(name("MAX"))),
            ("# include <x.h>", Directive(name("include"))),
            ("EXPORT_SYMBOL_GPL(foo);", Use(name("EXPORT_SYMBOL_GPL"))),
            ("}", Close),
            ("};", Close),
        ] {
            assert_eq!(opener(line), Some(expected), "{line}");
        }
        for line in ["out:", "\treturn 0;", "/* comment */", "", " * text"] {
            assert_eq!(opener(line), None, "{line}");
        }
    }
}
