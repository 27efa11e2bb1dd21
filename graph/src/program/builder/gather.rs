//! What is code with an entry: one pass for each source of that knowledge.

use super::super::node::{InstanceKind, Origin, Symbol};
use super::super::strings::StringsBuilder;
use super::Layers;
use super::draft::{Draft, Drafts, DroppedRow};
use super::functions::Functions;
use super::origin;
use super::symbols::{self, CodeSymbols};
use crate::dwarf::{Subprogram, UnitRows};
use crate::id::{Addr, AddrRange};
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
        functions: &mut Functions<'_, '_>,
        strings: &mut StringsBuilder,
        symbols: &CodeSymbols,
    ) {
        let known: Vec<u64> = symbols.functions.iter().map(|symbol| symbol.address.0).collect();
        for (unit, rows) in self.layers.units.iter().enumerate() {
            // Rows that share a range list follow each other: it is looked at once.
            let mut last = None;
            for (index, row) in rows.subprograms().enumerate().filter(|(_, row)| row.has_pc) {
                let at = (unit as u32, index as u32);
                let ranges = match last.take() {
                    Some((list, ranges)) if list == row.ranges => ranges,
                    _ => self.code_of(rows, &row),
                };
                let function = functions.of_row(at, strings);
                if let Some(entry) = self.entry(row.entry, &ranges, &known) {
                    let evidence = origin::evidence(self.layers.units, at);
                    let origin = function.map(|function| Origin { function, evidence });
                    self.drafts
                        .by_entry
                        .entry(entry)
                        .or_default()
                        .describe(at, &row, origin, entry, &ranges);
                } else {
                    let row = |function| DroppedRow { function, at, nocall: row.nocall };
                    self.drafts.dropped.extend(function.map(row));
                }
                last = Some((row.ranges, ranges));
            }
        }
        for draft in self.drafts.by_entry.values_mut() {
            draft.functions.sort_by_key(|origin| origin.function);
            draft.functions.dedup_by_key(|origin| origin.function);
        }
    }

    /// The ranges of a subprogram that are code of this file: what the linker dropped
    /// has addresses outside every section.
    fn code_of(&self, rows: &UnitRows<'_>, row: &Subprogram<'_>) -> Vec<AddrRange> {
        let ranges = &rows.ranges[row.ranges.0 as usize..row.ranges.1 as usize];
        let kept = |range: &&AddrRange| !range.is_empty() && self.drafts.is_code(**range);
        ranges.iter().filter(kept).copied().collect()
    }

    /// Where a subprogram is entered: GCC gives one with a `.cold` part ranges only,
    /// and not always the hot one first; the symbol table tells.
    fn entry(&self, entry: Option<u64>, ranges: &[AddrRange], symbols: &[u64]) -> Option<u64> {
        let named = ranges
            .iter()
            .map(|range| range.begin.0)
            .find(|begin| symbols.binary_search(begin).is_ok());
        let entry = entry.filter(|&entry| self.drafts.section_end(entry).is_some());
        entry.or(named).or(ranges.first().map(|range| range.begin.0))
    }

    /// `STT_FUNC` symbols: names of known instances, or instances without a DIE.
    pub(super) fn function_symbols(&mut self, symbols: &[Symbol], strings: &StringsBuilder) {
        for (at, symbol) in symbols.iter().enumerate() {
            let entry = symbol.address.0;
            let Some(section_end) = self.drafts.section_end(entry) else { continue };
            let size = match symbol.size {
                0 if !self.drafts.by_entry.contains_key(&entry) => {
                    let after = symbols[at..].partition_point(|other| other.address.0 <= entry);
                    let next = symbols.get(at + after).map(|other| other.address.0);
                    next.unwrap_or(section_end).min(section_end) - entry
                }
                size => size,
            };
            let id = self.drafts.add_symbol(*symbol);
            let kind = symbols::kind_of(strings.get(symbol.name), true);
            let draft = self.drafts.by_entry.entry(entry).or_default();
            draft.symbols.push(id);
            draft.kind = draft.kind.max(Some(kind));
            let end = entry.saturating_add(size).min(section_end);
            draft.extend(entry, end);
        }
    }

    /// `.cold` symbols join their parent: by its DWARF ranges, else by name.
    pub(super) fn cold_symbols(
        &mut self,
        symbols: &[Symbol],
        strings: &StringsBuilder,
        notices: &mut Vec<Notice>,
    ) {
        let by_range = self.drafts.ranges();
        let by_name = self.drafts.by_name();
        for symbol in symbols {
            let address = symbol.address.0;
            let Some(section_end) = self.drafts.section_end(address) else { continue };
            let name = strings.get(symbol.name);
            let by_range = by_range.owner(address).filter(|&entry| entry != address);
            let parent_name = suffix::cold_parent(name).and_then(|parent| strings.known(parent));
            let by_name = || {
                let parents: Vec<u64> = by_name.of(parent_name?).collect();
                self.only_parent(&parents, symbol)
            };
            // What begins where an empty part stands is another function's.
            let is_empty = symbol.size == 0;
            let parent = if is_empty { by_name().or(by_range) } else { by_range.or_else(by_name) };
            let id = self.drafts.add_symbol(*symbol);
            let end = address.saturating_add(symbol.size).min(section_end);
            let is_part = |own: &&Draft| !is_empty && own.symbols.is_empty();
            let own = match self.drafts.by_entry.get(&address).filter(is_part) {
                Some(_) if parent.is_some() => self.drafts.by_entry.remove(&address),
                _ => None,
            };
            if parent.is_none() {
                notices.push(Notice::note(
                    format!(".symtab, symbol {name}"),
                    "no parent of this .cold part was found; it is listed on its own",
                ));
            }
            let draft = self.drafts.by_entry.entry(parent.unwrap_or(address)).or_default();
            if let Some(own) = own {
                draft.absorb(own);
            }
            if parent.is_some() {
                draft.cold_symbols.push(id);
            } else {
                draft.symbols.push(id);
            }
            draft.extend(address, end);
        }
    }

    /// The one parent of a `.cold` symbol, of several that of its source file.
    fn only_parent(&self, parents: &[u64], cold: &Symbol) -> Option<u64> {
        if let [only] = parents {
            return Some(*only);
        }
        let same_file = |entry: &&u64| {
            let symbols = &self.drafts.by_entry[entry].symbols;
            symbols.iter().any(|&id| self.drafts.symbols[id.index()].file == cold.file)
        };
        let mut fitting = parents.iter().filter(same_file);
        fitting.next().copied().filter(|_| fitting.next().is_none())
    }

    /// `STT_NOTYPE` symbols where nothing else is: hand-written assembly. Markers of
    /// a linker script (`_etext`) stand before padding or other symbols only.
    pub(super) fn untyped_symbols(&mut self, symbols: &CodeSymbols, strings: &StringsBuilder) {
        let Some(arch) = self.layers.arch else { return };
        let taken = self.drafts.ranges();
        let mut borders: Vec<u64> = symbols.untyped.iter().map(|symbol| symbol.address.0).collect();
        borders.extend(taken.rows().iter().map(|row| row.begin));
        borders.extend(symbols.padding.iter().map(|symbol| symbol.address.0));
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
            let draft = self.drafts.by_entry.entry(entry).or_default();
            draft.symbols.push(id);
            draft.kind = draft.kind.max(Some(kind));
            draft.extend(entry, end);
        }
    }

    /// Entries of the procedure linkage table, named as objdump names them.
    pub(super) fn linkage_stubs(&mut self, strings: &mut StringsBuilder) {
        let Some(arch) = self.layers.arch else { return };
        let slots = self.layers.image.linkage_slots();
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
            let draft = self.drafts.by_entry.entry(address).or_default();
            draft.symbols.push(id);
            draft.kind = Some(InstanceKind::Plt);
            draft.extend(address, address.saturating_add(size));
        }
    }
}
