//! What the replacement of a member has to bring along: source functions without an
//! ordinary symbol to call.
//!
//! Carried source calls on its own: what a carried clone holds and calls is looked at like
//! the member's own code, so that the patch links.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use klpscope_graph::{Callee, FuncId, InstanceId, InstanceKind, Program, Region};

use crate::closure::ReplacementSet;
use crate::instance::distinct_functions;
use crate::report::{CarriedFrom, CarriedRow, CarriedWhy, FunctionRow};

/// What is carried for all instances of a program, on average: a kernel's most inlined
/// functions make it 1. Where each of n functions brings all others along, n members would
/// have n rows each.
const EACH: usize = 16;
/// And what a small program may have beside.
const FEW: usize = 1 << 17;
/// What one member may have though all others used up the rest.
const OWN: usize = 16;

/// How many functions and clones the members of a set may still bring along.
pub(crate) struct Allowance {
    left: usize,
}

impl Allowance {
    pub(crate) fn new(program: &Program) -> Self {
        Self { left: FEW + EACH * program.instances().len() }
    }

    /// No limit.
    pub(crate) fn whole() -> Self {
        Self { left: usize::MAX }
    }
}

/// The code whose source makes the replacement of a member.
pub(crate) struct Load {
    /// The member, and the clones whose source it carries.
    pub(crate) bodies: BTreeSet<InstanceId>,
    /// Source functions to bring along.
    carried: BTreeMap<FuncId, CarriedWhy>,
    /// There was more than is allowed for: nothing is carried, and what the member itself
    /// refers to is all that is known.
    pub(crate) is_cut: bool,
}

/// What the replacement of `member` is made of.
pub(crate) fn load(
    program: &Program,
    set: &ReplacementSet,
    member: InstanceId,
    allowance: &mut Allowance,
) -> Load {
    let mut load = Load { bodies: BTreeSet::new(), carried: BTreeMap::new(), is_cut: false };
    let most = allowance.left.max(OWN);
    // The patch has their source anyway.
    let own: BTreeSet<_> = distinct_functions(program, member).into_iter().collect();
    let is_at_hand =
        |function: &FuncId| own.contains(function) || set.functions.get(function) == Some(&None);
    let mut work = vec![member];
    for &body in set.brought.get(&member).into_iter().flatten() {
        for function in distinct_functions(program, body) {
            load.carry(function, CarriedWhy::Lifted);
        }
        work.push(body);
    }
    while let Some(body) = work.pop() {
        if load.bodies.len() + load.carried.len() > most {
            load = Load { bodies: [member].into(), carried: BTreeMap::new(), is_cut: true };
            allowance.left = allowance.left.saturating_sub(most);
            return load;
        }
        if !load.bodies.insert(body) {
            continue;
        }
        let must_bring = |function: &FuncId| {
            !is_at_hand(function) && ordinary_body(program, *function).is_none()
        };
        for function in held_in(program, body).into_iter().filter(must_bring) {
            load.carry(function, CarriedWhy::Inlined);
        }
        for callee in uncallable_callees(program, body) {
            let functions = distinct_functions(program, callee);
            let changed = program.instance(callee).abi().is_changed();
            let why = if changed { CarriedWhy::Clone } else { CarriedWhy::Unnamed };
            for function in functions.into_iter().filter(must_bring) {
                load.carry(function, why);
                work.push(callee);
            }
        }
    }
    let used = load.bodies.len() - 1 + load.carried.len();
    allowance.left = allowance.left.saturating_sub(used);
    load
}

impl Load {
    fn carry(&mut self, function: FuncId, why: CarriedWhy) {
        let known = self.carried.entry(function).or_insert(why);
        *known = why.min(*known);
    }

    /// The source functions to bring along, those first that cost most.
    pub(crate) fn rows(&self, program: &Program, member: InstanceId) -> Vec<CarriedRow> {
        let row = |(&function, &why): (&FuncId, &CarriedWhy)| CarriedRow {
            from: from(program, function, member),
            function: FunctionRow::new(program, function),
            why,
        };
        let mut rows: Vec<_> = self.carried.iter().map(row).collect();
        rows.sort();
        rows
    }
}

/// The body of a function that source compiled anew can call, by a symbol that lasts.
pub(crate) fn ordinary_body(program: &Program, function: FuncId) -> Option<InstanceId> {
    program.bodies_of(function).into_iter().find(|&id| {
        let is_kept = !matches!(program.region(id), Region::Init | Region::Exit);
        is_callable(program, id) && is_kept
    })
}

/// True if an instance can be called by the declared signature and by name.
pub(crate) fn is_callable(program: &Program, id: InstanceId) -> bool {
    let instance = program.instance(id);
    !instance.abi().is_changed() && !instance.symbols().is_empty()
}

/// The source functions inlined into an instance, by DWARF or by compiler records.
pub(crate) fn held_in(program: &Program, host: InstanceId) -> BTreeSet<FuncId> {
    let copies = program.inlined_into(host).into_iter().map(|id| program.inlined(id).function());
    let recorded = program.recorded_copies().iter().filter(|copy| copy.host == host);
    copies.chain(recorded.map(|copy| copy.function)).collect()
}

fn uncallable_callees(program: &Program, body: InstanceId) -> BTreeSet<InstanceId> {
    let calls = program.calls_from(body).into_iter().map(|id| program.call(id).callee());
    let callees = calls.filter_map(Callee::instance).filter(|&id| {
        program.instance(id).kind() == InstanceKind::Function && !is_callable(program, id)
    });
    callees.collect()
}

/// Where the source of `function` is, as seen from that of `member`.
fn from(program: &Program, function: FuncId, member: InstanceId) -> CarriedFrom {
    let file = |id| program.function(id).places().first().map(|place| place.file);
    let Some(there) = file(function) else { return CarriedFrom::OtherFile };
    let own = distinct_functions(program, member);
    if own.into_iter().any(|id| file(id) == Some(there)) {
        CarriedFrom::SameFile
    } else if is_header(program.str(there)) {
        CarriedFrom::Header
    } else {
        CarriedFrom::OtherFile
    }
}

/// By the ending: what is meant to be included.
fn is_header(file: &str) -> bool {
    let ending = Path::new(file).extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ["h", "hh", "hpp", "hxx", "inc"].contains(&ending))
}
