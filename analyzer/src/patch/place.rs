//! A hunk on a file of the build -> what it changes there.

use std::collections::BTreeSet;

use klpscope_graph::FuncId;

use super::c_text::{Opener, opener};
use super::found::{Found, nameless, push};
use super::owner::{Owner, Spot, is_shouting};
use super::series::Base;
use super::sheet::{Block, NewLine, Sheet};
use super::view::{Declared, FileView, Views};
use crate::report::{ChangeKind, ChangeState};

/// Places hunks of one file.
pub(super) struct Placer<'v, 'p> {
    pub(super) views: &'v mut Views<'p>,
    pub(super) path: &'v str,
}

impl Placer<'_, '_> {
    /// What a hunk changes, `by` lines further down than its lines say.
    pub(super) fn place(&mut self, sheet: &Sheet<'_>, by: i64) -> Vec<Found> {
        let mut found = Vec::new();
        for block in &sheet.blocks {
            let mut of_block = Vec::new();
            self.block(sheet, block, by, &mut of_block);
            of_block.into_iter().for_each(|change| push(&mut found, change));
        }
        found
    }

    /// The functions whose code a line is, and how that was found.
    pub(super) fn line(&mut self, line: u32) -> Option<(BTreeSet<(usize, FuncId)>, String)> {
        let view = self.view()?;
        let before: Vec<Declared> = view.before(line).into_iter().cloned().collect();
        let last = before.first().map(|function| view.last_code(function.line));
        let has_rows = view.is_code(line);
        match last {
            Some(last) if line <= last => match self.function_at(&before, Spot::Line(line), last) {
                Owner::Functions { functions, why, .. } => Some((functions, why)),
                Owner::Thing(_) | Owner::Top => None,
            },
            None if has_rows => {
                let functions = self.views.functions_at(self.path, line);
                Some((functions, format!("line {line} is code of functions declared elsewhere")))
            }
            _ => None,
        }
    }

    pub(super) fn view(&self) -> Option<&FileView> {
        self.views.get(self.path)
    }

    fn block(&mut self, sheet: &Sheet<'_>, block: &Block<'_>, by: i64, found: &mut Vec<Found>) {
        let moved = |line: u32| u32::try_from(i64::from(line) + by).unwrap_or(0);
        let front = moved(block.front);
        if sheet.is_trivial(block) {
            let lines = (front.saturating_add(1), front.saturating_add(block.removed as u32));
            let why = "only comments and blanks differ".to_owned();
            let lines = (lines.0, lines.1.max(lines.0));
            push(found, Found { lines, why, ..nameless(ChangeKind::Comment) });
            return;
        }
        for (index, old) in sheet.lines.iter().enumerate().skip(block.first).take(block.removed) {
            if old.code.is_empty() {
                continue;
            }
            let spot = match old.at {
                Base::Line(line) => Spot::Line(moved(line)),
                Base::Behind(line) => Spot::Behind(moved(line), false),
            };
            let owner = self.owner(sheet, index, spot, by);
            self.push(found, owner, spot, ChangeState::Removed);
        }
        let ends_as_head = |line: &NewLine<'_>| !line.code.ends_with([';', '}', '{', '\\']);
        let last = block.added.iter().rfind(|line| !line.code.is_empty());
        let is_head = block.removed == 0 && last.is_some_and(ends_as_head);
        let around = self.owner(sheet, block.first, Spot::Behind(front, is_head), by);
        let is_in_function = matches!(around, Owner::Functions { .. });
        let is_bare = found.is_empty();
        if is_in_function && is_bare {
            self.push(found, around, Spot::Behind(front, false), ChangeState::Changed);
            self.added(block, front, None, found);
            return;
        }
        let open = match around {
            Owner::Thing(thing) => Some(thing),
            Owner::Functions { .. } | Owner::Top => None,
        };
        // Code between what is removed belongs to the same.
        let open = if is_in_function || !is_bare && open.is_none() { None } else { Some(open) };
        self.added(block, front, open, found);
        if found.is_empty() {
            let why = "outside functions, and nothing tells what it is".to_owned();
            push(found, Found { lines: (front, front), why, ..nameless(ChangeKind::Unknown) });
        }
    }

