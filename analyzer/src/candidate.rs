//! A source function across objects: what one spec may name, before it is
//! decided whether that is one function.

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::{FuncId, InstanceId, OriginEvidence, Program, suffix};

use crate::seed::Through;
use crate::spec::Spec;

/// Name and identifying declaration place: one function in however many objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key<'a> {
    pub(crate) name: &'a str,
    /// File and line; `None` for code without DWARF.
    pub(crate) place: Option<(&'a str, u32)>,
}

/// A function that a spec may name.
#[derive(Clone, Debug)]
pub(crate) struct Candidate<'a> {
    pub(crate) key: Key<'a>,
    /// Position of the program, and id there.
    pub(crate) functions: BTreeSet<(usize, FuncId)>,
    pub(crate) through: Through,
}

impl Candidate<'_> {
    /// True if a DIE, code, a copy, or a record of one tells of it in any object. What is
    /// false here is known from C sources alone, such as a header beside the program.
    pub(crate) fn is_compiled(&self, programs: &[Program]) -> bool {
        self.functions.iter().any(|&(at, id)| {
            let program = &programs[at];
            program.function(id).die().is_some()
                || !program.recorded_of(id).is_empty()
                || !program.bodies_of(id).is_empty()
                || !program.copies_of(id).is_empty()
        })
    }

    /// True if any object holds code of it, a copy, or a record of one. What
    /// is false here is a mere declaration.
    pub(crate) fn is_present(&self, programs: &[Program]) -> bool {
        self.functions.iter().any(|&(at, id)| {
            let program = &programs[at];
            !program.recorded_of(id).is_empty()
                || !program.source_calls_of(id).is_empty()
                || !program.bodies_of(id).is_empty()
                || !program.copies_of(id).is_empty()
        })
    }
}

/// Functions gathered by key.
#[derive(Default)]
struct Gathered<'a>(BTreeMap<Key<'a>, Candidate<'a>>);

impl<'a> Gathered<'a> {
    /// Adds a function of program `at`; the first way that led to it stays.
    fn add(&mut self, programs: &'a [Program], at: usize, id: FuncId, through: Through) {
        let key = key(&programs[at], id);
        let empty = || Candidate { key, functions: BTreeSet::new(), through };
        self.0.entry(key).or_insert_with(empty).functions.insert((at, id));
    }

    fn finish(self) -> Vec<Candidate<'a>> {
        self.0.into_values().collect()
    }
}

/// A way from a spec to functions of a program.
type Step = fn(&Program, &Spec) -> Vec<FuncId>;

/// All functions that `spec` may name, sorted by name and place. Names come
/// first; symbols and linkage names are tried in this order while nothing that
/// is present in any object was found, and globs if nothing was found at all.
pub(crate) fn find<'a>(programs: &'a [Program], spec: &Spec) -> Vec<Candidate<'a>> {
    let steps: [(Step, Through); 3] = [
        (by_name, Through::Name),
        (by_symbol, Through::Symbol),
        (by_linkage_name, Through::LinkageName),
    ];
    let mut gathered = Gathered::default();
    for (step, through) in steps {
        for (at, program) in programs.iter().enumerate() {
            for id in step(program, spec).into_iter().filter(|&id| has_place(program, id, spec)) {
                gathered.add(programs, at, id, through);
            }
        }
        if gathered.0.values().any(|candidate| candidate.is_present(programs)) {
            break;
        }
    }
    if gathered.0.is_empty() { by_glob(programs, spec) } else { gathered.finish() }
}

/// The functions of the spec's name wherever they are declared.
pub(crate) fn find_elsewhere<'a>(programs: &'a [Program], name: &str) -> Vec<Candidate<'a>> {
    let mut gathered = Gathered::default();
    for (at, program) in programs.iter().enumerate() {
        for id in program.functions_named(name) {
            gathered.add(programs, at, id, Through::Name);
        }
    }
    gathered.finish()
}

/// The identity of a function.
pub(crate) fn key(program: &Program, id: FuncId) -> Key<'_> {
    let place = program.function(id).places().first();
    Key {
        name: program.function_name(id),
        place: place.map(|place| (program.str(place.file), place.line)),
    }
}

fn has_place(program: &Program, id: FuncId, spec: &Spec) -> bool {
    let places = program.function(id).places();
    spec.matches_places(places.iter().map(|place| (program.str(place.file), place.line)))
}

fn by_name(program: &Program, spec: &Spec) -> Vec<FuncId> {
    program.functions_named(spec.name()).to_vec()
}

fn by_linkage_name(program: &Program, spec: &Spec) -> Vec<FuncId> {
    let is_named = |&id: &FuncId| {
        let linkage = program.function(id).linkage_name();
        linkage.is_some_and(|name| program.str(name) == spec.name())
    };
    program.functions().filter(is_named).collect()
}

fn by_symbol(program: &Program, spec: &Spec) -> Vec<FuncId> {
    let instances = program.instances_of_symbol(spec.name());
    instances.into_iter().flat_map(|id| behind_symbol(program, id, spec.name())).collect()
}

/// The function that a symbol of an instance stands for: of a folded body the
/// one of the symbol's name, else what DWARF describes, else all.
fn behind_symbol(program: &Program, instance: InstanceId, symbol: &str) -> Vec<FuncId> {
    let base = suffix::parse(symbol).base;
    let origins = program.instance(instance).functions();
    let all = || origins.iter().map(|origin| origin.function);
    let named: Vec<_> = all().filter(|&id| is_called(program, id, base)).collect();
    if !named.is_empty() {
        return named;
    }
    let is_described = |evidence| matches!(evidence, OriginEvidence::Die { .. });
    let described = origins.iter().filter(|origin| is_described(origin.evidence));
    let described: Vec<_> = described.map(|origin| origin.function).collect();
    if described.is_empty() { all().collect() } else { described }
}

/// A function's name and linkage name.
pub(crate) fn names(program: &Program, id: FuncId) -> impl Iterator<Item = &str> {
    let linkage = program.function(id).linkage_name();
    linkage.into_iter().map(|name| program.str(name)).chain([program.function_name(id)])
}

/// True if `name` is the function's name or linkage name.
pub(crate) fn is_called(program: &Program, id: FuncId, name: &str) -> bool {
    names(program, id).any(|known| known == name)
}

/// What a glob covers: functions that are present, or if there are none the
/// declarations.
fn by_glob<'a>(programs: &'a [Program], spec: &Spec) -> Vec<Candidate<'a>> {
    if !spec.is_glob() {
        return Vec::new();
    }
    let mut gathered = Gathered::default();
    for (at, program) in programs.iter().enumerate() {
        for id in program.functions() {
            if spec.glob_matches(program.function_name(id)) && has_place(program, id, spec) {
                gathered.add(programs, at, id, Through::Glob);
            }
        }
    }
    let all = gathered.finish();
    let (present, declared): (Vec<_>, _) =
        all.into_iter().partition(|candidate| candidate.is_present(programs));
    if present.is_empty() { declared } else { present }
}
