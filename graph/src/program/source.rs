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

impl Program {
    /// The calls of a function that sources show, sorted by caller and place. Empty
    /// without `Input::sources`.
    pub fn source_calls_of(&self, callee: FuncId) -> &[SourceCall] {
        let begin = self.source_calls.partition_point(|call| call.callee < callee);
        let len = self.source_calls[begin..].partition_point(|call| call.callee == callee);
        &self.source_calls[begin..begin + len]
    }

    /// How many C files were read as source.
    pub fn source_files(&self) -> usize {
        self.source_files
    }
}
