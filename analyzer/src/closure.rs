//! Patched functions -> replacement set: the rules of [`Model`], to a fixpoint.
//!
//! Hosts are taken per inlined instance, never by closing over "A was inlined
//! into B": if B was inlined early into C, and A later only into B's own body,
//! then patching A does not touch C.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use klpscope_graph::{CallId, FuncId, InstanceId, Program};

use crate::callers::Callers;
use crate::model::Model;
use crate::report::Tier;

/// The instances of one object that have to be replaced.
#[derive(Debug, Default)]
pub(crate) struct ReplacementSet {
    /// The patched functions. A function that only the model added, as a caller
    /// of a patched one, maps to the function it calls.
    pub(crate) functions: BTreeMap<FuncId, Option<FuncId>>,
    /// The instances to replace.
    pub(crate) members: BTreeMap<InstanceId, Tier>,
    /// For a member that rule 3 alone added, the member it calls: of several the one
    /// nearest to a patched function.
    pub(crate) calls: BTreeMap<InstanceId, InstanceId>,
    /// For a member that is replaced in stead of what it calls: that, with the calls.
    pub(crate) lifted: BTreeMap<InstanceId, BTreeMap<InstanceId, BTreeSet<CallId>>>,
    /// For such a member all on the way down whose source its replacement has to bring.
    pub(crate) brought: BTreeMap<InstanceId, BTreeSet<InstanceId>>,
}

/// The least set that the rules of `model` allow for patching `seeds`.
pub(crate) fn close(program: &Program, seeds: &[FuncId], model: Model) -> ReplacementSet {
    let functions = patched(program, seeds, model);
    let mut set = ReplacementSet { functions, ..ReplacementSet::default() };
    // What is shown comes first, so that whoever calls a member is shown too;
    // what follows from a record alone stays recorded.
    let shown = set.functions.keys().flat_map(|&id| shown_hosts(program, id)).collect();
    set.add(program, shown, Tier::Proven, model);
    let recorded = set.functions.keys().flat_map(|&id| recorded_hosts(program, id)).collect();
    set.add(program, recorded, Tier::Recorded, model);
    set
}

impl ReplacementSet {
    /// Adds instances, and by rule 3 what calls them, again for what this adds: the
    /// nearest first.
    pub(crate) fn add(
        &mut self,
        program: &Program,
        hosts: Vec<InstanceId>,
        tier: Tier,
        model: Model,
    ) {
        let mut work: VecDeque<_> = hosts.into_iter().map(|host| (host, None)).collect();
        while let Some((id, callee)) = work.pop_front() {
            let Entry::Vacant(free) = self.members.entry(id) else { continue };
            free.insert(tier);
            self.calls.extend(callee.map(|callee| (id, callee)));
            if model.follows_clones() && program.instance(id).abi().is_changed() {
                let callers = program.calls_to(id).into_iter();
                work.extend(callers.map(|call| (program.call(call).caller(), Some(id))));
            }
        }
    }
}

/// The functions to which rules 1 and 2 apply: the seeds, and by model
/// `inline-clone` their callers.
fn patched(program: &Program, seeds: &[FuncId], model: Model) -> BTreeMap<FuncId, Option<FuncId>> {
    let mut patched: BTreeMap<_, _> = seeds.iter().map(|&id| (id, None)).collect();
    if model != Model::InlineClone {
        return patched;
    }
    let callers = Callers::new(program);
    let mut work: Vec<_> = patched.keys().copied().collect();
    while let Some(callee) = work.pop() {
        for caller in callers.of(callee) {
            if let Entry::Vacant(free) = patched.entry(caller) {
                free.insert(Some(callee));
                if is_gone(program, caller) {
                    work.push(caller);
                }
            }
        }
    }
    patched
}

/// True for a function that was inlined or cloned away: no instance of it can
/// be called by its declared signature, so none could be replaced on its own.
fn is_gone(program: &Program, function: FuncId) -> bool {
    program.bodies_of(function).iter().all(|id| program.instance(id).abi().is_changed())
}

/// Rules 1 and 2: own code, and hosts of inlined instances at any depth.
fn shown_hosts(program: &Program, function: FuncId) -> Vec<InstanceId> {
    let mut hosts = program.bodies_of(function).to_vec();
    hosts.extend(program.copies_of(function).into_iter().map(|id| program.inlined(id).host()));
    hosts
}

/// Rule 2 by compiler records.
fn recorded_hosts(program: &Program, function: FuncId) -> Vec<InstanceId> {
    program.recorded_of(function).iter().map(|copy| copy.host).collect()
}
