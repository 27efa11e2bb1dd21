//! Spec -> source functions, over several objects: one function, or an error
//! that says what to write instead.

use klpscope_graph::{FuncId, Program};

use crate::candidate::{self, Candidate};
use crate::nearest::{SUGGESTIONS, nearest};
use crate::report::{NoticeRow, PlaceRow, SeedRow};
use crate::spec::{Spec, SpecError};

/// A source function that a spec names, in every object that knows it. A
/// `static inline` of a header is one function in all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed {
    /// The spec, as written.
    pub spec: String,
    /// The function in each object: position in the slice of programs, and id.
    pub functions: Vec<(usize, FuncId)>,
    /// How the spec led here.
    pub through: Through,
    /// Declarations of the same name that were passed over because nothing of
    /// them is in any object.
    pub passed_over: usize,
}

/// How a spec led to a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Through {
    /// Its name.
    Name,
    /// The ELF symbol of an instance.
    Symbol,
    /// Its linkage name.
    LinkageName,
    /// A glob over names.
    Glob,
}

/// Why a spec names no function, or no single one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SeedError {
    /// The text is not a spec.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// No function is called so.
    #[error("{}{}", is_unknown(spec, *calls), may_be_unread(unread))]
    Unknown {
        /// The spec, as written.
        spec: String,
        /// Names like it, the nearest first; at most five.
        near: Vec<String>,
        /// Functions of that name declared elsewhere, as specs; at most five.
        elsewhere: Vec<String>,
        /// Calls of that name that leave the objects asked about.
        calls: usize,
        /// What could not be read of the input, each kind once, without its
        /// place: if not empty, the function may be there.
        unread: Vec<String>,
    },
    /// One name, several declaration places.
    #[error("{spec:?} is ambiguous: {} functions have this name", candidates.len())]
    Ambiguous {
        /// The spec, as written.
        spec: String,
        /// Each as a spec that names it alone, sorted.
        candidates: Vec<String>,
    },
}

impl SeedError {
    /// The same error where `notices` came with the input: a function that is
    /// unknown may be in what could not be read (corpus cases split-dwarf,
    /// dwz-multifile).
    #[must_use]
    pub fn beside(mut self, notices: &[NoticeRow]) -> Self {
        if let Self::Unknown { unread, .. } = &mut self {
            let texts = notices.iter().filter(|notice| notice.incomplete);
            unread.extend(texts.map(|notice| without_place(&notice.text).to_owned()));
            unread.sort();
            unread.dedup();
        }
        self
    }
}

fn is_unknown(spec: &str, calls: usize) -> String {
    match calls {
        0 => format!("no function matches {spec:?}"),
        1 => format!("{spec:?} is not defined here; 1 call goes to another object"),
        calls => format!("{spec:?} is not defined here; {calls} calls go to another object"),
    }
}

fn may_be_unread(unread: &[String]) -> &'static str {
    if unread.is_empty() { "" } else { ", but it may be in what could not be read of the input" }
}

/// A notice without the `DIE at 0x2a: ` it may begin with.
fn without_place(text: &str) -> &str {
    match text.split_once(": ") {
        Some((place, rest)) if place.contains(" 0x") => rest,
        _ => text,
    }
}

/// The functions that `spec` names: one, or for a glob at least one, sorted by
/// name and place.
///
/// # Errors
/// If no function matches, or a name without glob means several.
pub fn resolve(programs: &[Program], spec: &Spec) -> Result<Vec<Seed>, SeedError> {
    let mut candidates = candidates(programs, spec)?;
    let is_glob = candidates.iter().all(|candidate| candidate.through == Through::Glob);
    let declared = candidates.len();
    if declared > 1 && !is_glob {
        if candidates.iter().any(|candidate| candidate.is_present(programs)) {
            candidates.retain(|candidate| candidate.is_present(programs));
        }
        if candidates.iter().any(|candidate| candidate.is_compiled(programs)) {
            candidates.retain(|candidate| candidate.is_compiled(programs));
        }
        if candidates.len() > 1 {
            let candidates = specs(programs, &candidates);
            return Err(SeedError::Ambiguous { spec: spec.text().to_owned(), candidates });
        }
    }
    let passed_over = declared - candidates.len();
    Ok(candidates.into_iter().map(|candidate| seed(spec, candidate, passed_over)).collect())
}

/// The functions that `spec` may name, all of them if it is ambiguous.
pub(crate) fn resolve_all(programs: &[Program], spec: &Spec) -> Result<Vec<Seed>, SeedError> {
    let mut candidates = candidates(programs, spec)?;
    let declared = candidates.len();
    if candidates.iter().any(|candidate| candidate.is_present(programs)) {
        candidates.retain(|candidate| candidate.is_present(programs));
    }
    let passed_over = declared - candidates.len();
    Ok(candidates.into_iter().map(|candidate| seed(spec, candidate, passed_over)).collect())
}

