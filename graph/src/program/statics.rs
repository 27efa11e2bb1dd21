//! Variables with static storage that are declared inside a function.

use super::node::Place;
use super::query::Program;
use super::store::List;
use crate::id::{Addr, FuncId, StrId};

/// A `DW_TAG_variable` inside a function whose location is an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaticVariable {
    /// The function that declares it.
    pub function: FuncId,
    /// `DW_AT_name`.
    pub name: StrId,
    /// Where it lies (`DW_OP_addr`, `DW_OP_addrx`); `None` for what was optimised away.
    pub address: Option<Addr>,
    /// Where it is declared.
    pub place: Option<Place>,
    /// `.debug_info` offset of the DIE that has the location.
    pub die: u64,
}

impl Program {
    /// The function-static variables of a function, sorted by name, then address.
    pub fn statics_of(&self, function: FuncId) -> List<'_, StaticVariable> {
        self.function(function).statics()
    }
}
