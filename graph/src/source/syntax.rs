//! The text of a C file -> its function definitions, and the names that are used in it.
//!
//! The tree tells where functions begin and end. Calls are taken from the leaves, a
//! name followed by `(`: that holds also where macros or `#if` break the tree.

use std::collections::BTreeSet;
use std::ops::Range;

use super::tokens::{block_comment, line_comment, literal};
use tree_sitter::{Node, ParseOptions, ParseState, Parser, TreeCursor};

/// Brackets that are open at once; a file made to hurt could open millions.
const DEEPEST: usize = 1 << 10;

/// Brackets that a file may have open at once to be parsed at all: the tree takes some
/// hundred bytes for each. Compilers stop at 256 by default; those that `#if` leaves open
/// add up.
const DEEPEST_TEXT: usize = 1 << 14;

/// The parser reports after every 100 operations. The files of a kernel take one report
/// for 80 to 200 bytes; text that is no C takes one for 20 to 70, and longer for each.
/// Bounded by bytes, not by time: a file is given up on every machine or on none.
const BYTES_A_STEP: usize = 100;
/// What small files may take beside that: tables of single digits have a token a byte.
const LEAST_STEPS: usize = 1 << 13;

/// A function with a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Definition {
    /// Its name; empty where the tree does not tell.
    pub(crate) name: String,
    /// Where the name stands: line and column from 1; 0 without a name.
    pub(crate) line: u32,
    pub(crate) column: u32,
    /// Lines from the beginning of the declaration to that of the body.
    pub(crate) head: (u32, u32),
    /// Line of the closing bracket.
    pub(crate) end: u32,
    pub(crate) is_static: bool,
    /// Statements and loops of the body.
    pub(crate) statements: u32,
    pub(crate) loops: u32,
    /// The definition that the tree puts it into.
    pub(crate) within: Option<u32>,
}

/// A name in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Use {
    pub(crate) name: String,
    /// From 1.
    pub(crate) line: u32,
    pub(crate) column: u32,
    /// If `(` follows, those of its arguments that are single names.
    pub(crate) arguments: Option<Vec<Option<String>>>,
    /// The use in whose brackets it stands.
    pub(crate) within: Option<u32>,
    /// The definition in whose body it stands.
    pub(crate) definition: Option<u32>,
    /// True inside a block or a part that the grammar does not cover.
    pub(crate) is_code: bool,
}

/// Parses a file; `None` if that is impossible, as of bytes that are no text. `objects` are the names of object-like
/// macros, of which a bare use counts.
pub(super) fn parse(bytes: &[u8], objects: &BTreeSet<&str>) -> Option<(Vec<Definition>, Vec<Use>)> {
    if bytes.contains(&0) || depth(bytes) > DEEPEST_TEXT {
        return None;
    }
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_c::LANGUAGE.into()).ok()?;
    let mut steps = bytes.len() / BYTES_A_STEP + LEAST_STEPS;
    let mut is_over = |_: &ParseState| {
        steps = steps.saturating_sub(1);
        steps == 0
    };
    let mut text = |at: usize, _| bytes.get(at..).unwrap_or_default();
    let options = ParseOptions::new().progress_callback(&mut is_over);
    let tree = parser.parse_with_options(&mut text, None, Some(options))?;
    let mut reader = Reader::new(bytes, objects);
    reader.walk(tree.walk());
    Some((reader.definitions, reader.uses))
}

/// An open bracket.
struct Bracket {
    /// The use that it calls.
    called: Option<u32>,
    /// Leaves of the argument so far, and the name if it is the first.
    leaves: usize,
    name: Option<String>,
}

struct Reader<'t> {
    bytes: &'t [u8],
    objects: &'t BTreeSet<&'t str>,
    definitions: Vec<Definition>,
    /// Open definitions with the byte range of their bodies, outermost first.
    open: Vec<(u32, Range<usize>)>,
    /// Ends of open blocks and of parts that could not be parsed.
    code_until: usize,
    uses: Vec<Use>,
    brackets: Vec<Bracket>,
    /// The leaf before, if it was a name: its text and node position.
    before: Option<(String, u32, u32)>,
}

impl<'t> Reader<'t> {
    fn new(bytes: &'t [u8], objects: &'t BTreeSet<&'t str>) -> Self {
        Self {
            bytes,
            objects,
            definitions: Vec::new(),
            open: Vec::new(),
            code_until: 0,
            uses: Vec::new(),
            brackets: Vec::new(),
            before: None,
        }
    }

    fn walk(&mut self, mut cursor: TreeCursor<'_>) {
        // Of each open node whether it is a directive: the tree finds a parent from its root.
        let mut above = Vec::new();
        loop {
            let node = cursor.node();
            let is_condition =
                above.last() == Some(&true) && cursor.field_name() == Some("condition");
            let enters = !is_condition && self.enter(node);
            if enters && cursor.goto_first_child() {
                above.push(node.kind().starts_with("preproc_"));
                continue;
            }
            loop {
                if cursor.goto_next_sibling() {
                    break;
                }
                above.pop();
                if !cursor.goto_parent() {
                    self.flush();
                    return;
                }
            }
        }
    }

    /// Takes a node in; false if what is below it does not matter.
    fn enter(&mut self, node: Node<'_>) -> bool {
        match node.kind() {
            "comment"
            | "preproc_def"
            | "preproc_function_def"
            | "preproc_include"
            | "preproc_call"
            | "preproc_directive"
            | "string_literal"
            | "char_literal" => {
                return false;
            }
            "function_definition" => self.define(node),
            "compound_statement" | "ERROR" => {
                self.code_until = self.code_until.max(node.end_byte());
            }
            "for_statement" | "while_statement" | "do_statement" => self.weigh(node, |body| {
                body.loops = body.loops.saturating_add(1);
            }),
            "expression_statement"
            | "return_statement"
            | "declaration"
            | "if_statement"
            | "case_statement"
            | "gnu_asm_expression"
            | "goto_statement" => {
                self.weigh(node, |body| body.statements = body.statements.saturating_add(1));
            }
            _ => {}
        }
        if node.child_count() == 0 {
            self.leaf(node);
        }
        true
    }

