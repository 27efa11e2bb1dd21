//! Any symbol of the object, by its position in the symbol table or by an address.

use std::borrow::Cow;

use super::super::kernel::{NamedAddress, Sympos};
use super::super::query::Program;
use super::super::store::{Col, List, Store};
use super::decode::one_of;
use crate::id::Addr;
use crate::image::Binding;

impl Program {
    /// The rank of the symbol at a position of the symbol table.
    pub(crate) fn sympos_of(&self, index: u32) -> Option<Sympos> {
        let rows = positions(&self.store, Col::AllIndex);
        let index_of = |row: usize| self.store.get(Col::AllIndex, row);
        let row = rows.get(rows.partition_point(|row| index_of(row) < index.into()))?;
        if index_of(row) == u64::from(index) { self.store.sympos(row) } else { None }
    }

    /// The symbol that an address lies in.
    pub(crate) fn symbol_around(&self, address: Addr) -> Option<NamedAddress<'_>> {
        let store = &self.store;
        let reaches = positions(store, Col::ReachBegin);
        let begin = |reach: usize| store.get(Col::ReachBegin, reach);
        let after = reaches.partition_point(|reach| begin(reach) <= address.0);
        let reach = reaches.get(after.checked_sub(1)?)?;
        if address.0.wrapping_sub(begin(reach)) >= store.get(Col::ReachLength, reach) {
            return None;
        }
        let row = store.position(Col::ReachSymbol, reach, Col::AllIndex);
        (address.0 >= store.get(Col::AllAddress, row)).then(|| self.named_address(row, address))
    }

    /// A symbol, by its row, and an address behind it.
    pub(super) fn named_address(&self, row: usize, address: Addr) -> NamedAddress<'_> {
        let own = self.store.get(Col::AllAddress, row);
        let flags = self.store.get(Col::AllFlags, row);
        NamedAddress {
            name: self.symbol_text(row),
            address: Addr(own),
            offset: address.0.saturating_sub(own),
            binding: one_of([Binding::Global, Binding::Weak, Binding::Local], flags & 3),
            is_code: flags & 4 != 0,
            sympos: self.store.sympos(row),
        }
    }

    /// A name, as it stands in the file; none where the file is not the one that was read.
    pub(super) fn symbol_text(&self, row: usize) -> Cow<'_, str> {
        let in_debug_file = self.store.get(Col::AllSource, 0) != 0;
        let debug = self.files.debug.as_ref().filter(|_| in_debug_file);
        let file = debug.unwrap_or(&self.files.image);
        let at = usize::try_from(self.store.get(Col::AllName, row)).unwrap_or(usize::MAX);
        let length = usize::try_from(self.store.get(Col::AllNameLength, row)).unwrap_or(0);
        let text = file.get(at..).and_then(|rest| rest.get(..length));
        String::from_utf8_lossy(text.unwrap_or_default())
    }
}

impl Store {
    fn sympos(&self, row: usize) -> Option<Sympos> {
        if self.get(Col::AllFlags, row) & 8 == 0 {
            return None;
        }
        let shared = positions(self, Col::SharedSymbol);
        let at = shared.partition_point(|at| self.get(Col::SharedSymbol, at) < row as u64);
        let number = |column| u32::try_from(self.get(column, at)).unwrap_or(u32::MAX);
        let is_shared = at < shared.len() && self.get(Col::SharedSymbol, at) == row as u64;
        Some(match is_shared {
            true => Sympos { rank: number(Col::SharedRank), of: number(Col::SharedOf) },
            false => Sympos { rank: 1, of: 1 },
        })
    }
}

/// The rows of a column.
fn positions(store: &Store, column: Col) -> List<'_, usize> {
    List::new(store, 0..store.rows(column), |_, row| row)
}
