//! Machine code: direct calls and jumps, and what is mere fill. The only folder that
//! names a decoder. Knows nothing of symbols and DWARF.

mod x86_64;

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

    /// The address of the slot through which a linkage stub jumps.
    fn linkage_slot(&self, stub: &[u8], address: u64) -> Option<u64>;
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
