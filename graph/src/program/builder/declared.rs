//! Functions as compiler records spell them -> source functions.
//!
//! Records give paths relative to the directory the compiler ran in, which differs
//! from stage to stage, so that only the last components of a path agree for sure.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;

use super::super::node::Place;
use super::super::store::FunctionRow;
use super::super::strings::StringsBuilder;
use super::functions::Functions;
use crate::dump::RecordedFunction;
use crate::dwarf::DwarfRows;
use crate::id::{FuncId, StrId};
use crate::suffix;

/// For each recorded function the source functions that it can be: mostly one, several
/// where the record does not tell them apart, one of its own where no DIE is left of it.
pub(super) fn match_all(
    recorded: &[RecordedFunction],
    rows: &DwarfRows<'_>,
    functions: &mut Functions<'_, '_>,
    strings: &mut StringsBuilder,
) -> Vec<Vec<FuncId>> {
    let paths = Paths::new(rows);
    let by_linkage = linkage_names(functions, strings);
    let by_line = lines_of_all(functions);
    let mut matches = vec![Vec::new(); recorded.len()];
    // Those without a place last: they may be what another record places.
    let (placed, placeless): (Vec<_>, Vec<_>) =
        recorded.iter().enumerate().partition(|(_, row)| !row.is_placeless());
    for (index, row) in placed.into_iter().chain(placeless) {
        let name = strings.intern(&row.name);
        let mut named = functions.named(name).collect::<Vec<_>>();
        if named.is_empty() {
            named = by_linkage.get(&name).cloned().unwrap_or_default();
        }
        let mut found = candidates(row, named, functions, strings);
        if found.is_empty() && row.column != 0 {
            found = at_place(row, &by_line, functions, strings);
        }
        if found.is_empty() {
            found.push(functions.recorded(name, paths.place(row, strings)));
        }
        matches[index] = found;
    }
    matches
}

/// Functions that bear another name in the symbol table than in the source, by that
/// name without clone suffixes.
fn linkage_names(
    functions: &Functions<'_, '_>,
    strings: &mut StringsBuilder,
) -> HashMap<StrId, Vec<FuncId>, RandomState> {
    let mut names: HashMap<_, Vec<_>, _> = HashMap::default();
    for index in 0..functions.len() {
        let id = FuncId::new(index);
        if let Some(linkage) = functions.row(id).linkage_name {
            let base = suffix::parse(strings.get(linkage)).base.to_owned();
            names.entry(strings.intern(&base)).or_default().push(id);
        }
    }
    names
}

/// Functions by declaration line.
fn lines_of_all(functions: &Functions<'_, '_>) -> HashMap<u32, Vec<FuncId>, RandomState> {
    let mut lines: HashMap<_, Vec<_>, _> = HashMap::default();
    for index in 0..functions.len() {
        let id = FuncId::new(index);
        if let Some(place) = &functions.row(id).place {
            lines.entry(place.line).or_default().push(id);
        }
    }
    lines
}

/// What is declared just where GCC's record says, by whatever name: a function with an
/// assembler name of its own, a nested function (`inner.1`).
fn at_place(
    recorded: &RecordedFunction,
    by_line: &HashMap<u32, Vec<FuncId>, RandomState>,
    functions: &Functions<'_, '_>,
    strings: &StringsBuilder,
) -> Vec<FuncId> {
    let there = |id: &FuncId| {
        let mut places = functions.row(*id).place.iter();
        places.any(|place| {
            (place.line, place.column) == (recorded.line, recorded.column)
                && spelled_so(recorded, strings.get(place.file))
        })
    };
    by_line.get(&recorded.line).into_iter().flatten().copied().filter(there).collect()
}

