//! A function that never returns, by its own code: what follows a call of it was dropped.
//! GCC finds that out in its local pure/const pass, under the same gate.

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::{CallId, CallKind, InstanceId, Returns};

use super::found::Found;
use super::scene::Scene;
use crate::audit::{Pass, Permit};
use crate::report::{Cause, Strength};

/// Adds the callers of members that never return, and the callers of those among them
/// that for this reason never return themselves.
pub(super) fn add(scene: &Scene<'_>, found: &mut Found) {
    let mut work: Vec<_> = scene.members().map(|id| (id, id)).collect();
    let mut seen: BTreeSet<_> = scene.members().collect();
    while let Some((callee, member)) = work.pop() {
        let never = scene.program.returns(callee) == Returns::Never;
        if !never || scene.permits.of(callee, Pass::IpaPureConst) == Permit::No {
            continue;
        }
        let mut callers: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for id in scene.calls_to(callee) {
            callers.entry(scene.program.call(id).caller()).or_default().push(id);
        }
        callers.retain(|&caller, _| {
            !scene.is_member(caller)
                && scene.is_compiled(caller)
                && scene.permits.shares_facts(caller, callee, Pass::IpaPureConst)
        });
        for (caller, calls) in callers {
            found.add(caller, cause(scene, callee, member, &calls));
            if seen.insert(caller) {
                work.push((caller, member));
            }
        }
    }
}

fn cause(scene: &Scene<'_>, callee: InstanceId, member: InstanceId, calls: &[CallId]) -> Cause {
    let program = scene.program;
    let dropped: Vec<_> = calls.iter().copied().filter(|&id| ends_here(scene, id)).collect();
    let (strength, says) = match dropped.is_empty() {
        true => (Strength::Allowed, "what follows the call may have been dropped"),
        false => (Strength::Code, "nothing follows the call"),
    };
    let shown = if dropped.is_empty() { calls } else { &dropped };
    let (name, about) = (scene.name(callee), scene.name(member));
    Cause {
        strength,
        pass: "noreturn",
        text: format!("{name} never returns, by its code: {says}"),
        about,
        evidence: shown
            .iter()
            .map(|&id| format!("call at {}", scene.site(&program.call(id))))
            .collect(),
    }
}

/// True if control does not come back to the caller's code behind the call.
fn ends_here(scene: &Scene<'_>, id: CallId) -> bool {
    scene.program.object().decoded
        && scene.program.call(id).kind() == CallKind::Call
        && scene.program.live_across(id).is_none()
}
