//! Copies that left no trace: the source of a body in a host calls F, but there the host
//! neither calls F nor shows a copy of it. Then F may have been inlined and its body
//! folded away, with its DIE (corpus case copy-without-die).
//!
//! Or the call was in dead code, or behind an `#if`: so the host is *possible*, no member.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use klpscope_graph::{FuncId, InlinedId, InstanceId, OriginEvidence, Place, Program, StrId, Unit};

use super::found::Found;
use super::trace::{Line, Traces, called_functions};
use crate::audit::{Build, LtoKind};
use crate::closure::ReplacementSet;
use crate::report::{Cause, PlaceRow, Strength};

/// A function whose body may be in a host without a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Vanished {
    /// The function.
    pub(crate) function: FuncId,
    /// Where its body may be.
    pub(crate) host: InstanceId,
    /// The function in the host whose source calls it.
    pub(crate) via: FuncId,
    /// Where.
    pub(crate) place: Place,
}

/// Adds the hosts that are not members.
pub(super) fn add(program: &Program, build: &Build, set: &ReplacementSet, found: &mut Found) {
    let wanted: BTreeSet<_> = set.functions.keys().copied().collect();
    let mut copies = vanished(program, build, Some(&wanted));
    copies.retain(|copy| !set.members.contains_key(&copy.host));
    copies.sort_unstable_by_key(|copy| (copy.host, copy.function));
    for copies in copies.chunk_by(|a, b| (a.host, a.function) == (b.host, b.function)) {
        found.add(copies[0].host, cause(program, copies));
    }
}

fn cause(program: &Program, found: &[Vanished]) -> Cause {
    let name = program.function_name(found[0].function);
    let place = |found: &Vanished| {
        let place = PlaceRow::new(program, found.place);
        format!("{}:{} in {}", place.file, place.line, program.function_name(found.via))
    };
    Cause {
        strength: Strength::Source,
        pass: "vanished",
        about: name.to_owned(),
        text: format!(
            "the source calls {name}, of which neither a call nor a copy is left: it may have been inlined without a trace"
        ),
        evidence: found.iter().map(place).collect(),
    }
}

/// Every copy that may have left no trace, sorted, one for each function and host; of
/// `wanted` functions only, if any are named.
pub(crate) fn vanished(
    program: &Program,
    build: &Build,
    wanted: Option<&BTreeSet<FuncId>>,
) -> Vec<Vanished> {
    if program.source_calls().is_empty() {
        return Vec::new();
    }
    let search = Search::new(program, build, wanted);
    let mut found: Vec<_> = program.instances().flat_map(|host| search.host(host)).collect();
    found.retain(|copy| wanted.is_none_or(|wanted| wanted.contains(&copy.function)));
    found.sort_unstable();
    found
}

/// Where a body stands: in an inlined instance, or in the host itself.
type Scope = Option<InlinedId>;

struct Search<'a> {
    program: &'a Program,
    /// For each caller what its source calls, and on which lines; only what leads to a
    /// wanted function.
    calls: HashMap<FuncId, BTreeMap<FuncId, Vec<Place>>>,
    /// Functions that only compiler records put into a host.
    recorded: HashMap<InstanceId, Vec<FuncId>>,
    /// Paths of units, and whether bodies can cross from one to another.
    units: HashSet<StrId>,
    is_lto: bool,
    traces: Traces,
}

impl<'a> Search<'a> {
    fn new(program: &'a Program, build: &Build, wanted: Option<&BTreeSet<FuncId>>) -> Self {
        let relevant = wanted.map(|wanted| leading_to(program, wanted));
        let mut calls: HashMap<_, BTreeMap<_, Vec<_>>> = HashMap::new();
        for call in program.source_calls() {
            if relevant.as_ref().is_none_or(|relevant| relevant.contains(&call.callee)) {
                let callees = calls.entry(call.caller).or_default();
                callees.entry(call.callee).or_default().push(call.place);
            }
        }
        let mut recorded: HashMap<_, Vec<_>> = HashMap::new();
        for copy in program.recorded_copies() {
            recorded.entry(copy.host).or_default().push(copy.function);
        }
        let units = program.units().iter().map(Unit::name).collect();
        let is_lto = build.configurations.iter().any(|one| one.lto != LtoKind::None);
        let traces = Traces::new(program, relevant.as_ref());
        Self { program, calls, recorded, units, is_lto, traces }
    }

