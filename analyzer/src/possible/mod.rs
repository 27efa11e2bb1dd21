//! Instances that may rely on a fact about a patched function without holding its
//! code: beside the replacement set, never mixed into it. One file a way.
//!
//! Facts flow up, to callers (what a function returns, clobbers, reads or writes, whether
//! it comes back), and down, to local callees (what they are passed). Each way says how
//! strong its evidence is; of what the flags permit alone it says just that.

mod by_flag;
mod found;
mod icf;
mod ipa_ra;
mod noreturn;
mod permit;
mod pure_const;
mod reached;
mod scene;
mod trace;
mod value_range;
pub(crate) mod vanished;

use crate::audit::Build;
use crate::closure::ReplacementSet;
use crate::policy::Facts;
use crate::report::PossibleRow;
use found::Found;
use scene::Scene;

/// What lies beside a replacement set.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// The instances that are possibly affected, sorted by symbol and address; members
    /// of the set are not among them.
    pub(crate) rows: Vec<PossibleRow>,
    /// What to know of these rows: facts about the build, where a search was given up.
    pub(crate) notes: Vec<String>,
}

/// What is possibly affected by patching `set.functions`.
pub(crate) fn possible(facts: &Facts<'_>, build: &Build, set: &ReplacementSet) -> Beside {
    let program = facts.program;
    let scene = Scene::new(facts, build, set);
    let mut found = Found::default();
    ipa_ra::add(&scene, &mut found);
    noreturn::add(&scene, &mut found);
    pure_const::add(&scene, &mut found);
    icf::add(&scene, &mut found);
    value_range::add(&scene, &mut found);
    by_flag::add(&scene, &mut found);
    vanished::add(program, build, set, &mut found);
    found.finish(program)
}