    /// What the added lines begin. `open` is what is open in front of them: `None` where
    /// that is told already, by what is removed.
    fn added(
        &self,
        block: &Block<'_>,
        front: u32,
        open: Option<Option<Opener>>,
        found: &mut Vec<Found>,
    ) {
        let mut open = open;
        for (at, line) in block.added.iter().enumerate() {
            // A macro goes on.
            if at > 0 && block.added[at - 1].text.trim_end().ends_with('\\') {
                continue;
            }
            let begins = opener(line.text).filter(|_| !line.code.is_empty());
            match begins {
                Some(Opener::Close) => open = None,
                Some(Opener::Function(name)) => {
                    let rest = block.added[at..].iter().map(|line| line.code.as_str());
                    let mut ends =
                        rest.skip_while(|code| !code.contains('{') && !code.ends_with(';'));
                    let is_prototype = ends.next().is_some_and(|code| !code.contains('{'));
                    open = None;
                    // The head of a function that was changed, or of what makes it.
                    let argument = line.text.split(['(', ',', ')']).nth(1).map_or("", str::trim);
                    let known = found.iter_mut().find(|known| {
                        let called = known.name.as_deref().unwrap_or_default();
                        let is_made =
                            is_shouting(&name) && !argument.is_empty() && called.contains(argument);
                        known.kind == ChangeKind::Function && (called == name || is_made)
                    });
                    if let Some(known) = known {
                        known.is_rewritten = true;
                        continue;
                    }
                    let begun =
                        if is_prototype { Opener::Prototype(name) } else { Opener::Function(name) };
                    self.thing(&begun, front, ChangeState::Added, found);
                }
                Some(begun) => {
                    self.thing(&begun, front, ChangeState::Added, found);
                    open = None;
                }
                None => {
                    if let Some(Some(thing)) = open.take() {
                        self.thing(&thing, front, ChangeState::Changed, found);
                    }
                }
            }
        }
    }

    /// Notes a thing outside functions.
    fn thing(&self, thing: &Opener, line: u32, state: ChangeState, found: &mut Vec<Found>) {
        let (kind, name) = match thing {
            Opener::Close => return,
            Opener::Function(name) if state == ChangeState::Added => {
                (ChangeKind::NewFunction, name)
            }
            Opener::Function(name) => (ChangeKind::NotCompiled, name),
            Opener::Prototype(name) => (ChangeKind::Prototype, name),
            Opener::Type(name) => (ChangeKind::Type, name),
            Opener::Data(name) => (ChangeKind::Data, name),
            Opener::Macro(name) => (ChangeKind::Macro, name),
            Opener::Directive(name) => (ChangeKind::Directive, name),
            Opener::Use(name) => (ChangeKind::FileScope, name),
        };
        let name = Some(name.clone()).filter(|name| !name.is_empty());
        // `static int` alone, and the rest on the next line.
        let is_half = kind == ChangeKind::NewFunction && name.is_none();
        let why = match kind {
            ChangeKind::NewFunction => "its head is among the lines added",
            ChangeKind::NotCompiled => "the text has its head; the build has no line of it",
            _ => "by the text around",
        };
        if !is_half {
            let why = why.to_owned();
            push(found, Found { state, name, lines: (line, line), why, ..nameless(kind) });
        }
    }

    fn push(&self, found: &mut Vec<Found>, owner: Owner, spot: Spot, state: ChangeState) {
        let line = spot.line();
        match owner {
            Owner::Functions { functions, name, why } => {
                let (state, name) = (ChangeState::Changed, Some(name));
                let lines = (line, line);
                let kind = ChangeKind::Function;
                push(
                    found,
                    Found { kind, state, name, functions, lines, why, is_rewritten: false },
                );
            }
            Owner::Thing(thing) => self.thing(&thing, line, state, found),
            Owner::Top => {}
        }
    }
}
