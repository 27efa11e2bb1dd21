//! Each watched function's replacement set, and what the policies find about its members.
//! Only what the policy of the gate asks for is computed, and of a member that many sets
//! share each finding once.

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::{FuncId, InstanceId, Program};

use super::draft::Draft;
use super::identity::Root;
use super::policy::Limits;
use super::watch::Watched;
use crate::audit::Build;
use crate::carried::{self, Allowance};
use crate::closure::{ReplacementSet, close};
use crate::exports::Exports;
use crate::instance;
use crate::lift::Lifter;
use crate::model::Model;
use crate::policy::{self, Facts, Subject};
use crate::possible;
use crate::report::{Effect, FindingRow, Verdict, WatchedRow};
use crate::scope::Scope;
use crate::unneeded::has_run;

/// Watched functions named by a finding.
const NAMED: usize = 5;

/// What was measured.
pub(super) struct Measured {
    /// In the order of the watched functions.
    pub(super) rows: Vec<WatchedRow>,
    /// What speaks against members.
    pub(super) drafts: Vec<Draft>,
}

/// A finding about a member, and the watched functions whose sets the member is in.
type Found = BTreeMap<(usize, InstanceId, &'static str), (FindingRow, BTreeSet<usize>)>;

/// Measures `watched`; the model is `exact`.
pub(super) fn measure(
    scope: Scope<'_>,
    root: &Root<'_>,
    watched: &[Watched],
    limits: &Limits,
) -> Measured {
    let exports = Exports::new(scope);
    let gauges = scope.programs.iter().map(|program| Gauge::new(program, &exports, limits));
    let mut gauges: Vec<_> = gauges.collect();
    let mut found = Found::new();
    let mut rows = Vec::new();
    for (nth, watched) in watched.iter().enumerate() {
        let mut sum = Sum::default();
        for (at, seeds) in by_program(&watched.seeds) {
            gauges[at].add((at, nth), &seeds, &mut sum, &mut found);
        }
        rows.push(sum.row(watched, limits));
    }
    let lifters = gauges.iter().map(|gauge| Lifter::new(&gauge.facts, Model::Exact));
    let mut lifters: Vec<_> = lifters.collect();
    let drafts = found.into_iter().map(|((at, id, _), (mut row, users))| {
        lifters[at].explain(id, std::slice::from_mut(&mut row));
        let mut draft = Draft::about_member(&scope.programs[at], root, id, &row);
        let names: BTreeSet<_> = users.iter().map(|&nth| &watched[nth].function.name).collect();
        draft.finding.watched_total = names.len();
        draft.finding.watched = names.into_iter().take(NAMED).cloned().collect();
        draft
    });
    Measured { drafts: drafts.collect(), rows }
}

fn by_program(seeds: &[(usize, FuncId)]) -> BTreeMap<usize, Vec<FuncId>> {
    let mut by_program: BTreeMap<usize, Vec<FuncId>> = BTreeMap::new();
    for &(at, id) in seeds {
        by_program.entry(at).or_default().push(id);
    }
    by_program
}

/// A program, and what was found of its members so far.
struct Gauge<'a> {
    program: &'a Program,
    facts: Facts<'a>,
    /// Set if possible members are asked for.
    build: Option<Build>,
    counts_carried: bool,
    /// Findings about members whose body is that of one function: no set changes them.
    known: BTreeMap<InstanceId, Vec<FindingRow>>,
}

/// Counts over all objects.
#[derive(Default)]
struct Sum {
    members: usize,
    verdict: Verdict,
    /// Names and places: a function of a header counts once, in however many objects.
    carried: BTreeSet<crate::report::FunctionRow>,
    possible: usize,
    unstable: usize,
}

impl<'a> Gauge<'a> {
    fn new(program: &'a Program, exports: &'a Exports<'a>, limits: &Limits) -> Self {
        Self {
            program,
            facts: Facts::new(program, exports),
            build: limits.possible_percent.map(|_| Build::new(program)),
            counts_carried: limits.carried.is_some(),
            known: BTreeMap::new(),
        }
    }

    /// Adds the set of the `nth` watched function in this program, the one at `at`.
    fn add(
        &mut self,
        (at, nth): (usize, usize),
        seeds: &[FuncId],
        sum: &mut Sum,
        found: &mut Found,
    ) {
        let program = self.program;
        let set = close(program, seeds, Model::Exact);
        let own: BTreeSet<_> = seeds.iter().flat_map(|&id| program.bodies_of(id)).collect();
        sum.members += set.members.len();
        // What is held against a limit must be all of it.
        let mut allowance = Allowance::whole();
        for &id in set.members.keys() {
            let rows = self.findings(&set, id);
            sum.unstable += usize::from(is_unstable(&rows));
            // A mere host in code that has run need not be replaced.
            if has_run(program, id) && !own.contains(&id) {
                continue;
            }
            sum.verdict = sum.verdict.max(policy::verdict(&rows));
            for row in rows.into_iter().filter(|row| row.effect > Effect::Note) {
                found
                    .entry((at, id, row.id))
                    .and_modify(|(known, _)| *known = known.clone().max(row.clone()))
                    .or_insert_with(|| (row, BTreeSet::new()))
                    .1
                    .insert(nth);
            }
            if self.counts_carried {
                let rows = carried::load(program, &set, id, &mut allowance).rows(program, id);
                sum.carried.extend(rows.into_iter().map(|row| row.function));
            }
        }
        if let Some(build) = &self.build {
            sum.possible += possible::possible(&self.facts, build, &set).rows.len();
        }
    }

    /// What the policies find about a member.
    fn findings(&mut self, set: &ReplacementSet, id: InstanceId) -> Vec<FindingRow> {
        if let Some(known) = self.known.get(&id) {
            return known.clone();
        }
        let subject = Subject { facts: &self.facts, set, model: Model::Exact, id };
        let rows = policy::findings(&subject);
        // Only what a folded body means to a patch depends on what is patched.
        let depends = instance::distinct_functions(self.program, id).len() > 1;
        if !depends {
            self.known.insert(id, rows.clone());
        }
        rows
    }
}

fn is_unstable(rows: &[FindingRow]) -> bool {
    rows.iter().any(|row| row.id == "unstable-name" && row.effect > Effect::Note)
}

impl Sum {
    fn row(&self, watched: &Watched, limits: &Limits) -> WatchedRow {
        let concerned = (self.members + self.possible) as u64;
        let share = || (100 * self.possible as u64).div_ceil(concerned.max(1));
        WatchedRow {
            function: watched.function.clone(),
            members: self.members,
            verdict: self.verdict,
            carried: limits.carried.map(|_| self.carried.len()),
            possible_percent: limits.possible_percent.map(|_| share()),
            unstable_names: self.unstable,
        }
    }
}
