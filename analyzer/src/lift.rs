//! Members that cannot be replaced -> the nearest callers that can: up the direct calls,
//! tail calls included, through thunks and linkage stubs.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use klpscope_graph::{Binding, CallId, ElfKind, InstanceId, InstanceKind, Program, Role};

use crate::closure::ReplacementSet;
use crate::instance;
use crate::model::Model;
use crate::policy::{self, Facts, Subject};
use crate::report::{Effect, FindingRow, InstanceRow, LiftedRow, Tier};
use crate::unneeded;

/// Callers that a finding names.
const NAMED: usize = 5;

/// Finds callers in one program; what was judged once is kept.
pub(crate) struct Lifter<'a> {
    facts: &'a Facts<'a>,
    model: Model,
    blocked: BTreeMap<InstanceId, bool>,
}

/// The way up from a member.
#[derive(Default)]
pub(crate) struct Above {
    /// The nearest callers that can be replaced, with what they call on the way down.
    pub(crate) callers: BTreeMap<InstanceId, BTreeMap<InstanceId, BTreeSet<CallId>>>,
    /// Blocked functions on the way, with what they call of it.
    pub(crate) through: BTreeMap<InstanceId, BTreeSet<InstanceId>>,
    /// Where the way ends without such a caller.
    pub(crate) open: Vec<String>,
}

impl Above {
    /// What lies on the way from `callees` down, these included.
    fn way_down(&self, callees: impl Iterator<Item = InstanceId>) -> BTreeSet<InstanceId> {
        let mut work: Vec<_> = callees.collect();
        let mut seen: BTreeSet<_> = work.iter().copied().collect();
        while let Some(id) = work.pop() {
            let callees = self.through.get(&id).into_iter().flatten();
            work.extend(callees.copied().filter(|&callee| seen.insert(callee)));
        }
        seen
    }
}

impl<'a> Lifter<'a> {
    pub(crate) fn new(facts: &'a Facts<'a>, model: Model) -> Self {
        Self { facts, model, blocked: BTreeMap::new() }
    }

    /// The nearest callers of `id` that can be replaced. Callers in init code that has
    /// run are left out: they do not call it again.
    pub(crate) fn above(&mut self, id: InstanceId) -> Above {
        let program = self.facts.program;
        let mut above = Above::default();
        let mut seen = BTreeSet::from([id]);
        let mut work = VecDeque::from([id]);
        while let Some(callee) = work.pop_front() {
            let calls = self.calls_to(callee);
            if let Some(at) = program.address_taken(callee) {
                let (name, at) = (program.instance_name(callee), program.address(at));
                above.open.push(format!(
                    "the address of {name} is taken at {at}: calls through it are not seen"
                ));
            }
            above.open.extend(called_from_outside(program, callee));
            if calls.iter().all(|&(caller, _)| caller == callee) {
                above.open.push(format!("no call of {} is seen", program.instance_name(callee)));
            }
            for (caller, call) in calls.into_iter().filter(|&(caller, _)| caller != callee) {
                if unneeded::has_run(program, caller) {
                    continue;
                }
                if !self.is_blocked(caller) {
                    let below = above.callers.entry(caller).or_default();
                    below.entry(callee).or_default().insert(call);
                } else {
                    if caller != id {
                        above.through.entry(caller).or_default().insert(callee);
                    }
                    if seen.insert(caller) {
                        work.push_back(caller);
                    }
                }
            }
        }
        if above.callers.is_empty() && above.open.is_empty() {
            above.open.push("only init code that has run calls it".to_owned());
        }
        if !program.object().decoded {
            let machine = &program.object().machine;
            above.open.push(format!("calls are not decoded for {machine}: callers are unknown"));
        }
        above
    }

    /// Who calls `id`, and by which instruction; a thunk's or stub's callers for it.
    fn calls_to(&self, id: InstanceId) -> Vec<(InstanceId, CallId)> {
        let program = self.facts.program;
        let mut found = Vec::new();
        let mut seen = BTreeSet::from([id]);
        let mut work = vec![id];
        while let Some(callee) = work.pop() {
            for call in self.facts.callers.calls_to(callee) {
                let caller = program.call(call).caller();
                match program.instance(caller).kind() {
                    InstanceKind::Thunk | InstanceKind::Plt => {
                        if seen.insert(caller) {
                            work.push(caller);
                        }
                    }
                    _ => found.push((caller, call)),
                }
            }
        }
        found.sort_unstable();
        found
    }

    fn is_blocked(&mut self, id: InstanceId) -> bool {
        let (facts, model) = (self.facts, self.model);
        *self.blocked.entry(id).or_insert_with(|| {
            let set = &ReplacementSet::default();
            policy::is_blocked(&Subject { facts, set, model, id })
        })
    }

