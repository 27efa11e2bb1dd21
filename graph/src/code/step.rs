//! What one instruction does, in terms that hold for any machine: how control goes on,
//! which registers it reads and writes, what memory it touches.

/// A set of registers. Which bit stands for which is the machine's own affair
/// ([`super::CallingConvention`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RegisterSet(pub(crate) u32);

impl RegisterSet {
    pub(crate) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// One instruction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// Its address.
    pub(crate) site: u64,
    /// Address of the next one.
    pub(crate) next: u64,
    pub(crate) flow: Flow,
    /// What it reads, before it writes.
    pub(crate) reads: RegisterSet,
    /// What holds a new value afterwards for certain.
    pub(crate) writes: RegisterSet,
    /// What may hold a new value afterwards.
    pub(crate) touches: RegisterSet,
    /// Memory it reads.
    pub(crate) load: Option<Access>,
    /// Memory it writes.
    pub(crate) store: Option<Access>,
    /// A pointer it makes of another: number of the new register, and of the old.
    pub(crate) derives: Option<(u8, u8)>,
    /// An address relative to the instruction that it computes, and the field that holds it.
    pub(crate) address_made: Option<(u64, u64)>,
    /// True if it does more than compute: input and output, system registers, a
    /// locked access, a barrier.
    pub(crate) special: bool,
}

/// How control goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    /// To the next instruction.
    Next,
    /// To the target.
    Jump(Dest),
    /// To the target or the next instruction.
    Branch(Dest),
    /// To the target, then most likely to the next instruction.
    Call(Dest),
    /// As a call, the target in a register or in memory.
    IndirectCall,
    /// The target is in a register or in memory.
    IndirectJump,
    /// Back to the caller.
    Return,
    /// Nowhere: an instruction that always traps.
    Trap,
    /// Not known: the bytes are no instruction.
    Invalid,
}

/// The target of a direct transfer, as the instruction says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dest {
    /// The target.
    pub(crate) address: u64,
    /// Address of the field that holds it: where a relocation would apply.
    pub(crate) field: u64,
}

/// Memory that an instruction reads or writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// `displacement(base, ...)`, relative to a register of this number.
    Based {
        base: u8,
        displacement: u64,
        /// Address of the field that holds the displacement; 0 without one.
        field: u64,
    },
    /// A fixed address, or a table there with an index.
    Fixed {
        address: u64,
        field: u64,
        /// True if a relocation counts from the field, the address from the next
        /// instruction.
        relative: bool,
    },
    /// A fixed place relative to a segment: what the thread or processor owns.
    Segment,
    /// Anything else, or several places.
    Other,
}
