//! GCC's `-fipa-ra`: a caller keeps a value in a caller-saved register across a call,
//! because it knows that the callee leaves that register alone (corpus: `ipa-ra`).
//!
//! GCC takes a callee's registers from its final code, with those of all it calls, and
//! only within one unit (one LTRANS partition): what cannot be seen there clobbers all.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use klpscope_graph::{CallId, InstanceId, LiveRegister};

use super::found::Found;
use super::reached::Clobbers;
use super::scene::Scene;
use crate::audit::{Pass, Permit};
use crate::report::{Cause, Strength};

/// Calls whose callers are decoded. Beyond it the search is given up, and said to be.
const CALLS: usize = 20_000;

/// Adds the callers that rely on registers a member leaves alone, directly or through
/// functions between.
pub(super) fn add(scene: &Scene<'_>, found: &mut Found) {
    // From each function that reaches a member to the next one on the way, and the member.
    let mut via: BTreeMap<InstanceId, InstanceId> = scene.members().map(|id| (id, id)).collect();
    let mut work: VecDeque<_> = scene.members().collect();
    let clobbers = Clobbers::default();
    let mut decoded = 0_usize;
    while let Some(callee) = work.pop_front() {
        if !permitted(scene, callee) {
            continue;
        }
        let member = via[&callee];
        for (caller, calls) in callers(scene, callee) {
            if decoded >= CALLS {
                found.note(format!(
                    "ipa-ra: looked at {CALLS} calls in functions from which a member is reached, not at all"
                ));
                return;
            }
            decoded += calls.len();
            if !scene.is_member(caller) && permitted(scene, caller) {
                add_caller(scene, found, &clobbers, member, callee, caller, &calls);
            }
            if let Entry::Vacant(free) = via.entry(caller) {
                free.insert(member);
                work.push_back(caller);
            }
        }
    }
}

/// True unless the unit's flags exclude the pass.
fn permitted(scene: &Scene<'_>, id: InstanceId) -> bool {
    scene.is_compiled(id) && scene.permits.of(id, Pass::IpaRa) != Permit::No
}

/// The callers of `callee` in its own unit, with their calls.
fn callers(scene: &Scene<'_>, callee: InstanceId) -> BTreeMap<InstanceId, Vec<CallId>> {
    let mut callers: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for id in scene.calls_to(callee) {
        let caller = scene.program.call(id).caller();
        if scene.permits.shares_facts(caller, callee, Pass::IpaRa) {
            callers.entry(caller).or_default().push(id);
        }
    }
    callers
}

fn add_caller(
    scene: &Scene<'_>,
    found: &mut Found,
    clobbers: &Clobbers,
    member: InstanceId,
    callee: InstanceId,
    caller: InstanceId,
    calls: &[CallId],
) {
    let mut registers = BTreeSet::new();
    let mut evidence = Vec::new();
    for &id in calls {
        let live = kept(scene, clobbers, callee, id);
        let call = scene.site(&scene.program.call(id));
        for LiveRegister { register, read_at } in live {
            registers.insert(register);
            let read = scene.address(read_at);
            evidence.push(format!("call at {call}, {register} read at {read}"));
        }
    }
    if registers.is_empty() {
        return;
    }
    let kept = registers.into_iter().collect::<Vec<_>>().join(", ");
    let (name, about) = (scene.name(callee), scene.name(member));
    let reaches = if callee == member { String::new() } else { format!(", which reaches {about}") };
    found.add(
        caller,
        Cause {
            strength: Strength::Code,
            pass: "ipa-ra",
            text: format!(
                "keeps {kept} across the call of {name}{reaches}, because that leaves it alone"
            ),
            about,
            evidence,
        },
    );
}

/// The registers that live across a call and that the callee is seen to leave alone. One
/// that it writes is live by another way than this pass's: a path that is never taken, a
/// second half of a result.
fn kept(
    scene: &Scene<'_>,
    clobbers: &Clobbers,
    callee: InstanceId,
    call: CallId,
) -> Vec<LiveRegister> {
    let mut live = scene.program.live_across(call).unwrap_or_default();
    if !live.is_empty() {
        let written = clobbers.of(scene, callee);
        live.retain(|live| written.as_ref().is_some_and(|regs| !regs.contains(live.register)));
    }
    live
}
