//! Instances by symbol name.

use super::query::Program;
use crate::id::{InstanceId, SymbolId};

/// The symbols of all instances, sorted by name, each with its instance.
#[derive(Clone, Debug)]
pub(crate) struct Named(Vec<(SymbolId, InstanceId)>);

impl Named {
    fn new(program: &Program) -> Self {
        let mut rows: Vec<_> = program
            .instances()
            .flat_map(|id| {
                let instance = program.instance(id);
                let all = instance.symbols().iter().chain(instance.cold_symbols());
                all.map(move |symbol| (symbol, id))
            })
            .collect();
        rows.sort_by_key(|&(symbol, instance)| (program.symbol_name(symbol), instance));
        Self(rows)
    }
}

impl Program {
    /// The instances that carry exactly this symbol, `.cold` symbols included, sorted.
    pub fn instances_of_symbol(&self, symbol: &str) -> Vec<InstanceId> {
        let Named(rows) = self.lazy.named.get_or_init(|| Named::new(self));
        let begin = rows.partition_point(|&(id, _)| self.symbol_name(id) < symbol);
        let found = rows[begin..].iter().take_while(|&&(id, _)| self.symbol_name(id) == symbol);
        let mut found: Vec<_> = found.map(|&(_, instance)| instance).collect();
        found.dedup();
        found
    }
}
