//! Everything that a function's code reaches by direct calls, judged as a whole: which
//! registers it writes, whether it writes memory. One bad instance spoils all that reach it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use klpscope_graph::InstanceId;

use super::scene::Scene;

/// Instances looked at for one function: more and the answer is "not known". A function
/// from which that much is reached has no register and no memory left alone.
const REACH: usize = 2_000;

/// What was found of everything that functions reach, by function.
struct Reach<T>(RefCell<HashMap<InstanceId, Option<T>>>);

impl<T> Default for Reach<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<T: Clone> Reach<T> {
    /// What `judge` says of everything reached from `id` by direct calls, itself included,
    /// sorted. `None` if any of it calls what is not known, or fails `holds`, or if it is
    /// too much. Functions that call each other in a circle reach the same: they share one
    /// answer. What reaches a function without an answer has none.
    fn of(
        &self,
        scene: &Scene<'_>,
        id: InstanceId,
        holds: impl Fn(InstanceId) -> bool,
        judge: impl FnOnce(&BTreeMap<InstanceId, InstanceId>) -> Option<T>,
    ) -> Option<T> {
        if let Some(known) = self.0.borrow().get(&id) {
            return known.clone();
        }
        // From each function to the one that led there.
        let mut seen = BTreeMap::from([(id, id)]);
        let mut callers: HashMap<InstanceId, Vec<InstanceId>> = HashMap::new();
        let mut work = vec![id];
        while let Some(at) = work.pop() {
            if seen.len() > REACH {
                self.keep(leading_to(&callers, id), &None);
                return None;
            }
            let is_bad = matches!(self.0.borrow().get(&at), Some(None));
            // The graph is asked before the code: that is dearer.
            let callees = if is_bad { None } else { scene.callees(at).filter(|_| holds(at)) };
            let Some(callees) = callees else {
                self.keep(way_to(&seen, at), &None);
                return None;
            };
            for callee in callees {
                callers.entry(callee).or_default().push(at);
                seen.entry(callee).or_insert_with(|| {
                    work.push(callee);
                    at
                });
            }
        }
        let found = judge(&seen);
        self.keep(leading_to(&callers, id), &found);
        found
    }

    fn keep(&self, ids: impl IntoIterator<Item = InstanceId>, found: &Option<T>) {
        let mut known = self.0.borrow_mut();
        ids.into_iter().for_each(|id| _ = known.insert(id, found.clone()));
    }
}

/// From `at` back to where the search began.
fn way_to(seen: &BTreeMap<InstanceId, InstanceId>, mut at: InstanceId) -> Vec<InstanceId> {
    let mut way = vec![at];
    while let Some(&before) = seen.get(&at).filter(|&&before| before != at) {
        way.push(before);
        at = before;
    }
    way
}

/// All from which `id` is reached, itself included.
fn leading_to(
    callers: &HashMap<InstanceId, Vec<InstanceId>>,
    id: InstanceId,
) -> BTreeSet<InstanceId> {
    let mut found = BTreeSet::from([id]);
    let mut work = vec![id];
    while let Some(at) = work.pop() {
        let callers = callers.get(&at).into_iter().flatten();
        work.extend(callers.copied().filter(|&caller| found.insert(caller)));
    }
    found
}

/// The registers that functions write, with all that they call.
#[derive(Default)]
pub(super) struct Clobbers(Reach<BTreeSet<&'static str>>);

impl Clobbers {
    /// The caller-saved registers that calling `id` may change; `None` if not known.
    pub(super) fn of(&self, scene: &Scene<'_>, id: InstanceId) -> Option<BTreeSet<&'static str>> {
        let program = scene.program;
        let direct = |id| program.effects(id).is_some_and(|effects| effects.indirect.is_none());
        self.0.of(scene, id, direct, |seen| {
            let mut registers = BTreeSet::new();
            for &id in seen.keys() {
                registers.extend(program.writes_registers(id)?);
            }
            Some(registers)
        })
    }
}

/// What a function that writes no memory may still do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pure {
    /// Reads no memory either: GCC's `const`.
    pub(super) constant: bool,
    /// May loop: calls of it can be merged, not dropped.
    pub(super) loops: bool,
}

/// Which functions write no memory.
#[derive(Default)]
pub(super) struct Purity(Reach<Pure>);

impl Purity {
    /// Whether the code of `id`, with all that it calls, writes no memory but its own stack.
    pub(super) fn of(&self, scene: &Scene<'_>, id: InstanceId) -> Option<Pure> {
        let effects = |id| scene.program.effects(id);
        let harmless = |id| {
            effects(id)
                .is_some_and(|effects| effects.writes.is_none() && effects.indirect.is_none())
        };
        self.0.of(scene, id, harmless, |seen| {
            let all = || seen.keys().filter_map(|&id| effects(id));
            Some(Pure {
                constant: all().all(|effects| effects.reads.is_none()),
                loops: all().any(|effects| effects.loops),
            })
        })
    }
}
