//! What is code with an entry: one pass for each source of that knowledge.

use super::super::node::{InstanceKind, Symbol};
use super::super::strings::StringsBuilder;
use super::Layers;
use super::bodies;
use super::draft::{Draft, Drafts, push};
use super::functions::Functions;
use super::radix;
use super::symbols::{self, CodeSymbols};
use crate::id::Addr;
use crate::image::Binding;
use crate::notice::Notice;
use crate::suffix;

/// The passes, in the order in which they build on each other.
pub(super) struct Gather<'g, 'a, 'd> {
    pub(super) layers: &'g Layers<'a, 'd>,
    pub(super) drafts: Drafts,
}

impl Gather<'_, '_, '_> {
    /// Concrete subprograms whose code was kept by the linker.
    pub(super) fn subprograms(
        &mut self,
        functions: &Functions<'_, '_>,
        symbols: &CodeSymbols<Symbol>,
    ) {
        let known: Vec<u64> = symbols.functions.iter().map(|symbol| symbol.address.0).collect();
        let (units, drafts) = (self.layers.units, &self.drafts);
        let mut found = bodies::Search { units, drafts, functions, symbols: &known }.find();
        let entries = found.iter().zip(0_u32..).flat_map(|(unit, number)| {
            let entries = unit.described.iter().map(|row| row.entry).zip(0_u32..);
            entries.map(move |(entry, row)| (entry, number, row))
        });
        let mut order: Vec<_> = entries.collect();
        radix::sort(&mut order, |row| row.0);
        for (entry, unit, row) in order {
            let unit = &found[unit as usize];
            let row = &unit.described[row as usize];
            self.drafts.at(entry).describe(row, unit.ranges(row));
        }
        found.iter_mut().for_each(|unit| self.drafts.dropped.append(&mut unit.dropped));
        self.drafts.settle();
        for draft in &mut self.drafts.list {
            draft.functions.sort_by_key(|origin| origin.function);
            draft.functions.dedup_by_key(|origin| origin.function);
        }
    }

    /// `STT_FUNC` symbols: names of known instances, or instances without a DIE.
    pub(super) fn function_symbols(&mut self, symbols: &[Symbol], strings: &StringsBuilder) {
        for (at, symbol) in symbols.iter().enumerate() {
            let entry = symbol.address.0;
            let Some(section_end) = self.drafts.section_end(entry) else { continue };
            let size = match symbol.size {
                0 if self.drafts.get(entry).is_none() => {
                    let after = symbols[at..].partition_point(|other| other.address.0 <= entry);
                    let next = symbols.get(at + after).map(|other| other.address.0);
                    next.unwrap_or(section_end).min(section_end) - entry
                }
                size => size,
            };
            let id = self.drafts.add_symbol(*symbol);
            let kind = symbols::kind_of(strings.get(symbol.name), true);
            let draft = self.drafts.at(entry);
            push(&mut draft.symbols, id);
            draft.kind = draft.kind.max(Some(kind));
            let end = entry.saturating_add(size).min(section_end);
            draft.extend(entry, end);
        }
        self.drafts.settle();
    }

    /// `.cold` symbols join their parent: by its DWARF ranges, else by name.
    pub(super) fn cold_symbols(
        &mut self,
        symbols: &[Symbol],
        strings: &StringsBuilder,
        notices: &mut Vec<Notice>,
    ) {
        let by_range = self.drafts.ranges();
        let by_range = |symbol: &Symbol| {
            let address = symbol.address.0;
            by_range.owner(address).filter(|&entry| entry != address)
        };
        let parent_name = |symbol: &Symbol| {
            let parent = suffix::cold_parent(strings.get(symbol.name))?;
            strings.known(parent)
        };
        let unranged =
            symbols.iter().filter(|symbol| symbol.size == 0 || by_range(symbol).is_none());
        let by_name = self.drafts.named(&unranged.filter_map(parent_name).collect());
        for symbol in symbols {
            let address = symbol.address.0;
            let Some(section_end) = self.drafts.section_end(address) else { continue };
            let name = strings.get(symbol.name);
            let by_range = by_range(symbol);
            let by_name = || {
                let parents: Vec<u64> = by_name.of(parent_name(symbol)?).collect();
                self.only_parent(&parents, symbol)
            };
            // What begins where an empty part stands is another function's.
            let is_empty = symbol.size == 0;
            let parent = if is_empty { by_name().or(by_range) } else { by_range.or_else(by_name) };
            let id = self.drafts.add_symbol(*symbol);
            let end = address.saturating_add(symbol.size).min(section_end);
            let is_part = |own: &&Draft| !is_empty && own.symbols.is_empty();
            let own = match self.drafts.get(address).filter(is_part) {
                Some(_) if parent.is_some() => Some(self.drafts.take(address)),
                _ => None,
            };
            if parent.is_none() {
                notices.push(Notice::note(
                    format!(".symtab, symbol {name}"),
                    "no parent of this .cold part was found; it is listed on its own",
                ));
            }
            let draft = self.drafts.at(parent.unwrap_or(address));
            if let Some(own) = own {
                draft.absorb(own);
            }
            if parent.is_some() {
                draft.cold_symbols.push(id);
            } else {
                push(&mut draft.symbols, id);
            }
            draft.extend(address, end);
        }
        self.drafts.settle();
    }

    /// The one parent of a `.cold` symbol, of several that of its source file.
    fn only_parent(&self, parents: &[u64], cold: &Symbol) -> Option<u64> {
        if let [only] = parents {
            return Some(*only);
        }
        let same_file = |entry: &&u64| {
            let mut symbols = self.drafts.get(**entry).into_iter().flat_map(|draft| &draft.symbols);
            symbols.any(|id| self.drafts.symbols[id.index()].file == cold.file)
        };
        let mut fitting = parents.iter().filter(same_file);
        fitting.next().copied().filter(|_| fitting.next().is_none())
    }

    /// `STT_NOTYPE` symbols where nothing else is: hand-written assembly. Markers of
    /// a linker script (`_etext`) stand before padding or other symbols only.
    pub(super) fn untyped_symbols(
        &mut self,
        symbols: &CodeSymbols<Symbol>,
        strings: &StringsBuilder,
    ) {
        let Some(arch) = self.layers.arch else { return };
        let taken = self.drafts.ranges();
        let mut borders: Vec<u64> = symbols.untyped.iter().map(|symbol| symbol.address.0).collect();
        borders.extend(taken.rows().iter().map(|row| row.begin));
        borders.extend(symbols.padding.iter().map(|range| range.begin.0));
        borders.sort_unstable();
        for symbol in &symbols.untyped {
            let entry = symbol.address.0;
            let Some(section_end) = self.drafts.section_end(entry) else { continue };
            if taken.owner(entry).is_some() {
                continue;
            }
            let next = borders[borders.partition_point(|&border| border <= entry)..].first();
            let bound = next.map_or(section_end, |&next| next.min(section_end));
            let end = match symbol.size {
                0 => bound,
                size => entry.saturating_add(size).min(bound),
            };
            if self.layers.code(entry, end).is_none_or(|code| arch.is_fill(code, entry)) {
                continue;
            }
            let id = self.drafts.add_symbol(*symbol);
            let kind = symbols::kind_of(strings.get(symbol.name), false);
            let draft = self.drafts.at(entry);
            push(&mut draft.symbols, id);
            draft.kind = draft.kind.max(Some(kind));
            draft.extend(entry, end);
        }
        self.drafts.settle();
    }

    /// Entries of the procedure linkage table, named as objdump names them.
    pub(super) fn linkage_stubs(&mut self, strings: &mut StringsBuilder) {
        let Some(arch) = self.layers.arch else { return };
        let slots = self.layers.image.linkage_slots();
        let mut named = Vec::new();
        for (address, stub) in self.layers.image.linkage_stubs() {
            let Some(slot) = arch.linkage_slot(stub, address) else { continue };
            let Ok(found) = slots.binary_search_by_key(&slot, |known| known.0) else { continue };
            let name = String::from_utf8_lossy(slots[found].1);
            let size = stub.len() as u64;
            let id = self.drafts.add_symbol(Symbol {
                name: strings.intern(&format!("{name}@plt")),
                address: Addr(address),
                size,
                binding: Binding::Local,
                file: None,
                index: u32::MAX,
            });
            named.push((address, size, id));
        }
        named.sort_by_key(|stub| stub.0);
        for (address, size, id) in named {
            let draft = self.drafts.at(address);
            push(&mut draft.symbols, id);
            draft.kind = Some(InstanceKind::Plt);
            draft.extend(address, address.saturating_add(size));
        }
        self.drafts.settle();
    }
}
