//! Instances that may rely on a fact about a patched function without holding its
//! code: beside the replacement set, never mixed into it. One file a way.

use klpscope_graph::Program;

use crate::closure::ReplacementSet;
use crate::report::PossibleRow;

/// The instances that are possibly affected by patching `set.functions`, sorted by
/// symbol and address; members of the set are not among them.
pub(crate) fn possible(_program: &Program, _set: &ReplacementSet) -> Vec<PossibleRow> {
    Vec::new()
}
