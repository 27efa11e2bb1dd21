//! What the machine code of single instances shows: decoded when asked for, not when
//! the program is read.

use super::query::Program;
use crate::id::{Addr, CallId, InstanceId};

/// A place in an instance's code that refers to something but does not call it:
/// data that it reads or writes, a function whose address it takes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// Address of the instruction.
    pub site: Addr,
    /// What it refers to.
    pub target: RefTarget,
}

/// What a reference leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefTarget {
    /// An address of this object.
    Address(Addr),
    /// A symbol of another object.
    Undefined(String),
}

/// Whether control can come back from an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Returns {
    /// A return instruction, a tail call or an indirect jump can be reached.
    Yes,
    /// Neither can be reached.
    Never,
    /// The code is not decoded.
    Unknown,
}

/// What an instance's code does besides computing its result: what GCC's
/// `-fipa-pure-const` and LLVM's function attributes look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effects {
    /// The first instruction that writes memory other than the instance's own stack
    /// frame, or whose effect is not known (I/O, `syscall`, locked).
    pub writes: Option<Addr>,
    /// The first instruction that reads memory other than its own stack frame and
    /// constants.
    pub reads: Option<Addr>,
    /// The first indirect call or jump.
    pub indirect: Option<Addr>,
    /// True if it can loop: jumps backward to itself.
    pub loops: bool,
}

/// A caller-saved register that a caller reads after a call, before writing it, though
/// it holds no result: the caller knows that the callee leaves it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LiveRegister {
    /// Its name, by the full register: `rsi`, `xmm3`.
    pub register: &'static str,
    /// The instruction that reads it.
    pub read_at: Addr,
}

impl Program {
    /// What the code of an instance refers to, sorted; calls and jumps to entries of
    /// functions are not among it. `None` if its code is not decoded.
    pub fn references(&self, _id: InstanceId) -> Option<Vec<Reference>> {
        None
    }

    /// Whether control can come back from an instance.
    pub fn returns(&self, _id: InstanceId) -> Returns {
        Returns::Unknown
    }

    /// What the code of an instance does, calls left aside; `None` if it is not decoded.
    pub fn effects(&self, _id: InstanceId) -> Option<Effects> {
        None
    }

    /// The caller-saved registers that live across a call, results left aside, sorted.
    /// `None` if the code is not decoded or control does not come back to it.
    pub fn live_across(&self, _call: CallId) -> Option<Vec<LiveRegister>> {
        None
    }

    /// The caller-saved registers that an instance's own code writes, by the names of
    /// [`LiveRegister`], sorted; `None` if it is not decoded.
    pub fn writes_registers(&self, _id: InstanceId) -> Option<Vec<&'static str>> {
        None
    }

    /// Where the address of an instance is seen to be taken: an instruction, a pointer
    /// in data, a relocation. `None` where none is seen.
    pub fn address_taken(&self, _id: InstanceId) -> Option<Addr> {
        None
    }
}
