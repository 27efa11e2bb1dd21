//! A use of a macro -> the names that its expansion calls.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;

use super::SourceFile;
use super::macros::{Argument, Macro, MacroUse, Piece};
use super::syntax::Use;

/// Macros that use macros: how deep, and how many steps in all for one use.
const DEEPEST: usize = 24;
const STEPS: usize = 2_000;

/// Looks macros up by name.
pub(crate) struct Expander<'s> {
    /// The macros of a name, each with the number of its file.
    by_name: HashMap<&'s str, Vec<(u32, &'s Macro)>, RandomState>,
    files: &'s [SourceFile],
}

/// A name that is still to be expanded.
struct Step {
    name: String,
    arguments: Option<Vec<Option<String>>>,
    depth: usize,
}

impl<'s> Expander<'s> {
    pub(crate) fn new(files: &'s [SourceFile]) -> Self {
        let mut by_name: HashMap<_, Vec<_>, _> = HashMap::default();
        for (index, file) in files.iter().enumerate() {
            for found in &file.macros {
                by_name.entry(found.name.as_str()).or_default().push((index as u32, found));
            }
        }
        Self { by_name, files }
    }

    /// True if a macro is so called.
    pub(crate) fn is_macro(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// The names that a use in file number `file` calls, itself among them if `(` follows
    /// it. Macros of one name may be defined differently under `#if`: all count.
    pub(crate) fn calls(&self, file: u32, used: &Use) -> BTreeSet<String> {
        let mut calls = BTreeSet::new();
        let (name, arguments) = (used.name.clone(), used.arguments.clone());
        let mut work = vec![Step { name, arguments, depth: 0 }];
        for _ in 0..STEPS {
            let Some(step) = work.pop() else { break };
            for found in self.visible(file, &step.name) {
                if step.depth < DEEPEST && found.parameters.is_some() <= step.arguments.is_some() {
                    let inner = found.uses.iter().filter_map(|part| inner(found, part, &step));
                    work.extend(
                        inner.filter(|inner| {
                            inner.arguments.is_some() || self.is_macro(&inner.name)
                        }),
                    );
                }
            }
            if step.arguments.is_some() {
                calls.insert(step.name);
            }
        }
        calls
    }

    /// The macros that a name can mean: those of the same file, else of headers, else all.
    fn visible(&self, file: u32, name: &str) -> Vec<&'s Macro> {
        let all = self.by_name.get(name).map(Vec::as_slice).unwrap_or_default();
        let is_header = |index: u32| !self.files[index as usize].is_unit();
        let pick = |wanted: &dyn Fn(u32) -> bool| -> Vec<_> {
            all.iter().filter(|(index, _)| wanted(*index)).map(|(_, found)| *found).collect()
        };
        let own = pick(&|index| index == file);
        if !own.is_empty() {
            return own;
        }
        let headers = pick(&is_header);
        if headers.is_empty() { pick(&|_| true) } else { headers }
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
    Some(Step { name, arguments, depth: step.depth + 1 })
}

/// A name with its parameters filled in; `None` if an argument is not a single name.
fn filled(pieces: &[Piece], given: Option<&[Option<String>]>) -> Option<String> {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => Some(text.clone()),
        Piece::Parameter(at) => given?.get(*at)?.clone(),
    };
    pieces.iter().map(piece).collect()
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
        let expander = Expander::new(&files);
        let of = |used: &Use| (used.line, expander.calls(0, used).into_iter().collect());
        files[0].uses.iter().map(of).collect()
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
}
