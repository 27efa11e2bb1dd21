//! How large replacement sets are, and how much is inlined into hosts of which size.

use serde::Serialize;

use super::row::FunctionRow;

/// Of one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Distribution {
    /// Source functions by the members of their replacement set (model `exact`): a bin is 0,
    /// or a power of two up to the next.
    pub sets: Vec<SetBin>,
    /// The largest sets, at most five.
    pub largest: Vec<LargestSet>,
    /// Hosts by their size in bytes.
    pub hosts: Vec<HostBin>,
}

/// Source functions whose sets are about as large.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SetBin {
    /// Members, at least.
    pub least: u64,
    /// Members, at most.
    pub most: u64,
    /// How many source functions.
    pub functions: u64,
}

/// A source function and the size of its set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LargestSet {
    /// Members of its set.
    pub members: u64,
    /// The function.
    pub function: FunctionRow,
}

/// Functions that DWARF describes, of about one size, and the inlined instances in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HostBin {
    /// Bytes of code, at least.
    pub least: u64,
    /// Bytes of code, at most.
    pub most: u64,
    /// How many functions.
    pub hosts: u64,
    /// Inlined instances in all of them.
    pub copies: u64,
    /// Half of them hold no more inlined instances.
    pub median: u64,
    /// Nine tenths of them hold no more.
    pub ninety: u64,
    /// None holds more.
    pub greatest: u64,
}
