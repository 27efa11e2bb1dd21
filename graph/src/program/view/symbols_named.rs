//! The symbols of some names, as kallsyms counts them.

use std::collections::BTreeSet;

use super::super::kernel::NamedAddress;
use super::super::query::Program;
use super::super::store::Col;
use crate::id::Addr;

impl Program {
    /// The symbols, of code or data, whose name is one of `names`, in the order of their
    /// addresses; all are looked at once.
    pub fn symbols_named(&self, names: &BTreeSet<&str>) -> Vec<NamedAddress<'_>> {
        let rows = 0..self.store.rows(Col::AllIndex);
        let mut found: Vec<_> = rows
            .filter(|&row| names.contains(&*self.symbol_text(row)))
            .map(|row| self.named_address(row, Addr(self.store.get(Col::AllAddress, row))))
            .collect();
        found.sort_by(|a, b| (a.address, &a.name).cmp(&(b.address, &b.name)));
        found
    }
}