    /// The functions that may have vanished in a host.
    fn host(&self, host: InstanceId) -> Vec<Vanished> {
        let program = self.program;
        let mut bodies: VecDeque<(FuncId, Option<Scope>)> = VecDeque::new();
        let instance = program.instance(host);
        bodies.extend(instance.functions().iter().map(|origin| (origin.function, Some(None))));
        for id in program.inlined_into(host) {
            bodies.push_back((program.inlined(id).function(), Some(Some(id))));
        }
        let mut held: HashSet<_> = bodies.iter().map(|(function, _)| *function).collect();
        held.extend(self.recorded.get(&host).into_iter().flatten());
        let called = self.called(host);
        let mut found = Vec::new();
        while let Some((via, scope)) = bodies.pop_front() {
            for (&function, places) in self.calls.get(&via).into_iter().flatten() {
                if held.contains(&function) || !self.can_hold(host, function) {
                    continue;
                }
                let seen = called.get(&function).map(Vec::as_slice).unwrap_or_default();
                let left = self.left_over(function, via, places, seen, scope);
                if let Some(place) =
                    left.filter(|&place| self.traces.allow(program, function, place))
                {
                    held.insert(function);
                    found.push(Vanished { function, host, via, place });
                    bodies.push_back((function, None));
                }
            }
        }
        found
    }

    /// The calls that a host makes, by the function called.
    fn called(&self, host: InstanceId) -> HashMap<FuncId, Vec<(Scope, Option<Line>)>> {
        let program = self.program;
        let mut called: HashMap<_, Vec<_>> = HashMap::new();
        for id in program.calls_from(host) {
            let call = program.call(id);
            let line = call.place().map(|place| (place.file, place.line));
            for function in called_functions(program, call.callee()) {
                called.entry(function).or_default().push((call.inlined(), line));
            }
        }
        called
    }

    /// A call of `function` in the source of `via` that nothing in `scope` is left of. A
    /// call on a line of its own is found by it; the others are counted.
    fn left_over(
        &self,
        function: FuncId,
        via: FuncId,
        places: &[Place],
        seen: &[(Scope, Option<Line>)],
        scope: Option<Scope>,
    ) -> Option<Place> {
        let line = |place: &Place| (place.file, place.line);
        let in_scope = seen.iter().filter(|(at, _)| scope.is_none_or(|scope| *at == scope));
        let lines: Vec<_> = in_scope.map(|(_, line)| *line).collect();
        let mut left: Vec<_> =
            places.iter().filter(|place| !lines.contains(&Some(line(place)))).collect();
        left.dedup_by_key(|place| line(place));
        if left.is_empty() {
            return None;
        }
        // What stands on another line may still be this call, unless it is one of another
        // function's source.
        let own: HashSet<_> = places.iter().map(line).collect();
        let others: HashSet<_> = self
            .program
            .source_calls_of(function)
            .iter()
            .filter(|call| call.caller != via)
            .map(|call| line(&call.place))
            .collect();
        let spare = lines.iter().filter(|at| match at {
            None => true,
            Some(at) => scope.is_some() && !own.contains(at) && !others.contains(at),
        });
        if spare.count() >= left.len() { None } else { left.first().map(|place| **place) }
    }

    /// False if the function was not there to be inlined when the host was compiled: it
    /// stands in a source that is another unit, and units were compiled one by one.
    fn can_hold(&self, host: InstanceId, function: FuncId) -> bool {
        let places = self.program.function(function).places();
        if self.is_lto || !places.iter().all(|place| self.units.contains(&place.file)) {
            return true;
        }
        let origins = self.program.instance(host).functions();
        let units: Vec<_> = origins
            .iter()
            .filter_map(|origin| match origin.evidence {
                OriginEvidence::Die { unit, .. } => Some(self.program.unit(unit).name()),
                OriginEvidence::Symbol(_) => None,
            })
            .collect();
        places.iter().any(|place| units.contains(&place.file))
    }
}

/// The functions whose source leads to one of `wanted` by calls, these included.
fn leading_to(program: &Program, wanted: &BTreeSet<FuncId>) -> HashSet<FuncId> {
    let mut found: HashSet<_> = wanted.iter().copied().collect();
    let mut work: Vec<_> = wanted.iter().copied().collect();
    while let Some(callee) = work.pop() {
        for call in program.source_calls_of(callee) {
            if found.insert(call.caller) {
                work.push(call.caller);
            }
        }
    }
    found
}
