//! Calls.

use super::super::edge::{CallEvidence, CallKind, Callee};
use super::super::node::Place;
use super::super::store::{Col, Store};
use super::decode::{one_of, place};
use crate::id::{Addr, ExternalId, FuncId, InlinedId, InstanceId};

/// A direct transfer of control out of an instance.
#[derive(Clone, Copy, Debug)]
pub struct Call<'p> {
    store: &'p Store,
    row: usize,
}

impl<'p> Call<'p> {
    pub(crate) fn new(store: &'p Store, row: usize) -> Self {
        Self { store, row }
    }

    /// The instance that holds the instruction.
    pub fn caller(self) -> InstanceId {
        InstanceId::new(self.store.position(Col::CallCaller, self.row, Col::InstanceEntry))
    }

    /// The innermost inlined instance of the caller that covers it.
    pub fn inlined(self) -> Option<InlinedId> {
        let at = || self.store.position(Col::CallInlined, self.row, Col::InlinedHost);
        (self.flags() & 32 != 0 && self.store.rows(Col::InlinedHost) > 0)
            .then(|| InlinedId::new(at()))
    }

    /// Where control goes.
    pub fn callee(self) -> Callee {
        let word = self.store.get(Col::CallCallee, self.row);
        let at = usize::try_from(word >> 2).unwrap_or(usize::MAX);
        let within = |table| at.min(self.store.rows(table).saturating_sub(1));
        match word & 3 {
            0 => Callee::Entry(InstanceId::new(within(Col::InstanceEntry))),
            1 => Callee::Middle(InstanceId::new(within(Col::InstanceEntry))),
            2 => Callee::External(ExternalId::new(within(Col::ExternalName))),
            _ => Callee::Unnamed(Addr(self.store.get(Col::CallUnnamed, at))),
        }
    }

    /// Address of the instruction; for an edge that only DWARF tells of, the
    /// return address.
    pub fn site(self) -> Addr {
        Addr(self.store.get(Col::CallSite, self.row))
    }

    /// What kind of instruction it is.
    pub fn kind(self) -> CallKind {
        one_of(CallKind::ALL, self.flags() >> 2 & 3)
    }

    /// Which readers saw it.
    pub fn evidence(self) -> CallEvidence {
        let flags = self.flags();
        CallEvidence {
            instruction: flags & 1 != 0,
            relocation: flags & 2 != 0,
            call_site: (flags & 16 != 0).then(|| self.store.get(Col::CallDie, self.row)),
        }
    }

    /// Line table row of the instruction, where there is one.
    pub fn place(self) -> Option<Place> {
        place(self.store, [Col::CallFile, Col::CallLine, Col::CallColumn], self.row)
    }

    /// Where the callee's body stands for several source functions: the one that the call
    /// site names. GCC's folding may have put the function it kept in place of the one the
    /// source calls (corpus: `icf-wrapper`).
    pub fn meant(self) -> Option<FuncId> {
        let function = self.store.position_or_none(Col::CallMeant, self.row, Col::FunctionName);
        function.map(FuncId::new)
    }

    fn flags(self) -> u64 {
        self.store.get(Col::CallFlags, self.row)
    }
}
