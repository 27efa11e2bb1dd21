//! The edges of the graph: calls and jumps between instances, each with what saw it.

use super::node::Place;
use crate::id::{Addr, ExternalId, FuncId, InlinedId, InstanceId};

/// A direct transfer of control out of an instance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    /// The instance that holds the instruction.
    pub(crate) caller: InstanceId,
    /// The innermost inlined instance of the caller that covers it.
    pub(crate) inlined: Option<InlinedId>,
    /// Where control goes.
    pub(crate) callee: Callee,
    /// Address of the instruction; for an edge that only DWARF tells of, the
    /// return address.
    pub(crate) site: Addr,
    /// What kind of instruction it is.
    pub(crate) kind: CallKind,
    /// Which readers saw it.
    pub(crate) evidence: CallEvidence,
    /// Line table row of the instruction, where there is one.
    pub(crate) place: Option<Place>,
    /// Where the callee's body stands for several source functions: the one that the call
    /// site names. GCC's folding may have put the function it kept in place of the one the
    /// source calls (corpus: `icf-wrapper`).
    pub(crate) meant: Option<FuncId>,
}

/// Where a call goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Callee {
    /// The entry of an instance.
    Entry(InstanceId),
    /// Into an instance, behind its entry.
    Middle(InstanceId),
    /// A function defined in another object.
    External(ExternalId),
    /// Code that no symbol and no DIE names.
    Unnamed(Addr),
}

impl Callee {
    /// The instance called, wherever it is entered.
    pub fn instance(self) -> Option<InstanceId> {
        match self {
            Self::Entry(id) | Self::Middle(id) => Some(id),
            Self::External(_) | Self::Unnamed(_) => None,
        }
    }
}

/// The instruction behind a call edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallKind {
    /// A call that returns.
    Call,
    /// An unconditional jump out of the function: a tail call.
    Jump,
    /// A conditional jump out of the function.
    ConditionalJump,
    /// A call through a register or memory whose target DWARF names.
    Indirect,
}

impl CallKind {
    /// All kinds, in the order of their declaration.
    pub(crate) const ALL: [Self; 4] =
        [Self::Call, Self::Jump, Self::ConditionalJump, Self::Indirect];
}

/// Which readers saw a call. At least one flag is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct CallEvidence {
    /// The decoded instruction carries the target.
    pub instruction: bool,
    /// A relocation carries the target (ET_REL).
    pub relocation: bool,
    /// `.debug_info` offset of the `DW_TAG_call_site` with this return address.
    pub call_site: Option<u64>,
}
