//! Inlined instances.

use super::super::node::Place;
use super::super::store::{Col, List, Store};
use super::decode::{place, range};
use crate::id::{AddrRange, FuncId, InlinedId, InstanceId, UnitId};

/// A copy of a source function's body inside an out-of-line instance.
#[derive(Clone, Copy, Debug)]
pub struct Inlined<'p> {
    store: &'p Store,
    row: usize,
}

impl<'p> Inlined<'p> {
    pub(crate) fn new(store: &'p Store, row: usize) -> Self {
        Self { store, row }
    }

    /// The instance that holds the copy.
    pub fn host(self) -> InstanceId {
        InstanceId::new(self.store.position(Col::InlinedHost, self.row, Col::InstanceEntry))
    }

    /// The source function that was copied.
    pub fn function(self) -> FuncId {
        FuncId::new(self.store.position(Col::InlinedFunction, self.row, Col::FunctionName))
    }

    /// The inlined instance around this one; `None` directly in the host. It always stands
    /// before this one, so that going on ends.
    pub fn parent(self) -> Option<InlinedId> {
        let distance = usize::try_from(self.store.get(Col::InlinedParent, self.row)).ok()?;
        let before = self.row.checked_sub(distance)?;
        (distance > 0).then(|| InlinedId::new(before))
    }

    /// `DW_AT_call_file` and `DW_AT_call_line`, where given.
    pub fn call_place(self) -> Option<Place> {
        let columns = [Col::InlinedFile, Col::InlinedLine, Col::InlinedColumn];
        place(self.store, columns, self.row)
    }

    /// `.debug_info` offset of the `DW_TAG_inlined_subroutine`.
    pub fn die(self) -> u64 {
        self.store.get(Col::InlinedDie, self.row)
    }

    /// The unit that holds that DIE.
    pub fn unit(self) -> UnitId {
        UnitId::new(self.store.position(Col::InlinedUnit, self.row, Col::UnitOffset))
    }

    /// Addresses it covers. GCC writes inlined instances of which no instruction is left:
    /// no range, or empty ones.
    pub fn ranges(self) -> List<'p, AddrRange> {
        let all = self.store.rows(Col::InlinedRangeStart);
        let bound = |at: u64| usize::try_from(at).map_or(all, |at| at.min(all));
        let first = self.store.get(Col::InlinedRanges, self.row);
        let count = self.store.get(Col::InlinedRangeCount, self.row);
        let part = bound(first)..bound(first.saturating_add(count));
        List::new(self.store, part, |store, at| {
            range(store, [Col::InlinedRangeStart, Col::InlinedRangeLength], at)
        })
    }
}
