//! Instances while they are put together: facts from DWARF, the symbol table and the
//! linkage tables gather under the entry address.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::super::node::{InstanceKind, Origin, Symbol};
use super::super::strings::StringsBuilder;
use super::Layers;
use super::bodies::Described;
use super::functions::Functions;
use super::pairs::Pairs;
use super::segments::{Interval, Segments};
use crate::id::{Addr, AddrRange, FuncId, StrId, SymbolId};
use crate::suffix;

/// An instance being put together.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) entry: u64,
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
    /// True for what another draft absorbed.
    is_gone: bool,
}

/// All drafts, and the symbols that they name.
pub(super) struct Drafts {
    /// Executable sections; the owner is the section's end.
    code: Segments<u64>,
    /// Sorted by entry.
    pub(super) list: Vec<Draft>,
    /// Their entries, for the search.
    entries: Vec<u64>,
    /// Drafts of entries that the list does not have, sorted, until they are settled.
    fresh: Vec<Draft>,
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
            list: Vec::new(),
            entries: Vec::new(),
            fresh: Vec::new(),
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

    /// All drafts that are settled, sorted by entry.
    pub(super) fn all(&self) -> &[Draft] {
        &self.list
    }

    /// The draft of an entry.
    pub(super) fn get(&self, entry: u64) -> Option<&Draft> {
        match self.entries.binary_search(&entry) {
            Ok(at) => Some(&self.list[at]).filter(|draft| !draft.is_gone),
            Err(_) => self.fresh.last().filter(|draft| draft.entry == entry),
        }
    }

    /// The draft of an entry, new or known. New ones come in ascending order until they
    /// are settled.
    pub(super) fn at(&mut self, entry: u64) -> &mut Draft {
        if let Ok(at) = self.entries.binary_search(&entry) {
            let draft = &mut self.list[at];
            draft.is_gone = false;
            return draft;
        }
        if self.fresh.last().is_none_or(|last| last.entry != entry) {
            self.fresh.push(Draft { entry, ..Draft::default() });
        }
        let last = self.fresh.len() - 1;
        &mut self.fresh[last]
    }

    /// Takes what a draft is made of.
    pub(super) fn take(&mut self, entry: u64) -> Draft {
        let gone = Draft { entry, is_gone: true, ..Draft::default() };
        std::mem::replace(self.at(entry), gone)
    }

    /// Takes the new drafts into the list, and those that are gone out of it.
    pub(super) fn settle(&mut self) {
        if self.list.is_empty() {
            std::mem::swap(&mut self.list, &mut self.fresh);
        }
        self.list.append(&mut self.fresh);
        self.list.retain(|draft| !draft.is_gone);
        self.list.sort_by_key(|draft| draft.entry);
        self.entries = self.list.iter().map(|draft| draft.entry).collect();
    }

    /// Entries by symbol name, for some names.
    pub(super) fn named(&self, wanted: &HashSet<StrId, RandomState>) -> Pairs<StrId, u64> {
        let named = self.list.iter().flat_map(|draft| {
            let names = draft.symbols.iter().map(|id| self.symbols[id.index()].name);
            names.filter(|name| wanted.contains(name)).map(|name| (name, draft.entry))
        });
        Pairs::new(if wanted.is_empty() { Vec::new() } else { named.collect() })
    }

    /// Entry of the draft that covers an address.
    pub(super) fn ranges(&self) -> Segments<u64> {
        let intervals = self
            .list
            .iter()
            .flat_map(|draft| draft.ranges.iter().map(|range| Interval::new(*range, draft.entry)));
        Segments::new(intervals.collect())
    }
}

/// Adds an item to a list that most often has one.
pub(super) fn push<T>(list: &mut Vec<T>, item: T) {
    if list.is_empty() {
        list.reserve_exact(1);
    }
    list.push(item);
}

impl Draft {
    /// Adds what a concrete subprogram says, its function perhaps again: its function, and
    /// its ranges, that of the entry first.
    pub(super) fn describe(&mut self, row: &Described, ranges: &[AddrRange]) {
        // Rows may share one range list, however long.
        let list = Some((row.at.0, row.list));
        if self.list != list {
            self.list = list;
            let entry = Addr(self.entry);
            self.ranges.reserve_exact(ranges.len());
            self.ranges.extend(ranges);
            self.ranges.sort_by_key(|range| (!range.contains(entry), *range));
            self.ranges.dedup();
        }
        push(&mut self.rows, row.at);
        self.nocall |= row.nocall;
        if let Some(origin) = row.origin {
            push(&mut self.functions, origin);
        }
    }

    /// Adds a symbol's extent where no known range holds it already.
    pub(super) fn extend(&mut self, begin: u64, end: u64) {
        let Some(range) = AddrRange::new(begin, end).filter(|range| !range.is_empty()) else {
            return;
        };
        let held = |known: &AddrRange| known.begin <= range.begin && range.end <= known.end;
        if !self.ranges.iter().any(held) {
            push(&mut self.ranges, range);
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
        if self.symbols.len() < 2 {
            return;
        }
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
