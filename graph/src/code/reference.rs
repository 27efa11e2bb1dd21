//! The operands of an instruction that may hold an address.

/// One operand with a constant that may be an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Operand {
    /// Address of the instruction.
    pub(crate) site: u64,
    /// Address of the next one: what relative operands count from.
    pub(crate) next: u64,
    /// Address of the field that holds the constant: where a relocation would apply.
    pub(crate) field: u64,
    /// The constant, as an address.
    pub(crate) value: u64,
    pub(crate) kind: OperandKind,
    /// True if the bytes count from the next instruction: so does a relocation's value,
    /// but from the field.
    pub(crate) relative: bool,
    /// True if control goes to what is stored there.
    pub(crate) transfer: bool,
}

/// How an operand says its constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OperandKind {
    /// An address beyond doubt: relative to the next instruction.
    Address,
    /// A displacement of memory, 32 bits extended by its sign.
    Displacement,
    /// A number of the width of an address, or extended to it by its sign.
    Wide,
    /// A number of 32 bits in a register of 32 bits: an address only in a program
    /// that lies below 4 GiB.
    Narrow,
    /// Relative to the segment of the processor's own data (`%gs:` in the kernel).
    PerCpu,
    /// Relative to the segment of the thread's own data (`%fs:`).
    Thread,
}
