//! Bodies that stand for several source functions (`-fipa-icf`, lld's `--icf`; corpus:
//! `icf-gcc`, `icf-lld`): who calls such a member for the function that is not patched
//! runs the patched code all the same. Which one a call means the machine code does not
//! tell.

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::InstanceId;

use super::found::Found;
use super::scene::Scene;
use crate::collateral::collateral;
use crate::report::{Cause, Strength};

/// Sites named as evidence.
const SHOWN: usize = 8;

/// Adds the callers of members that share their body with a function that is not patched.
pub(super) fn add(scene: &Scene<'_>, found: &mut Found) {
    let mut sharers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in collateral(scene.program, scene.set) {
        sharers.entry(row.address).or_default().insert(row.function.name);
    }
    if sharers.is_empty() {
        return;
    }
    for member in scene.members() {
        let address = scene.address(scene.program.instance(member).entry);
        if let Some(others) = sharers.get(&address) {
            add_callers(scene, found, member, others);
        }
    }
}

fn add_callers(
    scene: &Scene<'_>,
    found: &mut Found,
    member: InstanceId,
    others: &BTreeSet<String>,
) {
    let mut callers: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for id in scene.calls_to(member) {
        let call = scene.program.call(id);
        if !scene.is_member(call.caller) {
            callers.entry(call.caller).or_default().push(format!("call at {}", scene.site(call)));
        }
    }
    let (about, named) =
        (scene.name(member), others.iter().cloned().collect::<Vec<_>>().join(", "));
    for (caller, mut evidence) in callers {
        evidence.truncate(SHOWN);
        found.add(
            caller,
            Cause {
                strength: Strength::Allowed,
                pass: "icf",
                text: format!(
                    "calls {about}, whose body is that of {named} too: where that is meant, the patched code runs"
                ),
                about: about.clone(),
                evidence,
            },
        );
    }
}
