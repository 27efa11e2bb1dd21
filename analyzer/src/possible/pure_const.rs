//! `-fipa-pure-const`, `-fipa-modref`: of a function that writes no memory calls can be
//! merged, moved or dropped, and memory is taken to be unchanged across them.
//!
//! GCC's local discovery runs at LTRANS in spite of `-fno-ipa-pure-const` and of
//! `-flive-patching`: its gate is `flag_ipa_pure_const || in_lto_p` (13.3 and 14.2;
//! corpus: `lto-pure-const`). `-fdisable-tree-local-pure-const2` at the link closes it.

use std::collections::BTreeSet;

use klpscope_graph::InstanceId;

use super::found::Found;
use super::reached::{Pure, Purity};
use super::scene::Scene;
use crate::audit::{Pass, Permit};
use crate::report::{Cause, Strength};

/// Adds the callers of members that write no memory, and the callers of those among
/// them that write none either.
pub(super) fn add(scene: &Scene<'_>, found: &mut Found) {
    let mut work: Vec<_> = scene.members().map(|id| (id, id)).collect();
    let mut seen: BTreeSet<_> = scene.members().collect();
    let purity = Purity::default();
    while let Some((callee, member)) = work.pop() {
        if !permitted(scene, callee) {
            continue;
        }
        let Some(pure) = purity.of(scene, callee) else { continue };
        for id in scene.calls_to(callee) {
            let caller = scene.program.call(id).caller();
            if scene.is_member(caller)
                || !scene.is_compiled(caller)
                || !scene.permits.shares_facts(caller, callee, Pass::IpaPureConst)
            {
                continue;
            }
            found.add(caller, cause(scene, callee, member, pure));
            if seen.insert(caller) {
                work.push((caller, member));
            }
        }
    }
}

fn permitted(scene: &Scene<'_>, id: InstanceId) -> bool {
    let permits = |pass| scene.permits.of(id, pass) != Permit::No;
    scene.is_compiled(id) && (permits(Pass::IpaPureConst) || permits(Pass::IpaModref))
}

fn cause(scene: &Scene<'_>, callee: InstanceId, member: InstanceId, pure: Pure) -> Cause {
    let (name, about) = (scene.name(callee), scene.name(member));
    let what = if pure.constant { "reads and writes no memory" } else { "writes no memory" };
    let done = if pure.loops { "merged or moved" } else { "merged, moved or dropped" };
    let reaches = if callee == member { String::new() } else { format!(" with {about}") };
    let in_spite = match scene.permits.in_spite_of_flag(callee) {
        true => ", in spite of the switches: GCC looks for it again at the link",
        false => "",
    };
    Cause {
        strength: Strength::Allowed,
        pass: "pure-const",
        text: format!("the code of {name}{reaches} {what}: calls of it may be {done}{in_spite}"),
        about,
        evidence: calls(scene, callee),
    }
}

/// What shows that a function is pure: where its code is.
fn calls(scene: &Scene<'_>, callee: InstanceId) -> Vec<String> {
    let at = scene.address(scene.program.instance(callee).entry());
    vec![format!(
        "no store and no unknown call in {} at {at}, nor in what it calls",
        scene.name(callee)
    )]
}
