//! Direct callers of members where nothing more is known than that the flags permit a
//! pass to carry facts about a function to its callers.

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::{Effects, InstanceId, Returns};

use super::found::Found;
use super::permit::TO_CALLERS;
use super::scene::Scene;
use crate::audit::{Pass, Permit};
use crate::report::{Cause, Strength, few};

/// Members named in a sentence.
const NAMED: usize = 3;

/// Adds every direct caller to which a pass may have carried a fact, unless stronger
/// evidence is known, and the callers of one that hands the member's result on by a tail call.
pub(super) fn add(scene: &Scene<'_>, found: &mut Found) {
    let mut callees: BTreeMap<InstanceId, BTreeSet<InstanceId>> = BTreeMap::new();
    let mut work: Vec<_> = scene.members().collect();
    let mut seen: BTreeSet<_> = scene.members().collect();
    while let Some(callee) = work.pop() {
        for id in scene.calls_to(callee) {
            let call = scene.program.call(id);
            if scene.is_member(call.caller()) || !scene.is_function(call.caller()) {
                continue;
            }
            callees.entry(call.caller()).or_default().insert(callee);
            if Scene::is_jump(&call) && seen.insert(call.caller()) {
                work.push(call.caller());
            }
        }
    }
    let mut known = BTreeMap::new();
    let mut may_be_pure =
        |callee| *known.entry(callee).or_insert_with(|| may_be_pure(scene, callee));
    for (caller, callees) in callees {
        if !found.has(caller) {
            let cause = cause(scene, caller, &callees, &mut may_be_pure);
            if let Some(cause) = cause {
                found.add(caller, cause);
            }
        }
    }
}

fn cause(
    scene: &Scene<'_>,
    caller: InstanceId,
    callees: &BTreeSet<InstanceId>,
    mut may_be_pure: impl FnMut(InstanceId) -> bool,
) -> Option<Cause> {
    let (mut passes, mut unknown, mut about) = (Vec::new(), false, Vec::new());
    for &callee in callees {
        let pair = scene.permits.between(caller, callee);
        let (carried, mut is_unknown) = (passes.len(), false);
        for pass in TO_CALLERS {
            let permit = pair.permit(pass);
            let is_open = permit != Permit::No
                && pair.shares_facts(pass)
                && (pass != Pass::IpaPureConst || may_be_pure(callee));
            match permit {
                Permit::Yes if is_open => passes.push(pass),
                Permit::Unknown if is_open => is_unknown = true,
                _ => {}
            }
        }
        if is_unknown || passes.len() > carried {
            about.push(scene.name(callee));
        }
        unknown |= is_unknown;
    }
    if about.is_empty() {
        return None;
    }
    passes.sort_unstable();
    passes.dedup();
    Some(Cause {
        strength: Strength::Flag,
        pass: if passes.is_empty() { "unknown" } else { "flags" },
        text: sentence(&passes, unknown, &about),
        about: few(&about, NAMED),
        evidence: Vec::new(),
    })
}

/// False for a function of which `-fipa-pure-const` finds nothing: it writes a variable, so
/// it is not pure; control comes back; and it calls nothing, so that what it returns is no
/// new memory (attribute `malloc`, which the same pass looks for).
fn may_be_pure(scene: &Scene<'_>, id: InstanceId) -> bool {
    let stores = |effects: &Effects| effects.stores.is_some() && effects.indirect.is_none();
    let is_impure = scene.callees(id).is_some_and(|callees| callees.is_empty())
        && scene.program.effects(id).as_ref().is_some_and(stores)
        && scene.program.returns(id) == Returns::Yes;
    !is_impure
}

fn sentence(passes: &[Pass], unknown: bool, about: &[String]) -> String {
    let named = few(about, NAMED);
    let passes: Vec<_> = passes.iter().map(|pass| pass.name()).collect();
    let says = match (passes.is_empty(), unknown) {
        (true, _) => "the switches are not recorded: what passes told it is unknown".to_owned(),
        (false, false) => format!("the switches permit {}", passes.join(", ")),
        (false, true) => {
            format!("the switches permit {}, of some units they are unknown", passes.join(", "))
        }
    };
    format!("calls {named}; {says}")
}
