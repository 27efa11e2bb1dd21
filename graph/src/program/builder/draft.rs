//! Instances while they are put together: facts from DWARF, the symbol table and the
//! linkage tables gather under the entry address.

use std::collections::BTreeMap;

use super::super::node::{InstanceKind, Origin, Symbol};
use super::super::strings::StringsBuilder;
use super::Layers;
use super::functions::Functions;
use super::origin::RowAt;
use super::pairs::Pairs;
use super::segments::{Interval, Segments};
use crate::dwarf::Subprogram;
use crate::id::{Addr, AddrRange, FuncId, StrId, SymbolId};
use crate::suffix;

/// An instance being put together, keyed by its entry.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) ranges: Vec<AddrRange>,
    pub(super) symbols: Vec<SymbolId>,
    pub(super) cold_symbols: Vec<SymbolId>,
    pub(super) functions: Vec<Origin>,
    pub(super) rows: Vec<(u32, u32)>,
    /// The range list that was added last: its unit, and where it stands there.
    list: Option<(u32, (u32, u32))>,
    /// Subprogram rows of which the linker kept this code in place of their own.
    pub(super) folded_rows: Vec<(u32, u32)>,
    pub(super) nocall: bool,
    pub(super) kind: Option<InstanceKind>,
}

/// All drafts, and the symbols that they name.
pub(super) struct Drafts {
    /// Executable sections; the owner is the section's end.
    code: Segments<u64>,
    pub(super) by_entry: BTreeMap<u64, Draft>,
    pub(super) symbols: Vec<Symbol>,
    /// Concrete subprograms whose code the linker dropped or folded.
    pub(super) dropped: Vec<DroppedRow>,
}

/// A concrete subprogram without code.
#[derive(Clone, Copy)]
pub(super) struct DroppedRow {
    pub(super) function: FuncId,
    pub(super) at: (u32, u32),
    pub(super) nocall: bool,
}

impl Drafts {
    pub(super) fn new(layers: &Layers<'_, '_>) -> Self {
        let sections = layers.object.sections.iter().map(|section| {
            let end = section.address.0.saturating_add(section.size);
            Interval { begin: section.address.0, end, owner: end }
        });
        Self {
            code: Segments::new(sections.collect()),
            by_entry: BTreeMap::new(),
            symbols: Vec::new(),
            dropped: Vec::new(),
        }
    }

    /// True if one executable section holds the range.
    pub(super) fn is_code(&self, range: AddrRange) -> bool {
        self.section_end(range.begin.0).is_some_and(|end| range.end.0 <= end)
    }

    /// The end of the executable section that holds an address.
    pub(super) fn section_end(&self, address: u64) -> Option<u64> {
        self.code.owner(address)
    }

    pub(super) fn add_symbol(&mut self, symbol: Symbol) -> SymbolId {
        self.symbols.push(symbol);
        SymbolId::new(self.symbols.len() - 1)
    }

    /// Entry of the draft that covers an address.
    pub(super) fn ranges(&self) -> Segments<u64> {
        let intervals = self.by_entry.iter().flat_map(|(&entry, draft)| {
            draft.ranges.iter().map(move |range| Interval::new(*range, entry))
        });
        Segments::new(intervals.collect())
    }

    /// Entries by symbol name.
    pub(super) fn by_name(&self) -> Pairs<StrId, u64> {
        let named = self.by_entry.iter().flat_map(|(&entry, draft)| {
            draft.symbols.iter().map(move |id| (self.symbols[id.index()].name, entry))
        });
        Pairs::new(named.collect())
    }
}

impl Draft {
    /// Adds what a concrete subprogram says, its function perhaps again: its function, and its ranges, that of the
    /// entry first.
    pub(super) fn describe(
        &mut self,
        at: RowAt,
        row: &Subprogram<'_>,
        origin: Option<Origin>,
        entry: u64,
        ranges: &[AddrRange],
    ) {
        // Rows may share one range list, however long.
        if self.list.replace((at.0, row.ranges)) != Some((at.0, row.ranges)) {
            self.ranges.extend(ranges);
            self.ranges.sort_by_key(|range| (!range.contains(Addr(entry)), *range));
            self.ranges.dedup();
        }
        self.rows.push(at);
        self.nocall |= row.nocall;
        self.functions.extend(origin);
    }

    /// Adds a symbol's extent where no known range holds it already.
    pub(super) fn extend(&mut self, begin: u64, end: u64) {
        let Some(range) = AddrRange::new(begin, end).filter(|range| !range.is_empty()) else {
            return;
        };
        let held = |known: &AddrRange| known.begin <= range.begin && range.end <= known.end;
        if !self.ranges.iter().any(held) {
            self.ranges.push(range);
        }
    }

    pub(super) fn absorb(&mut self, other: Self) {
        for range in other.ranges {
            self.extend(range.begin.0, range.end.0);
        }
        self.cold_symbols.extend(other.symbols);
        self.cold_symbols.extend(other.cold_symbols);
        self.rows.extend(other.rows);
    }

    /// A symbol that names the source function of the DIE first, `.localalias` last;
    /// then global before weak before local, then in the order of the symbol table.
    pub(super) fn sort_symbols(
        &mut self,
        table: &[Symbol],
        functions: &Functions<'_, '_>,
        strings: &StringsBuilder,
    ) {
        let described: Vec<_> =
            self.functions.iter().filter(|origin| origin.is_described()).collect();
        self.symbols.sort_by_cached_key(|id| {
            let symbol = &table[id.index()];
            let name = strings.get(symbol.name);
            let base = suffix::parse(name).base;
            let named = |origin: &&Origin| strings.get(functions.row(origin.function).name) == base;
            let foreign = !described.iter().any(named);
            (foreign, name.ends_with(".localalias"), symbol.binding, symbol.index)
        });
    }
}
