//! Uses of names in C sources -> calls between source functions.
//!
//! A definition in a source is the function that the debug information declares there.
//! What it calls is looked up as C does: in the same file, then in headers, then among
//! external functions. A function that left no DIE, and is called, gets one row of its own.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use foldhash::fast::RandomState;

use super::super::node::Place;
use super::super::source::{SourceBody, SourceCall};
use super::super::strings::StringsBuilder;
use super::functions::Functions;
use crate::dwarf::UnitRows;
use crate::id::{FuncId, StrId};
use crate::notice::Notice;
use crate::source::{Definition, Expander, SourceFile, Use};

/// Lines of a function's declaration that are looked at.
const LONGEST_HEAD: usize = 64;

/// A definition: number of its file, and number there.
type At = (u32, u32);

/// What sources say of functions, sorted once these have their final ids.
pub(super) struct FromSource {
    pub(super) calls: Vec<SourceCall>,
    pub(super) bodies: Vec<(FuncId, SourceBody)>,
}

/// Joins the files.
pub(super) fn join(
    files: &[SourceFile],
    units: &[UnitRows<'_>],
    functions: &mut Functions<'_, '_>,
    strings: &mut StringsBuilder,
    notices: &mut Vec<Notice>,
) -> FromSource {
    let mut join = Join::new(files, units, functions, strings);
    for file in 0..files.len() as u32 {
        join.add_described(file);
    }
    while let Some((function, at)) = join.work.pop_front() {
        join.add_body(function, at);
    }
    notices.extend(join.other_version());
    notices.extend(join.cut_short());
    FromSource {
        calls: join.calls.into_iter().collect(),
        bodies: join.bodies.into_iter().collect(),
    }
}

impl FromSource {
    /// Gives functions their final ids.
    pub(super) fn renumber(&mut self, order: &[FuncId]) {
        for call in &mut self.calls {
            call.callee = order[call.callee.index()];
            call.caller = order[call.caller.index()];
        }
        self.calls.sort_unstable();
        for (function, _) in &mut self.bodies {
            *function = order[function.index()];
        }
        self.bodies.sort_unstable();
    }
}

struct Join<'j, 'u, 'd> {
    files: &'j [SourceFile],
    functions: &'j mut Functions<'u, 'd>,
    strings: &'j mut StringsBuilder,
    expander: Expander<'j>,
    /// Paths of the units: what is compiled on its own.
    units: BTreeSet<&'j str>,
    /// Functions by the file that declares them, then line.
    declared: HashMap<StrId, Vec<(u32, FuncId)>, RandomState>,
    /// Definitions by name.
    defined: HashMap<&'j str, Vec<At>, RandomState>,
    /// Uses by the definition in whose body they stand.
    used: HashMap<At, Vec<u32>, RandomState>,
    /// Functions of which no DIE is left, by definition.
    made: HashMap<At, FuncId, RandomState>,
    work: VecDeque<(FuncId, At)>,
    calls: BTreeSet<SourceCall>,
    bodies: BTreeMap<FuncId, SourceBody>,
    /// Functions that the debug information declares in these files, and those of them at
    /// whose line the source has a definition or a use of a macro.
    expected: usize,
    in_place: usize,
}