/// Of the functions of the right name those that the record can mean.
fn candidates(
    recorded: &RecordedFunction,
    named: Vec<FuncId>,
    functions: &Functions<'_, '_>,
    strings: &StringsBuilder,
) -> Vec<FuncId> {
    if recorded.is_placeless() {
        return named;
    }
    let lines_in_file = |id: &FuncId| lines(functions.row(*id), recorded, strings);
    let same_file: Vec<_> =
        named.iter().copied().filter(|id| !lines_in_file(id).is_empty()).collect();
    if same_file.is_empty() {
        // Code without a DIE has a name only.
        let nowhere = named.into_iter().filter(|id| functions.row(*id).place.is_none());
        return nowhere.collect();
    }
    let at_line: Vec<_> = match wanted_line(recorded, same_file.iter().flat_map(lines_in_file)) {
        Some(line) => {
            same_file.iter().copied().filter(|id| lines_in_file(id).contains(&line)).collect()
        }
        None => same_file,
    };
    let same_path: Vec<_> = at_line
        .iter()
        .copied()
        .filter(|id| {
            let mut places = functions.row(*id).place.iter();
            places.any(|place| spelled_so(recorded, strings.get(place.file)))
        })
        .collect();
    if same_path.is_empty() { at_line } else { same_path }
}

/// The declaration lines of a function in a file of the recorded name.
fn lines(
    function: &FunctionRow,
    recorded: &RecordedFunction,
    strings: &StringsBuilder,
) -> Vec<u32> {
    let file = recorded.files.first().map(|file| last_component(file));
    let in_file = |place: &&Place| Some(last_component(strings.get(place.file))) == file;
    function.place.iter().filter(in_file).map(|place| place.line).collect()
}

/// The line by which to tell functions of one name in one file apart. A record of LLVM has
/// at least the line of the scope: the last declaration at or above it is meant.
fn wanted_line(recorded: &RecordedFunction, lines: impl Iterator<Item = u32>) -> Option<u32> {
    let lines: Vec<_> = lines.collect();
    if recorded.line != 0 && lines.contains(&recorded.line) {
        return Some(recorded.line);
    }
    lines.into_iter().filter(|&line| line <= recorded.scope_line).max()
}

/// True if a normalised path ends in one of the record's spellings of it.
fn spelled_so(recorded: &RecordedFunction, path: &str) -> bool {
    recorded.files.iter().any(|file| ends_in(path, &below(file)))
}

fn ends_in(path: &str, end: &str) -> bool {
    path.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

/// A path without detours, and without what leads out of the directory the compiler
/// ran in: `../lib/common/../mem.h` is `lib/mem.h`.
fn below(path: &str) -> String {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// What follows the last `/` of a path.
pub(super) fn last_component(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Every path that the units name, by its last component.
struct Paths(HashMap<String, BTreeSet<String>, RandomState>);

impl Paths {
    fn new(rows: &DwarfRows<'_>) -> Self {
        let mut paths: HashMap<_, BTreeSet<_>, _> = HashMap::default();
        for path in rows.paths.iter().chain(rows.units.iter().map(|unit| &unit.name)) {
            let known = paths.entry(last_component(path).to_owned()).or_default();
            if !known.contains(path) {
                known.insert(path.clone());
            }
        }
        Self(paths)
    }

    /// Where a function without a DIE is declared: the path as the units write it, else as
    /// the record does. LLVM may know the line of the scope only.
    fn place(&self, recorded: &RecordedFunction, strings: &mut StringsBuilder) -> Option<Place> {
        let spelled = recorded.files.iter().map(|file| below(file));
        let spelled = spelled.max_by_key(String::len)?;
        let known = self.0.get(last_component(&spelled)).into_iter().flatten();
        let path = known.into_iter().find(|path| spelled_so(recorded, path));
        let file = strings.intern(path.unwrap_or(&spelled));
        let line = if recorded.line != 0 { recorded.line } else { recorded.scope_line };
        Some(Place { file, line, column: recorded.column })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_agree_by_whole_components() {
        assert_eq!(below("../.././src/a.c"), "src/a.c");
        assert_eq!(below("lib/compress/../common/mem.h"), "lib/common/mem.h");
        assert_eq!(below("/usr/include/a.h"), "/usr/include/a.h");
        assert!(ends_in("/w/src/a.c", "src/a.c"));
        assert!(ends_in("a.c", "a.c"));
        assert!(!ends_in("/w/extra.c", "a.c"));
    }

    #[test]
    fn a_scope_line_means_the_last_declaration_above_it() {
        let mut recorded = RecordedFunction { scope_line: 31, ..RecordedFunction::default() };
        assert_eq!(wanted_line(&recorded, [10, 30, 50].into_iter()), Some(30));
        recorded.line = 10;
        assert_eq!(wanted_line(&recorded, [10, 30, 50].into_iter()), Some(10));
    }
}
