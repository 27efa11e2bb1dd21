//! Whether a hunk was made for the file that was built: what its old side says of lines,
//! against the lines that became code.

use super::c_text::{self, Opener, opener};
use super::series::Base;
use super::sheet::Sheet;
use super::view::FileView;

/// How far a hunk is looked for, in lines.
const FARTHEST: i64 = 3000;

/// A header of so many characters may be cut off.
const CUT: usize = 37;

/// Lines that have to speak for another place.
const ENOUGH: u32 = 3;

/// How a hunk lies on the build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// Where it says.
    Here,
    /// So many lines further down.
    Moved(i64),
    /// Lines contradict, and no other place fits.
    Nowhere,
    /// None of its lines tells.
    Untold,
}

/// What the lines of a hunk say of a place.
#[derive(Clone, Copy, Debug, Default)]
struct Evidence {
    /// Blank lines and comments that became code.
    against: u32,
    /// Heads of functions that are declared on other lines.
    heads_against: u32,
    /// Functions of the build on lines that are no head of theirs; asked of other places
    /// only, for what a macro makes may stand anywhere.
    declared_against: u32,
    /// The section's function is not the one around.
    section_against: bool,
    /// Heads of functions on their lines.
    heads: u32,
    /// Statements that became code, and those that did not.
    hits: u32,
    misses: u32,
}

impl Evidence {
    fn is_against(self) -> bool {
        self.against + self.heads_against + self.declared_against > 0 || self.section_against
    }

    fn is_for(self) -> bool {
        let told = self.hits + 2 * self.heads;
        !self.is_against() && told >= ENOUGH && 2 * self.hits >= self.misses
    }

    /// Nothing contradicts, but what should be code is not.
    fn is_poor(self) -> bool {
        self.heads == 0 && self.misses >= ENOUGH && 4 * self.hits < self.misses
    }

    fn is_good(self) -> bool {
        !self.is_against() && self.hits > ENOUGH && self.misses <= self.hits / 8
    }
}

/// Where a hunk fits; `before` is where the hunk in front of it in the file did.
pub(super) fn fit(view: &FileView, sheet: &Sheet<'_>, before: i64) -> Fit {
    let here = evidence(view, sheet, 0);
    let is_doubtful = here.is_against() || here.is_poor();
    if !is_doubtful {
        return if here.hits + here.heads > 0 { Fit::Here } else { Fit::Untold };
    }
    let farthest = FARTHEST.min(i64::from(view.last_line()) + 1);
    let mut others: Vec<i64> = (1..=farthest).flat_map(|by| [by, -by]).collect();
    if before != 0 {
        others.insert(0, before);
    }
    let is_place = |by: &i64| {
        let there = evidence(view, sheet, *by);
        if here.is_against() { there.is_for() } else { there.is_good() }
    };
    match others.into_iter().find(is_place) {
        Some(by) => Fit::Moved(by),
        // Code that is not compiled has no lines. Under `#else` there may be a second
        // definition of a function that is compiled elsewhere.
        None if here.against == 0 && here.hits == 0 && before == 0 => Fit::Untold,
        None if !here.is_against() => Fit::Untold,
        // A prototype in front may be the section; lines of code weigh more.
        None if here.against + here.heads_against == 0
            && here.hits >= ENOUGH
            && here.hits >= here.misses =>
        {
            Fit::Here
        }
        None => Fit::Nowhere,
    }
}

/// Whether a hunk that fits where it says fits better where its neighbours do.
pub(super) fn fits_better(view: &FileView, sheet: &Sheet<'_>, by: i64) -> bool {
    let (here, there) = (evidence(view, sheet, 0), evidence(view, sheet, by));
    let weight = |found: Evidence| {
        i64::from(found.hits) + 2 * i64::from(found.heads) - i64::from(found.misses)
    };
    !there.is_against() && weight(there) > weight(here)
}

fn evidence(view: &FileView, sheet: &Sheet<'_>, by: i64) -> Evidence {
    let mut found = Evidence::default();
    let moved = |line: u32| u32::try_from(i64::from(line) + by).ok();
    for (index, old) in sheet.lines.iter().enumerate() {
        let Base::Line(line) = old.at else { continue };
        let Some(line) = moved(line) else {
            found.against += 1;
            continue;
        };
        if by != 0 && !may_declare(view, line, old.text, &old.code) {
            found.declared_against += 1;
        }
        if old.code.is_empty() {
            found.against += u32::from(view.is_code(line));
        } else if let Some(Opener::Function(name)) = opener(old.text) {
            let known = view.named(&name);
            if !known.is_empty() && sheet.is_definition(index) == Some(true) {
                let is_there = known.iter().any(|function| function.line == line);
                found.heads += u32::from(is_there);
                found.heads_against += u32::from(!is_there);
            }
        } else if is_statement(old.text, &old.code) {
            found.hits += u32::from(view.is_code(line));
            found.misses += u32::from(!view.is_code(line));
        }
    }
    let first = sheet.lines.iter().find_map(|old| match old.at {
        Base::Line(line) => moved(line),
        Base::Behind(_) => None,
    });
    if let Some(first) = first {
        found.section_against = is_other_section(view, sheet.section, first);
    }
    found
}

/// True if the header of a hunk names a function of the build that is not the one in front of
/// the hunk's `first` line.
fn is_other_section(view: &FileView, section: &str, first: u32) -> bool {
    let section = section.trim_end();
    let cut = c_text::last_word(section);
    let (name, is_cut) = match opener(section) {
        _ if section.ends_with(';') => return false,
        Some(Opener::Function(name)) if !name.is_empty() => (name, false),
        // `diff -p` keeps 40 characters: the name may be cut.
        _ if section.len() >= CUT && section.ends_with(cut) && !cut.is_empty() => {
            (cut.to_owned(), true)
        }
        _ => return false,
    };
    let is_it = |known: &str| known == name || is_cut && known.starts_with(&name);
    let is_known = view.functions.iter().any(|known| known.is_present && is_it(&known.name));
    let around = view.before(first.saturating_sub(1));
    is_known && !around.iter().any(|function| is_it(&function.name))
}

/// False if the build has a function declared on a line that cannot be its head: a statement,
/// a comment, the head of another one.
fn may_declare(view: &FileView, line: u32, text: &str, code: &str) -> bool {
    let mut here = view.functions.iter().filter(|known| known.line == line && known.is_present);
    let Some(first) = here.next() else { return true };
    if code.is_empty() || text.starts_with([' ', '\t', '{', '}']) {
        return false;
    }
    let mut is_called = |name: &str| first.name == name || here.any(|known| known.name == name);
    match opener(text) {
        // A macro may make functions of any name.
        Some(Opener::Function(name)) => !name.chars().any(char::is_lowercase) || is_called(&name),
        _ => true,
    }
}

/// A line that becomes code in nearly every build: a call, a condition, a return.
fn is_statement(text: &str, code: &str) -> bool {
    if !text.starts_with([' ', '\t']) || code.starts_with('#') {
        return false;
    }
    let calls = code.contains('(') && code.ends_with(';');
    calls || ["if(", "return", "while(", "for("].iter().any(|word| code.starts_with(word))
}
