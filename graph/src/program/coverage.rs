//! Coverage: every byte of the executable sections belongs to a function, to a
//! linkage stub, to padding, or is counted as unknown.

use crate::id::AddrRange;

/// Bytes of the executable sections, by what they belong to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// All bytes of executable sections.
    pub total: u64,
    /// Functions that DWARF describes.
    pub described: u64,
    /// Code that only a symbol names: assembly, stripped units, trampolines.
    pub symbol_only: u64,
    /// Procedure linkage tables.
    pub linkage: u64,
    /// Fill bytes and no-op instructions between functions, and the call
    /// padding that `__pfx_` and `__cfi_` symbols name.
    pub padding: u64,
    /// Neither named nor fill.
    pub unknown: u64,
    /// Where the unknown bytes are, sorted.
    pub unknown_ranges: Vec<AddrRange>,
}
