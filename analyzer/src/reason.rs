//! Why each member is in a replacement set: every reason, the shortest first.

use std::collections::BTreeMap;

use klpscope_graph::{CallId, FuncId, InlinedId, InstanceId, Program};

use crate::call;
use crate::closure::ReplacementSet;
use crate::instance;
use crate::model::Model;
use crate::report::{ChainStep, PlaceRow, Reason};

/// Steps of a chain that are kept, the innermost ones.
const KEPT_STEPS: usize = 64;
/// Steps of a chain that are counted. Honest files stay below 100; a file made
/// to hurt could nest as deep as its DIEs go, once for each of them.
const COUNTED_STEPS: usize = 1024;

/// The reasons of each member, or of `only` one.
pub(crate) fn reasons(
    program: &Program,
    set: &ReplacementSet,
    model: Model,
    only: Option<InstanceId>,
) -> BTreeMap<InstanceId, Vec<Reason>> {
    let mut gathered = Gathered { program, only, reasons: BTreeMap::new() };
    for (&function, &calls) in &set.functions {
        gathered.add_own_code(function, calls);
        gathered.add_inlined(function, calls);
        gathered.add_recorded(function, calls);
    }
    if model.follows_clones() {
        for &member in set.members.keys() {
            if program.instance(member).abi().is_changed() {
                gathered.add_clone_callers(member);
            }
        }
    }
    gathered.add_lifted(set);
    for reasons in gathered.reasons.values_mut() {
        reasons.sort_by(|a, b| a.rank().cmp(&b.rank()).then_with(|| a.cmp(b)));
    }
    gathered.reasons
}

/// The chain from a host down to an inlined instance, outermost first, and how
/// many steps it has.
pub(crate) fn chain(program: &Program, id: InlinedId) -> (Vec<ChainStep>, usize) {
    let mut steps = Vec::new();
    let mut depth = 0;
    let mut at = Some(id);
    while let Some(inlined) = at.map(|id| program.inlined(id)).filter(|_| depth < COUNTED_STEPS) {
        if depth < KEPT_STEPS {
            steps.push(ChainStep {
                function: program.function_name(inlined.function()).to_owned(),
                call: inlined.call_place().map(|place| PlaceRow::new(program, place)),
            });
        }
        depth += 1;
        at = inlined.parent();
    }
    steps.reverse();
    (steps, depth)
}

struct Gathered<'a> {
    program: &'a Program,
    only: Option<InstanceId>,
    reasons: BTreeMap<InstanceId, Vec<Reason>>,
}

impl Gathered<'_> {
    fn wants(&self, id: InstanceId) -> bool {
        self.only.is_none_or(|only| only == id)
    }

    fn push(&mut self, id: InstanceId, reason: Reason) {
        self.reasons.entry(id).or_default().push(reason);
    }

    fn name(&self, id: FuncId) -> String {
        self.program.function_name(id).to_owned()
    }

    /// Rule 1.
    fn add_own_code(&mut self, function: FuncId, calls: Option<FuncId>) {
        for id in self.program.bodies_of(function) {
            if !self.wants(id) {
                continue;
            }
            let origins = self.program.instance(id).functions();
            for origin in origins.iter().filter(|origin| origin.function == function) {
                let evidence = instance::evidence(self.program, &origin);
                let caller_of = calls.map(|id| self.name(id));
                self.push(
                    id,
                    Reason::OwnCode { function: self.name(function), evidence, caller_of },
                );
            }
        }
    }

    /// Rule 2.
    fn add_inlined(&mut self, function: FuncId, calls: Option<FuncId>) {
        for id in self.program.copies_of(function) {
            let copy = self.program.inlined(id);
            if !self.wants(copy.host()) {
                continue;
            }
            let (chain, depth) = chain(self.program, id);
            let reason = Reason::Inlined {
                function: self.name(function),
                chain,
                depth,
                ranges: self.program.inlined_ranges(id).iter().filter(|r| !r.is_empty()).count(),
                die: format!("{:#x}", copy.die()),
                caller_of: calls.map(|id| self.name(id)),
            };
            self.push(copy.host(), reason);
        }
    }

    /// Rule 2 by compiler records.
    fn add_recorded(&mut self, function: FuncId, calls: Option<FuncId>) {
        for copy in self.program.recorded_of(function) {
            if !self.wants(copy.host) {
                continue;
            }
            let files = self.program.record_files();
            let reason = Reason::Recorded {
                function: self.name(function),
                via: copy.via.map(|id| self.name(id)),
                record: files.get(copy.record as usize).cloned().unwrap_or_default(),
                caller_of: calls.map(|id| self.name(id)),
            };
            self.push(copy.host, reason);
        }
    }

    /// Rule 3: who calls `clone`, itself aside.
    fn add_clone_callers(&mut self, clone: InstanceId) {
        let mut sites: BTreeMap<InstanceId, Vec<CallId>> = BTreeMap::new();
        for id in self.program.calls_to(clone) {
            let caller = self.program.call(id).caller();
            if caller != clone && self.wants(caller) {
                sites.entry(caller).or_default().push(id);
            }
        }
        for (caller, calls) in sites {
            let callee = instance::row(self.program, clone);
            let reason = Reason::CallsClone {
                callee: callee.symbol,
                callee_function: callee.function,
                callee_address: callee.address,
                sites: calls.iter().map(|&id| call::site(self.program, id)).collect(),
            };
            self.push(caller, reason);
        }
    }

    /// Who is replaced in stead of a callee.
    fn add_lifted(&mut self, set: &ReplacementSet) {
        for (&caller, callees) in &set.lifted {
            if !self.wants(caller) {
                continue;
            }
            for (&callee, calls) in callees {
                let row = instance::row(self.program, callee);
                let reason = Reason::Lifted {
                    callee: row.symbol,
                    callee_function: row.function,
                    callee_address: row.address,
                    sites: calls.iter().map(|&id| call::site(self.program, id)).collect(),
                };
                self.push(caller, reason);
            }
        }
    }
}
