//! A hunk laid out on the file that was built: its old side with line numbers there, and
//! the places where it changes something.

use super::c_text::{self, Opener, code, opener};
use super::hunk::{Hunk, Side};
use super::series::Base;

/// A hunk on the lines of the build.
#[derive(Debug)]
pub(super) struct Sheet<'h> {
    /// Its old side: what is around, and what is removed.
    pub(super) lines: Vec<OldLine<'h>>,
    pub(super) blocks: Vec<Block<'h>>,
    pub(super) section: &'h str,
}

/// A line of the old side.
#[derive(Debug)]
pub(super) struct OldLine<'h> {
    pub(super) at: Base,
    pub(super) text: &'h str,
    /// Without comments and superfluous blanks.
    pub(super) code: String,
}

/// Lines removed and added at one place.
#[derive(Debug)]
pub(super) struct Block<'h> {
    /// Where it stands among the lines of the sheet, and how many it removes.
    pub(super) first: usize,
    pub(super) removed: usize,
    pub(super) added: Vec<NewLine<'h>>,
    /// The place in the build: the line in front.
    pub(super) front: u32,
}

/// A line that is added.
#[derive(Debug)]
pub(super) struct NewLine<'h> {
    pub(super) text: &'h str,
    pub(super) code: String,
}

impl<'h> Sheet<'h> {
    /// Lays out `hunk`; `back` takes the lines it counts to those of the build.
    pub(super) fn new(hunk: &'h Hunk, back: impl Fn(u32) -> Base) -> Self {
        let begins = begins_in_comment(hunk);
        let (mut old_comment, mut new_comment) = (begins, begins);
        let first = if hunk.old.1 == 0 { hunk.old.0.saturating_add(1) } else { hunk.old.0 };
        let mut line = first;
        let mut sheet = Self { lines: Vec::new(), blocks: Vec::new(), section: &hunk.section };
        let mut is_open = false;
        for here in &hunk.lines {
            if here.side == Side::Both {
                is_open = false;
            } else if !is_open {
                is_open = true;
                sheet.blocks.push(Block {
                    first: sheet.lines.len(),
                    removed: 0,
                    added: Vec::new(),
                    front: in_front(&back, line),
                });
            }
            let block = sheet.blocks.last_mut().filter(|_| is_open);
            if here.side == Side::New {
                let code = code(&here.text, &mut new_comment);
                block.into_iter().for_each(|block| {
                    block.added.push(NewLine { text: &here.text, code: code.clone() });
                });
                continue;
            }
            let code = code(&here.text, &mut old_comment);
            if here.side == Side::Both {
                c_text::code(&here.text, &mut new_comment);
            }
            block.into_iter().for_each(|block| block.removed += 1);
            sheet.lines.push(OldLine { at: back(line), text: &here.text, code });
            line = line.saturating_add(1);
        }
        sheet
    }

    /// The lines that a block removes.
    pub(super) fn removed(&self, block: &Block<'_>) -> &[OldLine<'h>] {
        &self.lines[block.first..block.first + block.removed]
    }

    /// True if what a block changes is nothing to the compiler: blanks and comments.
    pub(super) fn is_trivial(&self, block: &Block<'_>) -> bool {
        let removed = self.removed(block).iter().map(|line| line.code.as_str());
        joined(removed) == joined(block.added.iter().map(|line| line.code.as_str()))
    }