impl<'j, 'u, 'd> Join<'j, 'u, 'd> {
    fn new(
        files: &'j [SourceFile],
        units: &'j [UnitRows<'_>],
        functions: &'j mut Functions<'u, 'd>,
        strings: &'j mut StringsBuilder,
    ) -> Self {
        let mut declared: HashMap<_, Vec<_>, _> = HashMap::default();
        for index in 0..functions.len() {
            let id = FuncId::new(index);
            if let Some(place) = &functions.row(id).place {
                declared.entry(place.file).or_default().push((place.line, id));
            }
        }
        declared.values_mut().for_each(|list| list.sort_unstable());
        let mut defined: HashMap<_, Vec<_>, _> = HashMap::default();
        let mut used: HashMap<_, Vec<_>, _> = HashMap::default();
        for (file, number) in files.iter().zip(0..) {
            for (definition, index) in file.definitions.iter().zip(0..) {
                defined.entry(definition.name.as_str()).or_default().push((number, index));
            }
            for (row, index) in file.uses.iter().zip(0..) {
                if let Some(definition) = row.definition {
                    used.entry((number, definition)).or_default().push(index);
                }
            }
        }
        let expander = Expander::new(files);
        let units = units.iter().map(|unit| unit.name.as_str()).collect();
        let (made, work) = (HashMap::default(), VecDeque::new());
        let (calls, bodies) = (BTreeSet::new(), BTreeMap::new());
        Self {
            files,
            functions,
            strings,
            expander,
            units,
            declared,
            defined,
            used,
            made,
            work,
            calls,
            bodies,
            expected: 0,
            in_place: 0,
        }
    }

    /// Adds the calls of all functions that a file defines and the debug information knows.
    fn add_described(&mut self, number: u32) {
        let file = &self.files[number as usize];
        for path in &file.paths {
            let path = self.strings.intern(path);
            let Some(declared) = self.declared.get(&path).cloned() else { continue };
            let lines = lines_of(file);
            self.expected += declared.len();
            self.in_place += declared.iter().filter(|(line, _)| lines.contains(line)).count();
            let mut owners: Vec<Vec<FuncId>> = Vec::new();
            for definition in &file.definitions {
                let mut own = between(&declared, definition.head.0, definition.head.1);
                let outer = definition.within.and_then(|at| owners.get(at as usize));
                if own.is_empty()
                    && let Some(outer) = outer
                {
                    own.clone_from(outer);
                }
                for &function in &own {
                    self.weigh(function, definition);
                }
                owners.push(own);
            }
            for row in &file.uses {
                let line = self.line(file, row);
                let holders = match row.definition {
                    Some(at) => owners[at as usize].clone(),
                    None => self.beside(&declared, row, line),
                };
                for holder in holders {
                    self.add(number, path, holder, row, line);
                }
            }
        }
    }

    /// Says so if the sources are not those that were compiled: nothing can be told by lines
    /// that have moved.
    fn other_version(&self) -> Option<Notice> {
        let (expected, in_place) = (self.expected, self.in_place);
        (in_place < expected - expected / 10).then(|| {
            let text = format!(
                "only {in_place} of {expected} functions stand where the debug information puts them: \
                 these are not the sources that were compiled"
            );
            Notice::incomplete("--source", text)
        })
    }

    /// Says so if macros lead on and on.
    fn cut_short(&self) -> Option<Notice> {
        let count = self.expander.cut_short();
        (count > 0).then(|| {
            let text = format!("{count} uses of macros were not followed to their end");
            Notice::incomplete("--source", text)
        })
    }

    /// The functions that a use outside of all bodies belongs to: those that a macro
    /// declares there, or in code that could not be parsed the last one above.
    fn beside(&self, declared: &[(u32, FuncId)], row: &Use, line: u32) -> Vec<FuncId> {
        let last = declared[..declared.partition_point(|(at, _)| *at <= line)].last();
        let Some(&(last, _)) = last else { return Vec::new() };
        if last != line && !row.is_code {
            return Vec::new();
        }
        let mut found = between(declared, last, last);
        found.retain(|&id| self.strings.get(self.functions.row(id).name) != row.name);
        found
    }

    /// Adds the calls in a definition of which no DIE is left.
    fn add_body(&mut self, function: FuncId, at: At) {
        let file = &self.files[at.0 as usize];
        let Some(path) = file.paths.first() else { return };
        let path = self.strings.intern(path);
        for index in self.used.get(&at).cloned().unwrap_or_default() {
            let row = &file.uses[index as usize];
            self.add(at.0, path, function, row, self.line(file, row));
        }
    }

    fn add(&mut self, number: u32, path: StrId, caller: FuncId, row: &Use, line: u32) {
        let place = Place { file: path, line, column: row.column };
        let names = self.expander.calls(number, row);
        for name in names.iter() {
            for callee in self.meant(number, path, name) {
                self.calls.insert(SourceCall { callee, caller, place });
            }
        }
    }

    fn weigh(&mut self, function: FuncId, definition: &Definition) {
        let body = SourceBody { statements: definition.statements, loops: definition.loops };
        let known = self.bodies.entry(function).or_insert(body);
        *known = body.min(*known);
    }

    /// The line that compilers give a call: in the arguments of a macro that of the macro.
    fn line(&self, file: &SourceFile, row: &Use) -> u32 {
        let (mut line, mut at) = (row.line, row.within);
        // Brackets are bounded where they are read.
        while let Some(outer) = at.and_then(|at| file.uses.get(at as usize)) {
            if self.expander.is_macro(&outer.name) {
                line = outer.line;
            }
            at = outer.within;
        }
        line
    }

    /// The functions that a name called in a file can mean.
    fn meant(&mut self, number: u32, path: StrId, name: &str) -> Vec<FuncId> {
        let known =
            self.strings.known(name).map(|name| self.functions.named(name).collect::<Vec<_>>());
        let known = known.unwrap_or_default();
        let files = |id: &FuncId| self.functions.row(*id).place.iter().map(|place| place.file);
        let here: Vec<_> =
            known.iter().copied().filter(|id| files(id).any(|file| file == path)).collect();
        if !here.is_empty() {
            return here;
        }
        let mut found: Vec<_> = known
            .iter()
            .copied()
            .filter(|id| {
                self.functions.row(*id).external
                    || files(id).all(|file| !self.units.contains(self.strings.get(file)))
            })
            .collect();
        found.extend(self.undescribed(number, name, found.is_empty()));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The functions of a name that left no DIE and that a file can call. Where others of
    /// the name are left (`is_alone` is false), only the file's own stands beside them.
    fn undescribed(&mut self, number: u32, name: &str, is_alone: bool) -> Vec<FuncId> {
        let all = self.defined.get(name).cloned().unwrap_or_default();
        let files = self.files;
        let file = |at: &At| &files[at.0 as usize];
        let pick = |wanted: &dyn Fn(&At) -> bool| -> Vec<At> {
            all.iter().copied().filter(|at| wanted(at)).collect()
        };
        let mut found = pick(&|at| at.0 == number);
        if found.is_empty() && is_alone {
            let is_static = |at: &At| file(at).definitions[at.1 as usize].is_static;
            found = pick(&|at| file(at).is_known && (!file(at).is_unit() || !is_static(at)));
        }
        // A header that the debug information does not name: all of it may have vanished.
        if found.is_empty() && is_alone {
            found = pick(&|at| !file(at).is_unit());
        }
        found.into_iter().filter_map(|at| self.made(at)).collect()
    }

    /// The function of a definition that left no DIE.
    fn made(&mut self, at: At) -> Option<FuncId> {
        if let Some(&known) = self.made.get(&at) {
            return Some(known);
        }
        let file = &self.files[at.0 as usize];
        let definition: &Definition = &file.definitions[at.1 as usize];
        if definition.line == 0 {
            return None;
        }
        let place = Place {
            file: self.strings.intern(file.paths.first()?),
            line: definition.line,
            column: definition.column,
        };
        let name = self.strings.intern(&definition.name);
        let id = self.functions.recorded(name, Some(place));
        self.weigh(id, definition);
        self.made.insert(at, id);
        self.work.push_back((id, at));
        Some(id)
    }
}

/// The lines on which a function may be declared: those of heads and of uses.
fn lines_of(file: &SourceFile) -> BTreeSet<u32> {
    let heads =
        file.definitions.iter().flat_map(|one| (one.head.0..=one.head.1).take(LONGEST_HEAD));
    heads.chain(file.uses.iter().map(|row| row.line)).collect()
}

/// The functions that are declared from one line to another.
fn between(declared: &[(u32, FuncId)], first: u32, last: u32) -> Vec<FuncId> {
    let begin = declared.partition_point(|(line, _)| *line < first);
    declared[begin..].iter().take_while(|(line, _)| *line <= last).map(|(_, id)| *id).collect()
}
