//! Instances by symbol name.

use super::query::Program;
use super::store::{Col, List, name_hash};
use crate::id::{InstanceId, SymbolId};

impl Program {
    /// The instances that carry exactly this symbol, `.cold` symbols included, sorted.
    pub fn instances_of_symbol(&self, symbol: &str) -> Vec<InstanceId> {
        let store = &self.store;
        let rows = List::new(store, 0..store.rows(Col::NamedSymbol), |store, row| {
            let symbol = SymbolId::new(store.position(Col::NamedSymbol, row, Col::SymbolName));
            let at = store.position(Col::NamedInstance, row, Col::InstanceEntry);
            (symbol, InstanceId::new(at))
        });
        let wanted = name_hash(symbol);
        let hash = |symbol| name_hash(self.symbol_name(symbol));
        let begin = rows.partition_point(|row| hash(row.0) < wanted);
        let alike = rows.slice(begin..rows.len()).iter();
        let alike = alike.take_while(|row| hash(row.0) == wanted);
        let same = alike.filter(|row| self.symbol_name(row.0) == symbol);
        let mut found: Vec<_> = same.map(|row| row.1).collect();
        found.dedup();
        found
    }
}
