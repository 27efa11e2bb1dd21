//! Out-of-line instances: what DWARF, the symbol table and the linkage tables say is
//! code with an entry, joined by address.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::super::node::{Abi, Instance, InstanceKind, Symbol};
use super::super::strings::StringsBuilder;
use super::Layers;
use super::draft::{Draft, Drafts};
use super::folded;
use super::functions::Functions;
use super::gather::Gather;
use super::naming;
use super::pairs::Pairs;
use super::segments::{Interval, Segments};
use super::subprogram_table::SubprogramTable;
use super::symbols::CodeSymbols;
use crate::id::{Addr, AddrRange, FuncId, InstanceId, StrId, SymbolId};
use crate::notice::Notice;
use crate::suffix;

/// Whom an address belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    Padding,
    Instance(InstanceId),
}

/// The instances, and how to find them.
pub(super) struct Instances {
    pub(super) rows: Vec<Instance>,
    pub(super) symbols: Vec<Symbol>,
    /// Instance by entry address.
    by_entry: HashMap<u64, InstanceId, RandomState>,
    /// Instance by symbol name; several where a static repeats.
    by_symbol: Pairs<StrId, InstanceId>,
    /// Instances by source function.
    by_function: Pairs<FuncId, InstanceId>,
    /// Instance of each concrete subprogram row: `(unit, row)`.
    pub(super) of_row: SubprogramTable<InstanceId>,
    /// Subprogram rows that were folded into an instance, and that instance.
    pub(super) folded_rows: Pairs<(u32, u32), InstanceId>,
    padding: Vec<AddrRange>,
}

impl Instances {
    /// The instance that is entered at an address.
    pub(super) fn at_entry(&self, address: u64) -> Option<InstanceId> {
        self.by_entry.get(&address).copied()
    }

    /// The way along the entries from an address on.
    pub(super) fn entries_from(&self, address: u64) -> Entries<'_> {
        let first = self.rows.partition_point(|row| row.entry.0 < address);
        Entries { rows: &self.rows, first }
    }

    /// The instances that carry a symbol of this name.
    pub(super) fn with_symbol(
        &self,
        name: StrId,
    ) -> impl ExactSizeIterator<Item = InstanceId> + '_ {
        self.by_symbol.of(name)
    }

    /// The instances that are code of a function.
    pub(super) fn bodies_of(
        &self,
        function: FuncId,
    ) -> impl ExactSizeIterator<Item = InstanceId> + '_ {
        self.by_function.of(function)
    }

    /// Who owns which addresses.
    pub(super) fn owners(&self) -> Segments<Owner> {
        let mut intervals: Vec<_> =
            self.padding.iter().map(|range| Interval::new(*range, Owner::Padding)).collect();
        for (index, row) in self.rows.iter().enumerate() {
            let owner = Owner::Instance(InstanceId::new(index));
            intervals.extend(row.ranges.iter().map(|range| Interval::new(*range, owner)));
        }
        Segments::new(intervals)
    }

    /// Gives functions their final ids.
    pub(super) fn renumber(&mut self, order: &[FuncId]) {
        for row in &mut self.rows {
            for origin in &mut row.functions {
                origin.function = order[origin.function.index()];
            }
            row.functions.sort_unstable();
        }
    }
}

/// A place among the entries, in the order of addresses.
pub(super) struct Entries<'i> {
    rows: &'i [Instance],
    first: usize,
}

impl Entries<'_> {
    /// True if no other instance is entered in `begin..end`, which is not before the
    /// addresses asked for last.
    pub(super) fn are_of(&mut self, id: InstanceId, begin: u64, end: u64) -> bool {
        let ahead = &self.rows[self.first..];
        self.first += ahead.iter().take_while(|row| row.entry.0 < begin).count();
        let mut inside =
            (self.first..self.rows.len()).take_while(|&at| self.rows[at].entry.0 < end);
        inside.all(|at| at == id.index())
    }
}

/// Gathers what is code with an entry. Looks at functions, and finds no new ones.
pub(super) fn gather(
    layers: &Layers<'_, '_>,
    symbols: &CodeSymbols<Symbol>,
    functions: &Functions<'_, '_>,
    strings: &mut StringsBuilder,
    notices: &mut Vec<Notice>,
) -> Drafts {
    let mut gather = Gather { layers, drafts: Drafts::new(layers) };
    gather.subprograms(functions, symbols);
    gather.function_symbols(&symbols.functions, strings);
    gather.cold_symbols(&symbols.cold, strings, notices);
    gather.untyped_symbols(symbols, strings);
    gather.linkage_stubs(strings);
    gather.drafts
}

/// Finds whose code each draft is: it becomes an instance.
pub(super) fn find(
    layers: &Layers<'_, '_>,
    mut drafts: Drafts,
    padding: &[AddrRange],
    functions: &mut Functions<'_, '_>,
    strings: &mut StringsBuilder,
    notices: &mut Vec<Notice>,
) -> Instances {
    naming::name(layers.units, &mut drafts, functions, strings, notices);
    naming::fold_wrappers(layers, &mut drafts, functions);
    folded::find(&mut drafts, notices);
    let of_row = SubprogramTable::new(layers.units);
    finish(drafts, padding, of_row, functions, strings)
}

/// Drafts become instances, numbered by entry.
fn finish(
    drafts: Drafts,
    padding: &[AddrRange],
    mut of_row: SubprogramTable<InstanceId>,
    functions: &Functions<'_, '_>,
    strings: &StringsBuilder,
) -> Instances {
    let table = drafts.symbols;
    let mut rows = Vec::with_capacity(drafts.list.len());
    let mut by_entry: HashMap<u64, InstanceId, RandomState> = HashMap::default();
    by_entry.reserve(drafts.list.len());
    let mut by_symbol = Vec::new();
    let mut by_function = Vec::new();
    let mut folded_rows = Vec::new();
    for mut draft in drafts.list {
        let id = InstanceId::new(rows.len());
        draft.sort_symbols(&table, functions, strings);
        by_entry.insert(draft.entry, id);
        by_symbol.extend(draft.symbols.iter().map(|symbol| (table[symbol.index()].name, id)));
        by_function.extend(draft.functions.iter().map(|origin| (origin.function, id)));
        draft.rows.iter().for_each(|&at| of_row.set(at, Some(id)));
        folded_rows.extend(draft.folded_rows.iter().map(|&at| (at, id)));
        rows.push(Instance {
            entry: Addr(draft.entry),
            abi: abi(&draft, &table, strings),
            ranges: draft.ranges,
            symbols: draft.symbols,
            cold_symbols: draft.cold_symbols,
            functions: draft.functions,
            kind: draft.kind.unwrap_or(InstanceKind::Function),
        });
    }
    Instances {
        rows,
        by_entry,
        by_symbol: Pairs::new(by_symbol),
        by_function: Pairs::new(by_function),
        of_row,
        folded_rows: Pairs::new(folded_rows),
        padding: padding.to_vec(),
        symbols: table,
    }
}

/// Of folded code one changing name is enough: who calls it by the other cannot be told.
fn abi(draft: &Draft, table: &[Symbol], strings: &StringsBuilder) -> Abi {
    let changing =
        |id: &SymbolId| suffix::parse(strings.get(table[id.index()].name)).is_abi_changing();
    match draft.nocall {
        _ if draft.symbols.iter().any(changing) => Abi::Suffix,
        true => Abi::NoCall,
        false => Abi::Declared,
    }
}
