//! The functions of two builds -> pairs of the same source function.
//!
//! First by name and file, below each build's source root; several of one name and file, as
//! macros make them, in the order of their lines. Then what is left by a name that is left
//! once on both sides: its file was renamed, or moved. Functions without any code are not
//! there: a prototype is no function of the build.

use std::collections::{HashMap, HashSet};

use klpscope_graph::{FuncId, Program};

/// Both builds, and which of their functions are the same.
pub(crate) struct Pairs<'p> {
    pub(crate) old: &'p Program,
    pub(crate) new: &'p Program,
    /// How files are compared.
    pub(crate) paths: Paths,
    /// Sorted by name and file.
    pub(crate) rows: Vec<Pair>,
    of_old: Vec<Option<u32>>,
    of_new: Vec<Option<u32>>,
}

/// A source function in the two builds, in one at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) old: Option<FuncId>,
    pub(crate) new: Option<FuncId>,
    /// True if it lies in another file.
    pub(crate) is_moved: bool,
}

/// A function of one build, and what it is known by.
type Known<'p> = (&'p str, &'p str, FuncId);

impl<'p> Pairs<'p> {
    pub(crate) fn new(old: &'p Program, new: &'p Program) -> Self {
        // Builds in one directory agree on full paths, others below their source roots.
        let below = |paths| joined(&known(old, paths), &known(new, paths));
        let (in_full, short) = (below(Paths::Full), below(Paths::BelowRoot));
        let (paths, mut rows) = match found_twice(&in_full) > found_twice(&short) {
            true => (Paths::Full, in_full),
            false => (Paths::BelowRoot, short),
        };
        by_name_alone(old, new, &mut rows);
        let name = |pair: &Pair| match (pair.new, pair.old) {
            (Some(id), _) => key(new, id, paths),
            (None, Some(id)) => key(old, id, paths),
            (None, None) => ("", ""),
        };
        rows.sort_by_cached_key(|pair| (name(pair), pair.new, pair.old));
        let index = |program: &Program, side: fn(&Pair) -> Option<FuncId>| {
            let mut of = vec![None; program.functions().len()];
            for (at, id) in (0..).zip(rows.iter().map(side)) {
                id.iter().for_each(|id| of[id.index()] = Some(at));
            }
            of
        };
        let (of_old, of_new) = (index(old, |pair| pair.old), index(new, |pair| pair.new));
        Self { old, new, paths, rows, of_old, of_new }
    }

    /// The pair of a function of the old build.
    pub(crate) fn of_old(&self, id: FuncId) -> Option<u32> {
        self.of_old[id.index()]
    }

    /// The pair of a function of the new build.
    pub(crate) fn of_new(&self, id: FuncId) -> Option<u32> {
        self.of_new[id.index()]
    }

    /// What to call a pair by.
    pub(crate) fn name(&self, at: u32) -> &'p str {
        let pair = self.rows[at as usize];
        match (pair.new, pair.old) {
            (Some(id), _) => self.new.function_name(id),
            (None, Some(id)) => self.old.function_name(id),
            (None, None) => "",
        }
    }
}

/// How the files of two builds are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paths {
    /// As they are.
    Full,
    /// Without the source root of the build.
    BelowRoot,
}

impl Paths {
    pub(crate) fn of<'p>(self, program: &'p Program, path: &'p str) -> &'p str {
        match self {
            Self::Full => path,
            Self::BelowRoot => program.object().short_path(path),
        }
    }
}

fn found_twice(rows: &[Pair]) -> usize {
    rows.iter().filter(|pair| pair.old.is_some() && pair.new.is_some()).count()
}

/// Name and file; without a place the file is empty.
fn key(program: &Program, id: FuncId, paths: Paths) -> (&str, &str) {
    let place = program.function(id).places().first();
    let file = place.map_or("", |place| paths.of(program, program.str(place.file)));
    (program.function_name(id), file)
}

/// The functions that there is code of, sorted; those of one key by line.
fn known(program: &Program, paths: Paths) -> Vec<Known<'_>> {
    let is_there = |&id: &FuncId| {
        !program.bodies_of(id).is_empty()
            || !program.copies_of(id).is_empty()
            || !program.recorded_of(id).is_empty()
    };
    let known = program.functions().filter(is_there).map(|id| {
        let (name, file) = key(program, id, paths);
        (name, file, id)
    });
    let mut known: Vec<_> = known.collect();
    // Functions are sorted by line within a name and file.
    known.sort_unstable();
    known
}

/// Both sides merged: equal keys make pairs, the first with the first.
fn joined(olds: &[Known<'_>], news: &[Known<'_>]) -> Vec<Pair> {
    let (mut old, mut new) = (olds.iter().peekable(), news.iter().peekable());
    let mut rows = Vec::with_capacity(olds.len().max(news.len()));
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return rows,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(a), Some(b)) => (a.0, a.1).cmp(&(b.0, b.1)),
        };
        let one = old.next_if(|_| order.is_le()).map(|known| known.2);
        let other = new.next_if(|_| order.is_ge()).map(|known| known.2);
        rows.push(Pair { old: one, new: other, is_moved: false });
    }
}

/// Joins what is alone on its side by a name that nothing else alone has.
fn by_name_alone(old: &Program, new: &Program, rows: &mut Vec<Pair>) {
    let by_old =
        alone(old, rows.iter().filter(|pair| pair.new.is_none()).filter_map(|pair| pair.old));
    let by_new =
        alone(new, rows.iter().filter(|pair| pair.old.is_none()).filter_map(|pair| pair.new));
    let moved: HashMap<FuncId, FuncId> =
        by_old.iter().filter_map(|(name, &one)| Some((one?, (*by_new.get(name)?)?))).collect();
    let taken: HashSet<FuncId> = moved.values().copied().collect();
    rows.retain(|pair| pair.old.is_some() || pair.new.is_none_or(|id| !taken.contains(&id)));
    for pair in rows.iter_mut().filter(|pair| pair.new.is_none()) {
        if let Some(&id) = pair.old.and_then(|id| moved.get(&id)) {
            *pair = Pair { new: Some(id), is_moved: true, ..*pair };
        }
    }
}

/// The functions by name; `None` for a name that several have.
fn alone(program: &Program, ids: impl Iterator<Item = FuncId>) -> HashMap<&str, Option<FuncId>> {
    let mut of = HashMap::new();
    for id in ids {
        of.entry(program.function_name(id)).and_modify(|found| *found = None).or_insert(Some(id));
    }
    of
}
