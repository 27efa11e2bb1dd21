//! Machine code: direct calls and jumps, what is mere fill, and what the instructions
//! of one function do. The only folder that names a decoder. Knows nothing of symbols
//! and DWARF.

mod address_set;
mod effects;
mod flow;
mod reference;
mod register_use;
mod returns;
mod step;
#[cfg(test)]
mod tests;
mod x86_64;

pub(crate) use address_set::AddressSet;
pub(crate) use flow::{Body, Called, Meaning};
pub(crate) use reference::{Operand, OperandKind};
pub(crate) use register_use::RegisterRead;
pub(crate) use returns::Skeleton;
pub(crate) use step::{Access, Dest, Flow, RegisterSet, Step};

/// A register's name in a report: `rsi`, `xmm3`.
pub(crate) type Name = &'static str;

/// One direct transfer of control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Transfer {
    /// Address of the instruction.
    pub(crate) site: u64,
    /// Address of the next instruction: where a call returns to.
    pub(crate) next: u64,
    /// Address of the field that holds the target: where a relocation would apply.
    pub(crate) field: u64,
    /// The target as the instruction's bytes say.
    pub(crate) target: u64,
    pub(crate) kind: TransferKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TransferKind {
    Call,
    Jump,
    ConditionalJump,
}

/// What must be known of a machine.
pub(crate) trait Arch: Sync {
    /// Direct calls and jumps of the code that begins at `address`, in order.
    fn transfers(&self, code: &[u8], address: u64, found: &mut Vec<Transfer>);

    /// True if the bytes do nothing: no-ops and traps between functions.
    fn is_fill(&self, code: &[u8], address: u64) -> bool;

    /// The jump of code that does nothing else: landing pads, no-ops and calls of a
    /// tracer may stand before it, fill behind.
    fn lone_jump(&self, code: &[u8], address: u64) -> Option<Transfer>;

    /// True if the code begins with a no-op, landing pads left aside.
    fn begins_with_nop(&self, code: &[u8], address: u64) -> bool;

    /// The address of the slot through which a linkage stub jumps.
    fn linkage_slot(&self, stub: &[u8], address: u64) -> Option<u64>;

    /// What each instruction of the code that begins at `address` does, in order.
    fn steps(&self, code: &[u8], address: u64, found: &mut Vec<Step>);

    /// The operands that may hold an address, in order; direct transfers are not among them.
    fn operands(&self, code: &[u8], address: u64, found: &mut Vec<Operand>);

    /// False if no operand of the code that begins at `address` leads to one of these
    /// addresses, as the bytes say. Decodes nothing.
    fn may_refer(&self, code: &[u8], address: u64, wanted: &AddressSet) -> bool;

    /// Who saves which register.
    fn convention(&self) -> &'static CallingConvention;
}

/// Which registers a function may change, and which it hands over.
pub(crate) struct CallingConvention {
    /// A call may change them.
    pub(crate) caller_saved: RegisterSet,
    /// May hold what a call returns.
    pub(crate) results: RegisterSet,
    /// May hold what a call is given.
    pub(crate) arguments: RegisterSet,
    /// Numbers of the general registers among them, in order.
    pub(crate) argument_order: &'static [u8],
    /// Number of the stack pointer.
    pub(crate) stack_pointer: u8,
    /// The names of a set's registers, sorted by number.
    pub(crate) names: fn(RegisterSet) -> Vec<Name>,
    /// The general register of a number.
    pub(crate) number: fn(u8) -> RegisterSet,
}

/// `e_machine` of x86-64.
const EM_X86_64: u16 = 62;

/// The reader for an `e_machine`; `None` where calls come from DWARF alone.
pub(crate) fn arch(machine: u16) -> Option<&'static dyn Arch> {
    match machine {
        EM_X86_64 => Some(&x86_64::X86_64),
        _ => None,
    }
}
