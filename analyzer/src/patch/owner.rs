//! A place of a file -> whose it is: the functions whose code lies there, or what the text
//! around it names.

use std::collections::BTreeSet;

use klpscope_graph::FuncId;

use super::c_text::{Opener, opener};
use super::place::Placer;
use super::series::Base;
use super::sheet::{Around, Sheet};
use super::view::Declared;

/// Lines of code that tell which of several functions on one line they belong to.
const LINES_ASKED: usize = 64;

/// A place of the old side.
#[derive(Clone, Copy, Debug)]
pub(super) enum Spot {
    Line(u32),
    /// Between this line and the next; true if what is added there may be the first lines
    /// of a function's head.
    Behind(u32, bool),
}

impl Spot {
    pub(super) fn line(self) -> u32 {
        match self {
            Self::Line(line) | Self::Behind(line, _) => line,
        }
    }
}

/// Whose a place is.
pub(super) enum Owner {
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

impl Placer<'_, '_> {
    /// Whose a place is: by the build, and where that has no line there by the text.
    pub(super) fn owner(&mut self, sheet: &Sheet<'_>, index: usize, spot: Spot, by: i64) -> Owner {
        let Some(view) = self.view() else { return Owner::Top };
        let line = spot.line();
        let before: Vec<Declared> = view.before(line).into_iter().cloned().collect();
        let declared = before.first().map_or(0, |function| function.line);
        let last = if before.is_empty() { 0 } else { view.last_code(declared) };
        // A hunk may claim to stand at line 0, in front of everything.
        let is_inside = !before.is_empty()
            && match spot {
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
    pub(super) fn function_at(&mut self, before: &[Declared], spot: Spot, last: u32) -> Owner {
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
pub(super) fn is_shouting(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(char::is_lowercase)
}

/// `diff -p` keeps 40 characters of the line, git 80.
fn is_cut(section: &str, word: &str, before: &[Declared]) -> bool {
    let is_long = section.len() >= 37;
    is_long && !word.is_empty() && before.iter().any(|known| known.name.starts_with(word))
}
