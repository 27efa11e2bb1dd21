//! Everything that a function's code reaches by direct calls, judged as a whole: which
//! registers it writes, whether it writes memory. One bad instance spoils all that reach it.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use klpscope_graph::InstanceId;

use super::scene::Scene;

/// Instances looked at for one function: more and the answer is "not known". A function
/// from which that much is reached has no register and no memory left alone.
const REACH: usize = 2_000;

/// Everything reached from `id` by direct calls, itself included, sorted. `None` if any
/// of it calls what is not known, or fails `holds`, or if it is too much.
pub(super) fn reached(
    scene: &Scene<'_>,
    id: InstanceId,
    mut holds: impl FnMut(InstanceId) -> bool,
) -> Option<BTreeSet<InstanceId>> {
    let mut seen = BTreeSet::from([id]);
    let mut work = vec![id];
    while let Some(id) = work.pop() {
        if seen.len() > REACH || !holds(id) {
            return None;
        }
        let callees = scene.callees(id)?;
        work.extend(callees.into_iter().filter(|&callee| seen.insert(callee)));
    }
    Some(seen)
}

/// The registers that functions write, with all that they call.
#[derive(Default)]
pub(super) struct Clobbers {
    known: RefCell<HashMap<InstanceId, Option<BTreeSet<&'static str>>>>,
}

impl Clobbers {
    /// The caller-saved registers that calling `id` may change; `None` if not known.
    pub(super) fn of(&self, scene: &Scene<'_>, id: InstanceId) -> Option<BTreeSet<&'static str>> {
        if let Some(known) = self.known.borrow().get(&id) {
            return known.clone();
        }
        let found = clobbers(scene, id);
        self.known.borrow_mut().insert(id, found.clone());
        found
    }
}

fn clobbers(scene: &Scene<'_>, id: InstanceId) -> Option<BTreeSet<&'static str>> {
    let program = scene.program;
    let direct = |id| program.effects(id).is_some_and(|effects| effects.indirect.is_none());
    let mut registers = BTreeSet::new();
    for id in reached(scene, id, direct)? {
        registers.extend(program.writes_registers(id)?);
    }
    Some(registers)
}

/// What a function that writes no memory may still do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pure {
    /// Reads no memory either: GCC's `const`.
    pub(super) constant: bool,
    /// May loop: calls of it can be merged, not dropped.
    pub(super) loops: bool,
}

/// Whether the code of `id`, with all that it calls, writes no memory but its own stack.
pub(super) fn pure(scene: &Scene<'_>, id: InstanceId) -> Option<Pure> {
    let effects = |id| scene.program.effects(id);
    let harmless = |id| {
        effects(id).is_some_and(|effects| effects.writes.is_none() && effects.indirect.is_none())
    };
    let seen = reached(scene, id, harmless)?;
    let all = || seen.iter().filter_map(|&id| effects(id));
    Some(Pure {
        constant: all().all(|effects| effects.reads.is_none()),
        loops: all().any(|effects| effects.loops),
    })
}
