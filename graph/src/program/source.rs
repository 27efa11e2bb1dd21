//! What C sources, where the user has them, say of calls.

use super::node::Place;
use super::query::Program;
use crate::id::FuncId;

/// A call that stands in the source of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceCall {
    /// The function called.
    pub callee: FuncId,
    /// The function whose text calls it.
    pub caller: FuncId,
    /// Where it is written; in a macro, where the macro is used.
    pub place: Place,
}

/// What the source says of the size of a function's body. Of several definitions, as `#if`
/// makes them, the smallest counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceBody {
    /// Statements; a use of a macro counts as one.
    pub statements: u32,
    /// Loops.
    pub loops: u32,
}

/// What the sources say, if the user has them.
#[derive(Debug, Default)]
pub(crate) struct FromSource {
    /// Sorted.
    pub(crate) calls: Vec<SourceCall>,
    /// Sorted by function.
    pub(crate) bodies: Vec<(FuncId, SourceBody)>,
    /// How many files were read.
    pub(crate) files: usize,
}

impl Program {
    /// The calls of a function that sources show, sorted by caller and place. Empty
    /// without `Input::sources`.
    pub fn source_calls_of(&self, callee: FuncId) -> &[SourceCall] {
        let begin = self.from_source.calls.partition_point(|call| call.callee < callee);
        let len = self.from_source.calls[begin..].partition_point(|call| call.callee == callee);
        &self.from_source.calls[begin..begin + len]
    }

    /// All calls that sources show, sorted by callee, caller and place.
    pub fn source_calls(&self) -> &[SourceCall] {
        &self.from_source.calls
    }

    /// The size of a function's body, if its source was found.
    pub fn source_body(&self, function: FuncId) -> Option<SourceBody> {
        let bodies = &self.from_source.bodies;
        let at = bodies.binary_search_by_key(&function, |(id, _)| *id).ok()?;
        Some(bodies[at].1)
    }

    /// How many C files were read as source.
    pub fn source_files(&self) -> usize {
        self.from_source.files
    }
}
