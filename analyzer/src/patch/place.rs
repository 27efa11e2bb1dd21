//! A hunk on a file of the build -> what it changes there.

use std::collections::BTreeSet;

use klpscope_graph::FuncId;

use super::c_text::{Opener, opener};
use super::series::Base;
use super::sheet::{Around, Block, NewLine, Sheet};
use super::view::{Declared, FileView, Views};
use crate::report::{ChangeKind, ChangeState};

/// Lines of code that tell which of several functions on one line they belong to.
const LINES_ASKED: usize = 64;

/// A change that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) kind: ChangeKind,
    pub(super) state: ChangeState,
    pub(super) name: Option<String>,
    /// By object and id, sorted.
    pub(super) functions: BTreeSet<(usize, FuncId)>,
    /// Lines of the build.
    pub(super) lines: (u32, u32),
    pub(super) why: String,
    /// Its head is removed and added again at the same place.
    pub(super) is_rewritten: bool,
}

/// A place of the old side.
#[derive(Clone, Copy, Debug)]
enum Spot {
    Line(u32),
    /// Between this line and the next; true if what is added there may be the first lines
    /// of a function's head.
    Behind(u32, bool),
}

impl Spot {
    fn line(self) -> u32 {
        match self {
            Self::Line(line) | Self::Behind(line, _) => line,
        }
    }
}

