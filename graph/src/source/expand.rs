//! A use of a macro -> the names that its expansion calls.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::rc::Rc;

use foldhash::fast::RandomState;

use super::SourceFile;
use super::macros::{Argument, Macro, MacroUse, Piece};
use super::syntax::Use;

/// Macros that use macros: how deep.
const DEEPEST: usize = 24;
/// Names in bodies that are looked at for one use, and for all. What is cut short is said.
const PARTS: usize = 20_000;
const ALL_PARTS: usize = 200_000_000;

/// Bytes of a name that `##` makes.
const LONGEST_NAME: usize = 4096;

/// The names that a use calls.
type Names = Rc<BTreeSet<String>>;

/// Looks macros up by name.
pub(crate) struct Expander<'s> {
    by_name: HashMap<&'s str, Meanings<'s>, RandomState>,
    /// Uses that are known already: the same few stand in a file again and again.
    known: HashMap<Step, Names, RandomState>,
    /// The file of these.
    file: u32,
    parts: usize,
    cut_short: usize,
}

/// The macros of a name.
#[derive(Default)]
struct Meanings<'s> {
    /// Each with the number of its file, ascending.
    all: Vec<(u32, &'s Macro)>,
    /// What a file sees that has none of its own: those of headers, else all; each once.
    elsewhere: Vec<&'s Macro>,
}

/// A name that is still to be expanded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Step {
    name: String,
    arguments: Option<Vec<Option<String>>>,
}

impl<'s> Expander<'s> {
    pub(crate) fn new(files: &'s [SourceFile]) -> Self {
        let mut by_name: HashMap<_, Meanings<'_>, _> = HashMap::default();
        for (index, file) in files.iter().enumerate() {
            for found in &file.macros {
                by_name.entry(found.name.as_str()).or_default().all.push((index as u32, found));
            }
        }
        for meanings in by_name.values_mut() {
            let in_header = |(index, _): &&(u32, _)| !files[*index as usize].is_unit();
            let has_header = meanings.all.iter().any(|found| in_header(&found));
            let visible = meanings.all.iter().filter(|found| !has_header || in_header(found));
            let mut seen = HashSet::<_, RandomState>::default();
            meanings.elsewhere =
                visible.map(|(_, found)| *found).filter(|found| seen.insert(*found)).collect();
        }
        Self { by_name, known: HashMap::default(), file: 0, parts: 0, cut_short: 0 }
    }

    /// True if a macro is so called.
    pub(crate) fn is_macro(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// Uses that were not followed to their end, because that is too far.
    pub(crate) fn cut_short(&self) -> usize {
        self.cut_short
    }

    /// The names that a use in file number `file` calls, itself among them if `(` follows
    /// it. Macros of one name may be defined differently under `#if`: all count.
    pub(crate) fn calls(&mut self, file: u32, used: &Use) -> Names {
        if file != self.file {
            self.file = file;
            self.known.clear();
        }
        let step = Step { name: used.name.clone(), arguments: used.arguments.clone() };
        if let Some(known) = self.known.get(&step) {
            return Rc::clone(known);
        }
        let calls = Rc::new(self.expand(step.clone()));
        self.known.insert(step, Rc::clone(&calls));
        calls
    }

    /// Follows a use through the macros that it leads to, the nearest first, each once.
    fn expand(&mut self, step: Step) -> BTreeSet<String> {
        let mut calls = BTreeSet::new();
        let mut seen = HashSet::<_, RandomState>::default();
        let mut work = VecDeque::from([(step, 0)]);
        let mut left = PARTS.min(ALL_PARTS.saturating_sub(self.parts));
        let given = left;
        while let Some((step, depth)) = work.pop_front() {
            let visible = self.visible(&step.name).filter(|_| depth < DEEPEST);
            let parts = visible
                .filter(|found| found.parameters.is_some() <= step.arguments.is_some())
                .flat_map(|found| found.uses.iter().map(move |part| (found, part)));
            for (found, part) in parts {
                let Some(rest) = left.checked_sub(1) else { break };
                left = rest;
                let next = inner(found, part, &step);
                let next =
                    next.filter(|next| next.arguments.is_some() || self.is_macro(&next.name));
                if let Some(next) = next
                    && !seen.contains(&next)
                {
                    seen.insert(next.clone());
                    work.push_back((next, depth + 1));
                }
            }
            if step.arguments.is_some() {
                calls.insert(step.name);
            }
        }
        self.parts += given - left;
        self.cut_short += usize::from(left == 0);
        calls
    }

    /// The macros that a name can mean: those of the same file, else of headers, else all.
    fn visible(&self, name: &str) -> impl Iterator<Item = &'s Macro> {
        let (mut own, mut elsewhere) = (&[][..], &[][..]);
        if let Some(meanings) = self.by_name.get(name) {
            let begin = meanings.all.partition_point(|(index, _)| *index < self.file);
            let end = meanings.all.partition_point(|(index, _)| *index <= self.file);
            own = &meanings.all[begin..end];
            elsewhere = &meanings.elsewhere;
        }
        let elsewhere = if own.is_empty() { elsewhere } else { &[] };
        own.iter().map(|(_, found)| *found).chain(elsewhere.iter().copied())
    }
}