    /// Puts the callers of a blocked member into the findings that block it.
    pub(crate) fn explain(&mut self, id: InstanceId, findings: &mut [FindingRow]) {
        let blocks = |finding: &FindingRow| finding.effect == Effect::Blocks;
        if unneeded::has_run(self.facts.program, id) || !findings.iter().any(blocks) {
            return;
        }
        let above = self.above(id);
        let evidence = evidence(self.facts.program, &above);
        for finding in findings.iter_mut().filter(|finding| blocks(finding)) {
            finding.evidence.extend_from_slice(&evidence);
        }
    }

    /// Replaces the blocked members of `set` by their nearest callers, again for what
    /// rule 3 adds with those. A member of which not all callers are known stays.
    pub(crate) fn lift(&mut self, set: &mut ReplacementSet) -> Vec<LiftedRow> {
        let program = self.facts.program;
        let mut done: BTreeMap<InstanceId, Above> = BTreeMap::new();
        loop {
            let members: Vec<_> = set.members.iter().map(|(&id, &tier)| (id, tier)).collect();
            let mut todo: Vec<(InstanceId, Tier)> = members;
            todo.retain(|&(id, _)| {
                !done.contains_key(&id) && !unneeded::has_run(program, id) && self.is_blocked(id)
            });
            if todo.is_empty() {
                break;
            }
            for (id, tier) in todo {
                let above = self.above(id);
                set.add(program, above.callers.keys().copied().collect(), tier, self.model);
                for (&caller, callees) in &above.callers {
                    let lifted = set.lifted.entry(caller).or_default();
                    for (&callee, calls) in callees {
                        lifted.entry(callee).or_default().extend(calls);
                    }
                    let brought = above.way_down(callees.keys().copied());
                    set.brought.entry(caller).or_default().extend(brought);
                }
                done.insert(id, above);
            }
        }
        for (id, _) in done.iter().filter(|(_, above)| above.open.is_empty()) {
            set.members.remove(id);
        }
        let mut rows: Vec<_> = done.iter().map(|(&id, above)| self.row(id, above)).collect();
        rows.sort_by_cached_key(|row| (row.member.symbol.clone(), row.member.address.clone()));
        rows
    }

    fn row(&self, id: InstanceId, above: &Above) -> LiftedRow {
        let (facts, model, program) = (self.facts, self.model, self.facts.program);
        let subject = Subject { facts, set: &ReplacementSet::default(), model, id };
        let blocking = policy::findings(&subject).into_iter();
        LiftedRow {
            member: instance::row(program, id),
            functions: instance::functions(program, id),
            blocked_by: blocking.filter(|f| f.effect == Effect::Blocks).map(|f| f.id).collect(),
            callers: rows(program, above.callers.keys()),
            through: rows(program, above.through.keys()),
            open: above.open.clone(),
        }
    }
}

fn rows<'i>(program: &Program, ids: impl Iterator<Item = &'i InstanceId>) -> Vec<InstanceRow> {
    let mut rows: Vec<_> = ids.map(|&id| instance::row(program, id)).collect();
    rows.sort_unstable();
    rows
}

/// Why code outside the file may call `id`: it is exported to modules, global in an
/// object that is not linked to the end, or in a shared library: what is hidden there
/// the link made local.
fn called_from_outside(program: &Program, id: InstanceId) -> Option<String> {
    let symbols = || program.instance(id).symbols().iter();
    let mut names = symbols().map(|symbol| program.symbol_name(symbol));
    if let Some(name) = names.find(|name| program.export_of(name).is_some()) {
        return Some(format!("{name} is exported: calls from modules are not seen"));
    }
    let links_with_others = match program.object().kind {
        // Nothing outside a module links to what it does not export.
        ElfKind::Relocatable => !matches!(program.role(), Role::Module(_)),
        // A program of ET_DYN has a `main`, a library has none.
        ElfKind::Dynamic => program.functions_named("main").is_empty(),
        ElfKind::Executable => false,
    };
    let global = symbols().find(|&symbol| program.symbol(symbol).binding() != Binding::Local);
    let symbol = global.filter(|_| links_with_others)?;
    let name = program.symbol_name(symbol);
    Some(format!("{name} is global: calls from the objects it is linked with are not seen"))
}

/// The nearest callers by name, and where the way up ends, one clause each.
fn evidence(program: &Program, above: &Above) -> Vec<String> {
    let mut names: Vec<_> = above.callers.keys().map(|&id| program.instance_name(id)).collect();
    names.sort_unstable();
    let mut found = Vec::new();
    match names.len() {
        0 => found.push("no caller that can be replaced is seen".to_owned()),
        n if n > NAMED + 1 => {
            let shown = names[..NAMED].join(", ");
            found.push(format!(
                "nearest callers that can be replaced: {shown} and {} more",
                n - NAMED
            ));
        }
        _ => found.push(format!("nearest callers that can be replaced: {}", names.join(", "))),
    }
    let open = above.open.len();
    let shown = if open > NAMED + 1 { NAMED } else { open };
    found.extend_from_slice(&above.open[..shown]);
    if shown < open {
        found.push(format!("{} more ways up end so", open - shown));
    }
    found
}