impl Seed {
    /// The row for reports. `programs` are those it was resolved over.
    pub(crate) fn row(&self, programs: &[Program]) -> SeedRow {
        let mut row = SeedRow {
            spec: self.spec.clone(),
            name: String::new(),
            linkage_name: None,
            places: Vec::new(),
            note: self.note(),
            instances: 0,
            copies: 0,
            recorded_copies: 0,
        };
        for &(at, id) in &self.functions {
            let program = &programs[at];
            let function = program.function(id);
            row.name = program.function_name(id).to_owned();
            row.linkage_name = function.linkage_name().map(|name| program.str(name).to_owned());
            for place in function.places() {
                let place = PlaceRow::new(program, place);
                if !row.places.contains(&place) {
                    row.places.push(place);
                }
            }
            row.instances += program.bodies_of(id).len();
            row.copies += program.copies_of(id).len();
            row.recorded_copies += program.recorded_of(id).len();
        }
        row
    }

    /// How the spec led here where that is not plain.
    fn note(&self) -> Option<String> {
        let through = match self.through {
            Through::Name | Through::Glob => None,
            Through::Symbol => Some("named by an ELF symbol".to_owned()),
            Through::LinkageName => Some("named by its linkage name".to_owned()),
        };
        let declarations = match self.passed_over {
            0 => None,
            1 => Some("another declaration of this name has no code here".to_owned()),
            n => Some(format!("{n} other declarations of this name have no code here")),
        };
        let clauses: Vec<_> = through.into_iter().chain(declarations).collect();
        (!clauses.is_empty()).then(|| clauses.join("; "))
    }
}

fn candidates<'a>(programs: &'a [Program], spec: &Spec) -> Result<Vec<Candidate<'a>>, SeedError> {
    let found = candidate::find(programs, spec);
    if found.is_empty() {
        return Err(unknown(programs, spec));
    }
    Ok(found)
}

fn seed(spec: &Spec, candidate: Candidate<'_>, passed_over: usize) -> Seed {
    let Candidate { functions, through, .. } = candidate;
    // A glob says itself that it leaves out what has no code.
    let passed_over = if through == Through::Glob { 0 } else { passed_over };
    let functions = functions.into_iter().collect();
    Seed { spec: spec.text().to_owned(), functions, through, passed_over }
}

fn unknown(programs: &[Program], spec: &Spec) -> SeedError {
    let mut named = candidate::find_elsewhere(programs, spec.name());
    if named.iter().any(|candidate| candidate.is_present(programs)) {
        named.retain(|candidate| candidate.is_present(programs));
    }
    let mut elsewhere = specs(programs, &named);
    elsewhere.truncate(SUGGESTIONS);
    let names = programs
        .iter()
        .flat_map(|program| program.functions().map(move |id| program.function_name(id)));
    let near = if elsewhere.is_empty() { nearest(spec.name(), names) } else { Vec::new() };
    SeedError::Unknown {
        spec: spec.text().to_owned(),
        near,
        elsewhere,
        calls: programs.iter().map(|program| program.calls_elsewhere(spec.name())).sum(),
        unread: unread(programs),
    }
}

/// What is known without notices of what could not be read.
fn unread(programs: &[Program]) -> Vec<String> {
    let units: u64 = programs.iter().map(|program| program.counts().unreadable_units).sum();
    let text = match units {
        0 => return Vec::new(),
        1 => "1 unit cannot be read to its end".to_owned(),
        units => format!("{units} units cannot be read to their end"),
    };
    vec![text]
}

/// Candidates beyond this many are named by full path without looking whether
/// a shorter one would do.
const SHORTENED: usize = 200;

/// Each candidate as a spec that names it alone: the path without the compile
/// directory where that is enough.
fn specs(programs: &[Program], candidates: &[Candidate<'_>]) -> Vec<String> {
    candidates.iter().map(|candidate| spec_of(programs, candidate, candidates)).collect()
}

fn spec_of(programs: &[Program], candidate: &Candidate<'_>, all: &[Candidate<'_>]) -> String {
    let name = candidate.key.name;
    let Some((file, line)) = candidate.key.place else { return format!("{name}@") };
    let short = candidate.functions.first().map(|&(at, _)| programs[at].object().short_path(file));
    let text = format!("{name}@{}:{line}", short.unwrap_or(file));
    let is_alone = all.len() <= SHORTENED
        && text.parse::<Spec>().is_ok_and(|spec| {
            let matching =
                all.iter().filter(|other| spec.matches_places(other.key.place.into_iter()));
            matching.count() == 1
        });
    if is_alone { text } else { format!("{name}@{file}:{line}") }
}