/// What a name in a macro's body becomes with the arguments of `step`.
fn inner(found: &Macro, part: &MacroUse, step: &Step) -> Option<Step> {
    let given = step.arguments.as_deref().filter(|_| found.parameters.is_some());
    let name = filled(&part.name, given)?;
    let arguments = part.arguments.as_ref().map(|list| {
        list.iter().map(|argument: &Argument| filled(argument.as_ref()?, given)).collect()
    });
    // `#define f g`: what follows `f` follows `g`.
    let passes_on = part.is_last && found.parameters.is_none();
    let arguments = arguments.or_else(|| step.arguments.clone().filter(|_| passes_on));
    Some(Step { name, arguments })
}

/// A name with its parameters filled in; `None` if an argument is not a single name, or
/// the name grows beyond all that a program has.
fn filled(pieces: &[Piece], given: Option<&[Option<String>]>) -> Option<String> {
    let mut name = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => name.push_str(text),
            Piece::Parameter(at) => name.push_str(given?.get(*at)?.as_deref()?),
        }
        if name.len() > LONGEST_NAME {
            return None;
        }
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::super::{macros, syntax};
    use super::*;

    fn calls(text: &str) -> Vec<(u32, Vec<String>)> {
        let macros = macros::definitions(text.as_bytes());
        let objects = macros.iter().filter_map(Macro::bare_name).collect();
        let (definitions, uses) = syntax::parse(text.as_bytes(), &objects).unwrap();
        let files =
            [SourceFile { definitions, uses, macros: macros.clone(), ..SourceFile::default() }];
        let mut expander = Expander::new(&files);
        let mut of = |used: &Use| (used.line, expander.calls(0, used).iter().cloned().collect());
        files[0].uses.iter().map(&mut of).collect()
    }

    #[test]
    fn a_body_calls_where_the_macro_is_used() {
        let text = "#define condGC(L,pre,pos) \\\n { if (debt(L)) { pre; step(L); pos; } }\n\
                    #define check(L) condGC(L, (void)0, (void)0)\n\
                    void f(void *L) {\n  check(L);\n}\n";
        let found = calls(text);
        assert_eq!(found[0], (4, vec!["f".to_owned()]));
        assert_eq!(found[1].0, 5);
        assert_eq!(found[1].1, ["check", "condGC", "debt", "if", "step"]);
    }

    #[test]
    fn names_are_pasted_and_passed_on() {
        let text = "#define GEN(fn) static int fn##_default(int x) { return fn##_body(x); }\n\
                    #define alias real\n#define now get_now()\n#define APPLY(f, x) f(x)\n\
                    GEN(huf)\nint g(void) { return alias(1) + now + APPLY(h, 2); }\n";
        let all: BTreeSet<String> = calls(text).into_iter().flat_map(|(_, names)| names).collect();
        for name in ["huf_default", "huf_body", "real", "get_now", "h"] {
            assert!(all.contains(name), "{name} is not in {all:?}");
        }
    }

    #[test]
    fn a_macro_that_uses_itself_comes_to_an_end() {
        assert_eq!(
            calls("#define a(x) a(x) + b(a(x))\nint f(void) { return a(1); }")[1].1,
            ["a", "b"]
        );
    }

    #[test]
    fn a_bomb_of_macros_goes_off_once() {
        let line =
            |at: usize| format!("#define m{at}(x) {}\n", format!("m{}(x) ", at + 1).repeat(100));
        let text: String = (0..20).map(line).collect();
        let found = calls(&format!("{text}int f(void) {{ return m0(1); }}"));
        assert_eq!(found[1].1.len(), 21);
    }

    #[test]
    fn a_body_without_end_is_cut_short() {
        let body: String = (0..=PARTS).map(|at| format!("f{at}() ")).collect();
        let text = format!("#define all(x) {body}\nint f(void) {{ return all(1); }}");
        let macros = macros::definitions(text.as_bytes());
        let (definitions, uses) = syntax::parse(text.as_bytes(), &BTreeSet::new()).unwrap();
        let files = [SourceFile { definitions, uses, macros, ..SourceFile::default() }];
        let mut expander = Expander::new(&files);
        assert_eq!(expander.calls(0, &files[0].uses[1]).len(), PARTS + 1);
        assert_eq!(expander.cut_short(), 1);
    }
}
