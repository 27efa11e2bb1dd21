//! What the replacement of a member has to bring along, and what it refers to.

use klpscope_graph::{InstanceId, Program};

use crate::closure::ReplacementSet;
use crate::report::{CarriedRow, ExternalRow};

/// Source functions that the replacement of a member has to bring along, sorted.
pub(crate) fn carried(
    _program: &Program,
    _set: &ReplacementSet,
    _id: InstanceId,
) -> Vec<CarriedRow> {
    Vec::new()
}

/// Symbols that the replacement of a member refers to, sorted.
pub(crate) fn external(_program: &Program, _id: InstanceId) -> Vec<ExternalRow> {
    Vec::new()
}
