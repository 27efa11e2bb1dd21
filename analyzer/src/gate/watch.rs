//! What a policy watches, to source functions; what is not there is found.

use std::collections::BTreeMap;

use klpscope_graph::{FuncId, Program};

use super::draft::Draft;
use super::identity::Root;
use super::policy::Watch;
use super::rule;
use crate::report::{FunctionRow, PlaceRow, SeedRow, few};
use crate::seed::{self, Seed, SeedError};

/// A watched function: in each object that knows it. Sorted by name and place.
#[derive(Clone, Debug)]
pub(super) struct Watched {
    /// Name and place, relative to the root of the sources.
    pub(super) function: FunctionRow,
    /// Position of the program, and id there.
    pub(super) seeds: Vec<(usize, FuncId)>,
}

/// Name and place.
type Key = (String, Option<PlaceRow>);

struct Gathered<'a> {
    programs: &'a [Program],
    root: &'a Root<'a>,
    found: BTreeMap<Key, Vec<(usize, FuncId)>>,
}

/// The functions that `watch` names, each once.
pub(super) fn functions(
    programs: &[Program],
    watch: &Watch,
    root: &Root<'_>,
) -> (Vec<Watched>, Vec<Draft>) {
    let mut gathered = Gathered { programs, root, found: BTreeMap::new() };
    let mut drafts = Vec::new();
    for spec in &watch.functions {
        match seed::resolve(programs, spec) {
            Ok(seeds) => drafts.extend(gathered.add_all(spec.text(), &seeds)),
            Err(SeedError::Ambiguous { candidates, .. }) => {
                drafts.push(ambiguous(spec.text(), &candidates));
                let all = seed::resolve_all(programs, spec).unwrap_or_default();
                drafts.extend(gathered.add_all(spec.text(), &all));
            }
            Err(error) => drafts.push(unknown(spec.text(), &error)),
        }
    }
    drafts.extend(gathered.scan(watch));
    let watched = gathered.found.into_iter().map(|((name, place), mut seeds)| {
        seeds.sort_unstable();
        seeds.dedup();
        Watched { function: FunctionRow { name, place }, seeds }
    });
    (watched.collect(), drafts)
}

impl Gathered<'_> {
    fn add(&mut self, at: usize, id: FuncId) {
        let program = &self.programs[at];
        let key = (program.function_name(id).to_owned(), self.root.place(program, id));
        self.found.entry(key).or_default().push((at, id));
    }

    /// Adds what a name led to; what is a mere declaration is found.
    fn add_all(&mut self, text: &str, seeds: &[Seed]) -> Option<Draft> {
        let (gone, there): (Vec<_>, Vec<_>) =
            seeds.iter().partition(|seed| SeedRow::is_gone(&seed.row(self.programs)));
        for &(at, id) in there.iter().flat_map(|seed| &seed.functions) {
            self.add(at, id);
        }
        let nothing = there.is_empty() && !gone.is_empty();
        nothing.then(|| {
            let text = format!("{text} is declared, but the build has no code and no copy of it");
            Draft::about_watch(&rule::NOT_IN_BUILD, seeds[0].spec.clone(), text)
        })
    }

    /// Adds what globs and paths match, in one look at all functions.
    fn scan(&mut self, watch: &Watch) -> Vec<Draft> {
        if watch.globs.is_empty() && watch.paths.is_empty() {
            return Vec::new();
        }
        let mut globs = vec![false; watch.globs.len()];
        let mut paths = vec![false; watch.paths.len()];
        for (at, program) in self.programs.iter().enumerate() {
            for id in program.functions() {
                let mut is_watched = false;
                let name = program.function_name(id);
                for ((_, glob), used) in watch.globs.iter().zip(&mut globs) {
                    if glob.is_match(name) && is_present(program, id) {
                        (is_watched, *used) = (true, true);
                    }
                }
                if !watch.paths.is_empty()
                    && let Some(place) = program.function(id).places().first()
                {
                    let full = program.str(place.file);
                    let short = self.root.short(program, full);
                    for (path, used) in watch.paths.iter().zip(&mut paths) {
                        if path.holds(full, short) && is_present(program, id) {
                            (is_watched, *used) = (true, true);
                        }
                    }
                }
                if is_watched {
                    self.add(at, id);
                }
            }
        }
        let globs = watch.globs.iter().map(|(text, _)| text).zip(globs);
        let paths = watch.paths.iter().map(|path| &path.text).zip(paths);
        let globs = globs.map(|row| ("no function of the build matches", row));
        let paths = paths.map(|row| ("no function of the build is declared in", row));
        let unused = globs.chain(paths).filter(|(_, (_, used))| !used);
        let draft = |(what, (text, _)): (&str, (&String, bool))| {
            let sentence = format!("{what} {text}");
            Draft::about_watch(&rule::NOT_IN_BUILD, text.clone(), sentence)
        };
        unused.map(draft).collect()
    }
}

/// True if code or a copy of a function is there.
fn is_present(program: &Program, id: FuncId) -> bool {
    !program.bodies_of(id).is_empty()
        || !program.copies_of(id).is_empty()
        || !program.recorded_of(id).is_empty()
}

fn ambiguous(text: &str, candidates: &[String]) -> Draft {
    let sentence = format!("{text} means {} functions: all are watched", candidates.len());
    let mut draft = Draft::about_watch(&rule::AMBIGUOUS_WATCH, text.to_owned(), sentence);
    draft.finding.evidence = candidates.to_vec();
    draft.finding.way_out = format!("name one: {}", few(candidates, 3));
    draft
}

fn unknown(text: &str, error: &SeedError) -> Draft {
    let mut draft = Draft::about_watch(&rule::NOT_IN_BUILD, text.to_owned(), error.to_string());
    if let SeedError::Unknown { near, elsewhere, .. } = error {
        let like = if elsewhere.is_empty() { near } else { elsewhere };
        if !like.is_empty() {
            draft.finding.way_out = format!("did you mean {}?", like.join(", "));
        }
    }
    draft
}
