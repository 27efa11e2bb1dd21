//! Out-of-line instances.

use super::super::node::{Abi, InstanceKind, Origin, OriginEvidence};
use super::super::store::{Col, List, Store};
use super::decode::{one_of, range};
use crate::id::{Addr, AddrRange, FuncId, SymbolId, UnitId};

/// Emitted machine code with an entry.
#[derive(Clone, Copy, Debug)]
pub struct Instance<'p> {
    store: &'p Store,
    row: usize,
}

impl<'p> Instance<'p> {
    pub(crate) fn new(store: &'p Store, row: usize) -> Self {
        Self { store, row }
    }

    /// Entry address.
    pub fn entry(self) -> Addr {
        Addr(self.store.get(Col::InstanceEntry, self.row))
    }

    /// Code, hot part first: `.cold` pieces of the function are included.
    pub fn ranges(self) -> List<'p, AddrRange> {
        let all = self.store.rows(Col::RangeStart);
        let part = self.store.group(Col::RangeBegins, self.row, all);
        List::new(self.store, part, |store, at| {
            range(store, [Col::RangeStart, Col::RangeLength], at)
        })
    }

    /// Symbols at the entry, the one to name it by first. Empty where the
    /// symbol table has none.
    pub fn symbols(self) -> List<'p, SymbolId> {
        let part = self.store.group(Col::NameBegins, self.row, self.store.rows(Col::Names));
        List::new(self.store, part, |store, at| {
            SymbolId::new(store.position(Col::Names, at, Col::SymbolName))
        })
    }

    /// `.cold` symbols of this function.
    pub fn cold_symbols(self) -> List<'p, SymbolId> {
        let part = self.store.group(Col::ColdBegins, self.row, self.store.rows(Col::ColdNames));
        List::new(self.store, part, |store, at| {
            SymbolId::new(store.position(Col::ColdNames, at, Col::SymbolName))
        })
    }

    /// The source functions whose body this is: one, or several if folded.
    pub fn functions(self) -> List<'p, Origin> {
        let all = self.store.rows(Col::OriginFunction);
        let part = self.store.group(Col::OriginBegins, self.row, all);
        List::new(self.store, part, origin)
    }

    /// True if a DIE describes the code: what is inlined there can be known.
    pub fn is_described(self) -> bool {
        self.functions().iter().any(|origin| origin.is_described())
    }

    /// What the code is.
    pub fn kind(self) -> InstanceKind {
        one_of(InstanceKind::ALL, self.store.get(Col::InstanceKind, self.row))
    }

    /// Whether source compiled anew could call it.
    pub fn abi(self) -> Abi {
        one_of(
            [Abi::Declared, Abi::Suffix, Abi::NoCall],
            self.store.get(Col::InstanceAbi, self.row),
        )
    }
}

fn origin(store: &Store, at: usize) -> Origin {
    let unit = |column| UnitId::new(store.position(column, at, Col::UnitOffset));
    let kind = store.get(Col::OriginKind, at);
    let evidence = match kind {
        0 => OriginEvidence::Symbol(SymbolId::new(store.position(
            Col::OriginSource,
            at,
            Col::SymbolName,
        ))),
        _ => OriginEvidence::Die {
            offset: store.get(Col::OriginSource, at),
            unit: unit(Col::OriginUnit),
            early: (kind == 2).then(|| unit(Col::OriginEarly)),
        },
    };
    let function = FuncId::new(store.position(Col::OriginFunction, at, Col::FunctionName));
    Origin { function, evidence }
}
