//! `-fipa-vrp`, `-fipa-bit-cp`, `-fipa-cp`: facts flow down as well. A local function
//! whose callers are all known may be specialised to the values they pass (corpus:
//! `ipa-vrp`): patch a caller to pass others, and the callee is wrong though it holds none
//! of the caller's code.

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::{Binding, CallId, CallKind, InstanceId};

use super::found::Found;
use super::scene::Scene;
use crate::audit::{Pass, Permit};
use crate::report::{Cause, Strength};

/// Callers named as evidence.
const SHOWN: usize = 8;
const PASSES: [Pass; 2] = [Pass::IpaVrp, Pass::IpaBitCp];

/// Adds the local callees of patched code.
pub(super) fn add(scene: &Scene<'_>, found: &mut Found) {
    let mut passed: BTreeMap<InstanceId, InstanceId> = BTreeMap::new();
    for member in scene.members() {
        for id in scene.program.calls_from(member) {
            let call = scene.program.call(id);
            if let Some(callee) = call.callee().instance()
                && call.kind() != CallKind::Indirect
                && scene.is_patched_code(&call)
            {
                passed.entry(callee).or_insert(member);
            }
        }
    }
    for (callee, member) in passed {
        if !scene.is_member(callee)
            && permitted(scene, callee)
            && let Some(callers) = known_callers(scene, callee)
        {
            found.add(callee, cause(scene, member, &callers));
        }
    }
}

fn permitted(scene: &Scene<'_>, id: InstanceId) -> bool {
    scene.is_compiled(id) && PASSES.iter().any(|&pass| scene.permits.of(id, pass) != Permit::No)
}

/// The calls of a local function whose address is nowhere seen to be taken; `None` for
/// one that may be called by others.
fn known_callers(scene: &Scene<'_>, id: InstanceId) -> Option<Vec<CallId>> {
    let program = scene.program;
    let symbols = program.instance(id).symbols();
    let local = symbols.iter().all(|symbol| {
        program.symbol(symbol).binding() == Binding::Local
            || program.symbol_name(symbol).contains(".lto_priv.")
    });
    if !local || program.address_taken(id).is_some() {
        return None;
    }
    let calls = scene.calls_to(id);
    let direct = |&call: &CallId| program.call(call).kind() != CallKind::Indirect;
    calls.iter().all(direct).then_some(calls)
}

fn cause(scene: &Scene<'_>, member: InstanceId, calls: &[CallId]) -> Cause {
    let callers: BTreeSet<_> = calls.iter().map(|&id| scene.program.call(id).caller()).collect();
    let about = scene.name(member);
    let others = callers.len().saturating_sub(usize::from(callers.contains(&member)));
    let text = match others {
        0 => format!("is called by {about} alone: it may be specialised to what that passes"),
        1 => format!(
            "is local and called by {about} and one other: it may be specialised to what they pass"
        ),
        n => format!(
            "is local and called by {about} and {n} others: it may be specialised to what they pass"
        ),
    };
    let shown = calls.iter().take(SHOWN).map(|&id| {
        let call = scene.program.call(id);
        format!("called by {} at {}", scene.name(call.caller()), scene.site(&call))
    });
    let mut evidence: Vec<_> = shown.collect();
    if calls.len() > SHOWN {
        evidence.push(format!("and {} calls more", calls.len() - SHOWN));
    }
    Cause { strength: Strength::Flag, pass: "ipa-vrp", about, text, evidence }
}