/// Whose a place is.
enum Owner {
    Functions {
        functions: BTreeSet<(usize, FuncId)>,
        name: String,
        why: String,
    },
    /// A thing outside functions that the text names.
    Thing(Opener),
    /// Outside functions, and nothing is open.
    Top,
}

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

    fn view(&self) -> Option<&FileView> {
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

    /// Whose a place is: by the build, and where that has no line there by the text.
    fn owner(&mut self, sheet: &Sheet<'_>, index: usize, spot: Spot, by: i64) -> Owner {
        let Some(view) = self.view() else { return Owner::Top };
        let line = spot.line();
        let before: Vec<Declared> = view.before(line).into_iter().cloned().collect();
        let declared = before.first().map_or(0, |function| function.line);
        let last = if before.is_empty() { 0 } else { view.last_code(declared) };
        let is_inside = match spot {
            Spot::Line(line) => line <= last,
            Spot::Behind(line, _) => line < last && line >= declared,
        };
        let has_rows = view.is_code(line);
        if is_inside {
            return self.function_at(&before, spot, last);
        }
        if has_rows && before.is_empty() {
            let functions = self.views.functions_at(self.path, line);
            let why = format!("line {line} is code of functions declared elsewhere");
            return Owner::Functions { functions, name: String::new(), why };
        }
        self.by_text(sheet, index, (spot, by), &before)
    }

    /// Of the functions declared on one line those whose code lies there.
    fn function_at(&mut self, before: &[Declared], spot: Spot, last: u32) -> Owner {
        let line = spot.line();
        let declared = before[0].line;
        let mut chosen: Vec<&Declared> = before.iter().collect();
        let Some(view) = self.view() else { return Owner::Top };
        let code: Vec<u32> =
            view.code_between(declared.saturating_add(1), last).take(LINES_ASKED).collect();
        let has_rows = view.is_code(line);
        if before.len() > 1 && line > declared {
            let owners: BTreeSet<_> =
                code.iter().flat_map(|&line| self.views.functions_at(self.path, line)).collect();
            let is_owner =
                |function: &&Declared| function.functions.iter().any(|id| owners.contains(id));
            let own: Vec<_> =
                chosen.iter().copied().filter(|function| is_owner(function)).collect();
            if !own.is_empty() {
                chosen = own;
            }
        }
        let mut functions: BTreeSet<_> =
            chosen.iter().flat_map(|function| function.functions.iter().copied()).collect();
        let mut why = match has_rows {
            true => format!("line {line} is code of it"),
            false => {
                format!("between its declaration (line {declared}) and its last code (line {last})")
            }
        };
        let is_told = has_rows && matches!(spot, Spot::Line(_));
        if is_told && !self.views.is_code_of(self.path, line, &functions) {
            let here = self.views.functions_at(self.path, line);
            if !here.is_empty() {
                functions.extend(here);
                why = format!("line {line} lies in the first, but is code of the others");
            }
        }
        let names: Vec<_> = chosen.iter().map(|function| function.name.as_str()).collect();
        Owner::Functions { functions, name: names.join(", "), why }
    }

    /// Whose a place is that lies behind the last code of a function, by the text.
    fn by_text(
        &self,
        sheet: &Sheet<'_>,
        index: usize,
        (spot, by): (Spot, i64),
        before: &[Declared],
    ) -> Owner {
        let own = match spot {
            Spot::Line(_) => sheet.lines.get(index).and_then(|line| opener(line.text)),
            Spot::Behind(..) => None,
        };
        let may_be_head = !matches!(spot, Spot::Behind(_, false));
        if let Some(owner) = self.head_of_next(sheet, index, by).filter(|_| may_be_head) {
            return owner;
        }
        let is_macro = matches!(sheet.around(index), Around::Open(Opener::Macro(_), _));
        if let Some(own) = own.filter(|own| *own != Opener::Close && !is_macro) {
            return match own {
                Opener::Function(name) if sheet.is_definition(index) == Some(false) => {
                    Owner::Thing(Opener::Prototype(name))
                }
                own => Owner::Thing(own),
            };
        }
        // A line of a table ends with `,`.
        let is_code = matches!(spot, Spot::Line(_))
            && sheet.lines.get(index).is_some_and(|line| {
                line.code == "}" || line.code.ends_with(';') && line.text.starts_with([' ', '\t'])
            });
        match sheet.around(index) {
            Around::Top => Owner::Top,
            Around::Open(Opener::Function(name) | Opener::Use(name), head) => {
                let line = match sheet.lines.get(head).map(|line| line.at) {
                    Some(Base::Line(line)) => u32::try_from(i64::from(line) + by).ok(),
                    _ => None,
                };
                let of_macro = before
                    .iter()
                    .filter(|_| is_shouting(&name))
                    .find(|known| Some(known.line) == line);
                match of_macro {
                    Some(function) => self.made_by(&name, function.line),
                    None => self.named(&name, |function| Some(function.line) == line),
                }
            }
            Around::Section(Opener::Function(name) | Opener::Use(name)) if is_shouting(&name) => {
                match before.first() {
                    Some(function) => self.made_by(&name, function.line),
                    None => Owner::Thing(Opener::Function(name)),
                }
            }
            Around::Section(Opener::Function(name)) => {
                self.named(&name, |function| before.iter().any(|known| known.line == function.line))
            }
            // The header of the hunk may be cut off within the function's name.
            Around::Section(Opener::Data(cut))
                if is_code && is_cut(sheet.section, &cut, before) =>
            {
                self.named(&before[0].name, |function| function.line == before[0].line)
            }
            Around::Open(thing, _) | Around::Section(thing) => Owner::Thing(thing),
            Around::Unknown => match before {
                [function, ..] if is_code => {
                    self.named(&function.name, |known| known.line == function.line)
                }
                _ => Owner::Top,
            },
        }
    }

    /// The first lines of a function's head, in front of the one that declares it.
    fn head_of_next(&self, sheet: &Sheet<'_>, index: usize, by: i64) -> Option<Owner> {
        let view = self.view()?;
        for line in sheet.lines.get(index..)? {
            let Base::Line(at) = line.at else { return None };
            let at = u32::try_from(i64::from(at) + by).ok()?;
            let here: Vec<_> =
                view.before(at).into_iter().filter(|known| known.line == at).cloned().collect();
            if let Some(function) = here.first() {
                let functions =
                    here.iter().flat_map(|known| known.functions.iter().copied()).collect();
                let why = format!("in front of its name on line {at}");
                return Some(Owner::Functions { functions, name: function.name.clone(), why });
            }
            let is_head = matches!(opener(line.text), Some(Opener::Function(_)));
            if !is_head || line.code.ends_with([';', '}', '{']) {
                return None;
            }
        }
        None
    }

    /// The functions that a macro made on a line: all their code has that line, wherever in
    /// its arguments it is written.
    fn made_by(&self, name: &str, line: u32) -> Owner {
        let all = self.view().map(|view| view.before(line)).unwrap_or_default();
        let here: Vec<_> = all.into_iter().filter(|known| known.line == line).collect();
        let functions = here.iter().flat_map(|known| known.functions.iter().copied()).collect();
        let names: Vec<_> = here.iter().map(|known| known.name.as_str()).collect();
        let why = format!("written in the arguments of {name}, which makes it on line {line}");
        Owner::Functions { functions, name: names.join(", "), why }
    }

    /// The functions of a name that `is_here` says of.
    fn named(&self, name: &str, is_here: impl Fn(&Declared) -> bool) -> Owner {
        let known = self.view().map(|view| view.named(name)).unwrap_or_default();
        let here: Vec<_> = known.into_iter().filter(|function| is_here(function)).collect();
        if here.is_empty() {
            return Owner::Thing(Opener::Function(name.to_owned()));
        }
        let functions = here.iter().flat_map(|known| known.functions.iter().copied()).collect();
        let why = "behind its last code, by the text around".to_owned();
        Owner::Functions { functions, name: name.to_owned(), why }
    }
}

/// A macro by its name.
fn is_shouting(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(char::is_lowercase)
}

/// `diff -p` keeps 40 characters of the line, git 80.
fn is_cut(section: &str, word: &str, before: &[Declared]) -> bool {
    let is_long = section.len() >= 37;
    is_long && !word.is_empty() && before.iter().any(|known| known.name.starts_with(word))
}

/// A change of a kind, to be completed.
pub(super) fn nameless(kind: ChangeKind) -> Found {
    Found {
        kind,
        state: ChangeState::Changed,
        name: None,
        functions: BTreeSet::new(),
        lines: (0, 0),
        why: String::new(),
        is_rewritten: false,
    }
}

/// Adds a change, or to the one of the same thing.
fn push(found: &mut Vec<Found>, change: Found) {
    let same = found.iter_mut().find(|known| {
        known.kind == change.kind
            && known.name == change.name
            && known.functions == change.functions
    });
    match same {
        Some(known) => {
            known.lines = (known.lines.0.min(change.lines.0), known.lines.1.max(change.lines.1));
            known.is_rewritten |= change.is_rewritten;
            if known.state != change.state {
                known.state = ChangeState::Changed;
            }
        }
        None => found.push(change),
    }
}