    /// What the old side says of the surroundings of its line `index`, looking up.
    pub(super) fn around(&self, index: usize) -> Around {
        if let Some(name) = self.macro_around(index) {
            return Around::Open(Opener::Macro(name), index);
        }
        for at in (0..index).rev() {
            let line = &self.lines[at];
            if line.code.is_empty() {
                continue;
            }
            match opener(line.text) {
                None | Some(Opener::Directive(_)) => {}
                Some(Opener::Close | Opener::Prototype(_) | Opener::Macro(_)) => {
                    return Around::Top;
                }
                Some(Opener::Use(_)) if line.code.ends_with([';', ')']) => return Around::Top,
                Some(Opener::Function(name)) => {
                    let is_over = self.lines[at..index].iter().any(|line| line.code.ends_with(';'));
                    return match self.is_definition(at) {
                        Some(false) if is_over => Around::Top,
                        Some(false) => Around::Open(Opener::Prototype(name), at),
                        _ => Around::Open(Opener::Function(name), at),
                    };
                }
                Some(_) if line.code.ends_with(';') => return Around::Top,
                Some(found) => return Around::Open(found, at),
            }
        }
        match opener(self.section) {
            // Cut off by the tool, before its `=`.
            Some(Opener::Function(name)) if name.is_empty() => {
                Around::Section(Opener::Data(c_text::last_word(self.section).to_owned()))
            }
            Some(
                found @ (Opener::Function(_) | Opener::Type(_) | Opener::Data(_) | Opener::Use(_)),
            ) if !self.section.trim_end().ends_with(';') => Around::Section(found),
            _ => Around::Unknown,
        }
    }

    /// The macro that line `index` goes on with, by the `\` in front; without a name if the
    /// hunk begins within it.
    fn macro_around(&self, index: usize) -> Option<String> {
        let mut at = index;
        while at > 0 && self.lines[at - 1].text.trim_end().ends_with('\\') {
            at -= 1;
            if let Some(Opener::Macro(name)) = opener(self.lines[at].text) {
                return Some(name);
            }
        }
        let goes_on =
            self.lines.get(index).is_some_and(|line| line.text.trim_end().ends_with('\\'));
        let is_begin =
            self.lines.get(index).is_some_and(|line| line.text.trim_start().starts_with('#'));
        (at == 0 && goes_on && !is_begin || at < index && at == 0).then(String::new)
    }

    /// Whether the function whose head begins at a line has its body there; `None` if the
    /// hunk ends before that shows.
    pub(super) fn is_definition(&self, index: usize) -> Option<bool> {
        for line in &self.lines[index..] {
            if line.code.contains('{') {
                return Some(true);
            }
            if line.code.ends_with(';') {
                return Some(false);
            }
        }
        None
    }
}

/// What is open around a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Around {
    /// Nothing: what was open is closed.
    Top,
    /// This, by a line of the hunk, of this index.
    Open(Opener, usize),
    /// This, by the header of the hunk: it began before, and may be over.
    Section(Opener),
    /// Nothing tells.
    Unknown,
}

/// The line of the build that stands in front of a place.
fn in_front(back: &impl Fn(u32) -> Base, line: u32) -> u32 {
    match line.checked_sub(1).filter(|&front| front > 0).map(back) {
        Some(Base::Line(front) | Base::Behind(front)) => front,
        None => 0,
    }
}

/// Code of several lines as one text; lines for the preprocessor stay apart.
fn joined<'c>(codes: impl Iterator<Item = &'c str>) -> String {
    let mut text = String::new();
    for line in codes.filter(|line| !line.is_empty()) {
        let between = if line.starts_with('#') || text.contains('#') { "\n" } else { " " };
        text.push_str(between);
        text.push_str(line);
    }
    // Where a line is broken does not matter.
    if text.contains('\n') { text } else { code(&text, &mut false) }
}

/// True if a hunk begins inside a comment: one ends that did not begin, or all its lines
/// go on with `*`.
fn begins_in_comment(hunk: &Hunk) -> bool {
    let old = || hunk.lines.iter().filter(|line| line.side != Side::New);
    for line in old() {
        match (line.text.find("/*"), line.text.find("*/")) {
            (None, Some(_)) => return true,
            (Some(begin), Some(end)) if end < begin => return true,
            (Some(_), _) => return false,
            (None, None) => {}
        }
    }
    let mut lines =
        old().map(|line| line.text.trim_start()).filter(|line| !line.is_empty()).peekable();
    lines.peek().is_some()
        && lines.all(|line| line == "*" || line.starts_with("* ") || line.starts_with("*\t"))
}
