//! Why an instance is in the replacement set.

use serde::Serialize;

use super::row::PlaceRow;

/// How sure a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// DWARF, a symbol, a relocation or a decoded instruction shows it.
    Proven,
    /// Only the compiler's own record shows it.
    Recorded,
    /// Only the C source shows it: a call of which nothing is left. Never a member.
    Possible,
}

impl Tier {
    /// As in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Recorded => "recorded",
            Self::Possible => "possible",
        }
    }
}

/// One reason. `caller_of` is set where the function is not one the user named
/// but a caller of one, as model `inline-clone` adds them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// Rule 1: it is code of a patched function.
    OwnCode {
        /// The patched function.
        function: String,
        /// What says that the code is the function's.
        evidence: OwnEvidence,
        /// The function the user named, if this one is only its caller.
        #[serde(skip_serializing_if = "Option::is_none")]
        caller_of: Option<String>,
    },
    /// Rule 2: it holds an inlined instance of a patched function.
    Inlined {
        /// The patched function.
        function: String,
        /// From the host down to the function; the innermost steps if there are
        /// more than are kept.
        chain: Vec<ChainStep>,
        /// Steps in all.
        depth: usize,
        /// Address ranges the copy covers; 0 if no instruction is left of it.
        ranges: usize,
        /// `.debug_info` offset of the `DW_TAG_inlined_subroutine`.
        die: String,
        /// The function the user named, if this one is only its caller.
        #[serde(skip_serializing_if = "Option::is_none")]
        caller_of: Option<String>,
    },
    /// Rule 2, by the compiler's record: a copy that left no DIE.
    Recorded {
        /// The patched function.
        function: String,
        /// The function into which it was copied first, if not the host's own.
        #[serde(skip_serializing_if = "Option::is_none")]
        via: Option<String>,
        /// The record that says so.
        record: String,
        /// The function the user named, if this one is only its caller.
        #[serde(skip_serializing_if = "Option::is_none")]
        caller_of: Option<String>,
    },
    /// Rule 3: it calls a member whose signature changed.
    CallsClone {
        /// Symbol of the member called, if it has one.
        callee: Option<String>,
        /// Without a symbol, the name of its source function.
        #[serde(skip_serializing_if = "Option::is_none")]
        callee_function: Option<String>,
        /// Its entry.
        callee_address: String,
        /// The instructions, sorted by address.
        sites: Vec<Site>,
    },
    /// It calls what cannot be replaced, and is replaced in its stead.
    Lifted {
        /// Symbol of the function called, if it has one.
        callee: Option<String>,
        /// Without a symbol, the name of its source function.
        #[serde(skip_serializing_if = "Option::is_none")]
        callee_function: Option<String>,
        /// Its entry.
        callee_address: String,
        /// The instructions, sorted by address.
        sites: Vec<Site>,
    },
}

impl Reason {
    /// Steps from the member to the patched function: 0 for its own code.
    pub fn length(&self) -> usize {
        match self {
            Self::OwnCode { .. } => 0,
            Self::Inlined { depth, .. } => *depth,
            Self::Recorded { via, .. } => 1 + usize::from(via.is_some()),
            Self::CallsClone { .. } | Self::Lifted { .. } => 1,
        }
    }

    /// The order to list reasons in: what is shown before what is recorded, the
    /// user's functions before their callers, then the shortest.
    pub(crate) fn rank(&self) -> (u8, bool, usize) {
        let (kind, caller_of) = match self {
            Self::OwnCode { caller_of, .. } => (0, caller_of),
            Self::Inlined { caller_of, .. } => (1, caller_of),
            Self::CallsClone { .. } => (2, &None),
            Self::Lifted { .. } => (3, &None),
            Self::Recorded { caller_of, .. } => (4, caller_of),
        };
        (kind, caller_of.is_some(), self.length())
    }
}

/// What says that code is a function's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnEvidence {
    /// A concrete `DW_TAG_subprogram` at this `.debug_info` offset.
    Die(String),
    /// Only the name of this symbol.
    Symbol(String),
}

/// A step of inlining.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ChainStep {
    /// The function inlined by this step.
    pub function: String,
    /// Where it was called (`DW_AT_call_file`, `DW_AT_call_line`).
    pub call: Option<PlaceRow>,
}

/// An instruction that calls or jumps.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Site {
    /// Its address; for an edge that only DWARF tells of, the return address.
    pub address: String,
    /// `call`, `jmp`, `jcc` or `indirect`, with `+mid` behind the entry.
    pub kind: &'static str,
    /// Its row in the line table. GCC writes none for the call to a split-off
    /// part; the row before it then stands here.
    pub place: Option<PlaceRow>,
    /// The function whose inlined instance makes the call, if it is not the
    /// caller's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// Which readers saw it: `insn`, `reloc`, `callsite`, joined by `,`.
    pub evidence: &'static str,
}
