//! Bodies that stand for several source functions (`-fipa-icf`, lld's `--icf`; corpus:
//! `icf-gcc`, `icf-lld`): who calls such a member for the function that is not patched
//! runs the patched code all the same. Which one a call means the machine code does not
//! tell; DWARF's call site may name it.

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::{Call, FuncId, InstanceId};

use super::found::Found;
use super::scene::Scene;
use crate::candidate::is_called;
use crate::collateral::{meant, sharers};
use crate::instance::distinct_functions;
use crate::report::{Cause, Strength, count, few};

/// Sites named as evidence.
const SHOWN: usize = 8;
/// Functions named in a sentence.
const NAMED: usize = 3;

/// Adds the callers of members that share their body with a function that is not patched.
pub(super) fn add(scene: &Scene<'_>, found: &mut Found) {
    for member in scene.members() {
        let sharers = sharers(scene.program, scene.set, member);
        if !sharers.is_empty() {
            let others = sharers.into_iter().map(|(function, _)| function.name).collect();
            add_callers(scene, found, &Folded::new(scene, member, others));
        }
    }
}

/// A member and the functions whose body it is.
struct Folded {
    member: InstanceId,
    /// Those that it is replaced for.
    meant: Vec<FuncId>,
    /// The names of the others.
    others: BTreeSet<String>,
    /// Their names.
    patched: BTreeSet<String>,
    /// True if what call sites name can be believed.
    is_named_truly: bool,
}

impl Folded {
    fn new(scene: &Scene<'_>, member: InstanceId, others: BTreeSet<String>) -> Self {
        let functions = distinct_functions(scene.program, member);
        let meant = meant(scene.program, scene.set, member, &functions);
        let name = |&id: &FuncId| scene.program.function_name(id).to_owned();
        let names: BTreeSet<_> = functions.iter().map(name).collect();
        let is_named_truly = names.len() == functions.len()
            && functions.iter().all(|&function| is_mere_name(scene, member, function));
        let patched = meant.iter().map(name).collect();
        Self { member, meant, patched, others, is_named_truly }
    }
}

/// True for a function whose only code the member is, by a symbol of its own. Where GCC leaves a
/// wrapper, or nothing, it has put the function that it kept into the calls of the other
/// one, and call sites name that (GCC 12 and 14, corpus: `icf-wrapper`).
fn is_mere_name(scene: &Scene<'_>, member: InstanceId, function: FuncId) -> bool {
    let program = scene.program;
    let mut symbols = program.instance(member).symbols().iter();
    symbols.any(|symbol| is_called(program, function, program.symbol_name(symbol)))
        && program.bodies_of(function).iter().eq([member])
}

/// What the calls of one caller tell.
#[derive(Default)]
struct Calls {
    /// Functions that call sites name and that are not patched.
    named: BTreeSet<String>,
    /// Those calls.
    sure: Vec<String>,
    /// Calls that may mean another function.
    open: Vec<String>,
}

fn add_callers(scene: &Scene<'_>, found: &mut Found, folded: &Folded) {
    let mut callers: BTreeMap<InstanceId, Calls> = BTreeMap::new();
    for id in scene.calls_to(folded.member) {
        let call = scene.program.call(id);
        if scene.is_member(call.caller()) || means_patched(folded, &call) {
            continue;
        }
        let calls = callers.entry(call.caller()).or_default();
        match call.meant().filter(|_| folded.is_named_truly) {
            Some(function) => {
                let name = scene.program.function_name(function);
                calls.named.insert(name.to_owned());
                calls.sure.push(format!("call of {name} at {}", scene.site(&call)));
            }
            None => calls.open.push(format!("call at {}", scene.site(&call))),
        }
    }
    for (caller, calls) in callers {
        found.add(caller, cause(scene.name(folded.member), folded, calls));
    }
}

fn means_patched(folded: &Folded, call: &Call) -> bool {
    folded.is_named_truly && call.meant().is_some_and(|function| folded.meant.contains(&function))
}

fn cause(about: String, folded: &Folded, calls: Calls) -> Cause {
    let list = |names: &BTreeSet<String>| few(names, NAMED);
    let (strength, text, mut evidence) = if calls.sure.is_empty() {
        let (patched, others) = (list(&folded.patched), list(&folded.others));
        let meant = if folded.others.len() == 1 { others.as_str() } else { "one of these" };
        let text = format!(
            "calls {about}, the body of {patched}, and of {others}: where {meant} is meant, the patched code runs"
        );
        (Strength::Allowed, text, calls.open)
    } else {
        let (named, patched) = (list(&calls.named), list(&folded.patched));
        let text =
            format!("calls {named}, whose body is that of {patched} too: the patched code runs");
        (Strength::Code, text, calls.sure)
    };
    let more = evidence.len().saturating_sub(SHOWN);
    evidence.truncate(SHOWN);
    if more > 0 {
        evidence.push(format!("and {} more", count(more, "call", "calls")));
    }
    Cause { strength, pass: "icf", about, text, evidence }
}