    fn define(&mut self, node: Node<'_>) {
        while self.open.last().is_some_and(|(_, range)| range.end <= node.start_byte()) {
            self.open.pop();
        }
        let Some(body) = node.child_by_field_name("body") else { return };
        let name = declared_name(node);
        let position = name.map(|name| name.start_position());
        let head_text = self.bytes.get(node.start_byte()..body.start_byte()).unwrap_or_default();
        let is_static =
            String::from_utf8_lossy(head_text).split_whitespace().any(|word| word == "static");
        let within = self.open.last().map(|(index, _)| *index);
        let index = self.definitions.len() as u32;
        self.definitions.push(Definition {
            name: name.map(|name| self.text(name)).unwrap_or_default(),
            line: position.map_or(0, |at| number(at.row)),
            column: position.map_or(0, |at| number(at.column)),
            head: (number(node.start_position().row), number(body.start_position().row)),
            end: number(node.end_position().row),
            is_static,
            statements: 0,
            loops: 0,
            within,
        });
        if within.is_none() {
            self.brackets.clear();
        }
        self.open.push((index, body.start_byte()..body.end_byte()));
    }

    /// Counts something in the definition around it.
    fn weigh(&mut self, node: Node<'_>, count: impl Fn(&mut Definition)) {
        let inside = |(_, range): &&(u32, Range<usize>)| range.contains(&node.start_byte());
        let around = self.open.iter().rev().find(inside).map(|(index, _)| *index as usize);
        if let Some(body) = around.and_then(|at| self.definitions.get_mut(at)) {
            count(body);
        }
    }

    fn leaf(&mut self, node: Node<'_>) {
        let opens = node.kind() == "(";
        let before = self.before.take();
        let called = before.as_ref().filter(|_| opens).cloned();
        if let Some((name, line, column)) = before {
            self.argument(Some(&name));
            if called.is_some() || self.objects.contains(name.as_str()) {
                self.add(name, line, column, called.is_some(), node.start_byte());
            }
        }
        match node.kind() {
            "(" => {
                let called = called.map(|_| self.uses.len().saturating_sub(1) as u32);
                if self.brackets.len() < DEEPEST {
                    self.brackets.push(Bracket { called, leaves: 0, name: None });
                }
            }
            ")" => {
                self.end_argument();
                self.brackets.pop();
                self.argument(None);
            }
            "," => self.end_argument(),
            "identifier" | "type_identifier" | "field_identifier" | "statement_identifier" => {
                let at = node.start_position();
                self.before = Some((self.text(node), number(at.row), number(at.column)));
            }
            _ => self.argument(None),
        }
    }

    /// The last name of a file is followed by nothing.
    fn flush(&mut self) {
        if let Some((name, line, column)) = self.before.take()
            && self.objects.contains(name.as_str())
        {
            self.add(name, line, column, false, self.bytes.len());
        }
    }

    fn add(&mut self, name: String, line: u32, column: u32, called: bool, at: usize) {
        while self.open.last().is_some_and(|(_, range)| range.end <= at) {
            self.open.pop();
        }
        let inside = |(_, range): &&(u32, Range<usize>)| range.contains(&at);
        let definition = self.open.iter().rev().find(inside).map(|(index, _)| *index);
        let within = self.brackets.iter().rev().find_map(|bracket| bracket.called);
        self.uses.push(Use {
            name,
            line,
            column,
            arguments: called.then(Vec::new),
            within,
            definition,
            is_code: at < self.code_until,
        });
    }

    /// A leaf of an argument, by its text if it is a name.
    fn argument(&mut self, name: Option<&str>) {
        if let Some(bracket) = self.brackets.last_mut() {
            bracket.leaves += 1;
            bracket.name = name.filter(|_| bracket.leaves == 1).map(str::to_owned);
        }
    }

    fn end_argument(&mut self) {
        let Some(bracket) = self.brackets.last_mut() else { return };
        bracket.leaves = 0;
        let name = bracket.name.take();
        if let Some(called) = bracket.called.and_then(|at| self.uses.get_mut(at as usize)) {
            called.arguments.get_or_insert_default().push(name);
        }
    }

    fn text(&self, node: Node<'_>) -> String {
        let bytes = self.bytes.get(node.byte_range()).unwrap_or_default();
        String::from_utf8_lossy(bytes).into_owned()
    }
}

/// How many brackets are open at once at most, of any kind.
fn depth(bytes: &[u8]) -> usize {
    let (mut open, mut deepest, mut at) = (0_usize, 0, 0);
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        at += match byte {
            b'/' if rest.starts_with(b"//") => line_comment(rest),
            b'/' if rest.starts_with(b"/*") => block_comment(rest),
            b'"' | b'\'' => literal(rest),
            _ => 1,
        };
        match byte {
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}

/// The name that a definition declares.
fn declared_name(definition: Node<'_>) -> Option<Node<'_>> {
    let mut at = definition.child_by_field_name("declarator")?;
    for _ in 0..DEEPEST {
        if at.kind() == "identifier" {
            return Some(at);
        }
        let inner = at.child_by_field_name("declarator");
        at = inner
            .or_else(|| (0..at.named_child_count()).find_map(|index| at.named_child(index)))?;
    }
    None
}

/// Rows and columns count from 0.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1)
}
