//! Out-of-line instances: what DWARF, the symbol table and the linkage tables say is
//! code with an entry, joined by address.

use std::collections::BTreeMap;
use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::super::node::{
    Abi, Instance, InstanceKind, Origin, OriginEvidence, SourceFunction, Symbol,
};
use super::super::strings::StringsBuilder;
use super::Layers;
use super::functions::Functions;
use super::segments::{Interval, Segments};
use super::symbols::{self, CodeSymbols};
use crate::id::{Addr, AddrRange, FuncId, InstanceId, StrId, SymbolId, UnitId};
use crate::image::Binding;
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
    by_symbol: HashMap<StrId, Vec<InstanceId>, RandomState>,
    /// Instances by source function.
    by_function: HashMap<FuncId, Vec<InstanceId>, RandomState>,
    /// Instance of each concrete subprogram row: `(unit, row)`.
    pub(super) of_row: HashMap<(u32, u32), InstanceId, RandomState>,
    padding: Vec<AddrRange>,
}

impl Instances {
    /// The instance that is entered at an address.
    pub(super) fn at_entry(&self, address: u64) -> Option<InstanceId> {
        self.by_entry.get(&address).copied()
    }

    /// The instances that carry a symbol of this name.
    pub(super) fn with_symbol(&self, name: StrId) -> &[InstanceId] {
        self.by_symbol.get(&name).map_or(&[], Vec::as_slice)
    }

    /// The instances that are code of a function.
    pub(super) fn bodies_of(&self, function: FuncId) -> &[InstanceId] {
        self.by_function.get(&function).map_or(&[], Vec::as_slice)
    }

    /// Who owns which addresses.
    pub(super) fn owners(&self) -> Segments<Owner> {
        let mut intervals: Vec<_> =
            self.padding.iter().map(|range| interval(*range, Owner::Padding)).collect();
        for (index, row) in self.rows.iter().enumerate() {
            let owner = Owner::Instance(InstanceId::new(index));
            intervals.extend(row.ranges.iter().map(|range| interval(*range, owner)));
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

/// Finds the instances.
pub(super) fn find(
    layers: &Layers<'_, '_>,
    functions: &mut Functions<'_, '_>,
    strings: &mut StringsBuilder,
    notices: &mut Vec<Notice>,
) -> Instances {
    let symbols = symbols::sort_out(layers, strings, notices);
    let mut gather = Gather {
        layers,
        code: Segments::new(
            layers
                .object
                .sections
                .iter()
                .map(|section| Interval {
                    begin: section.address.0,
                    end: section.address.0.saturating_add(section.size),
                    owner: section.address.0.saturating_add(section.size),
                })
                .collect(),
        ),
        drafts: BTreeMap::new(),
        symbols: Vec::new(),
    };
    gather.subprograms(functions, strings, &symbols);
    gather.function_symbols(&symbols.functions, strings);
    gather.cold_symbols(&symbols.cold, strings, notices);
    gather.untyped_symbols(&symbols, strings);
    gather.linkage_stubs(strings);
    gather.name_by_symbol(functions, strings, notices);
    gather.finish(&symbols, strings)
}

/// An instance being put together, keyed by its entry.
#[derive(Default)]
struct Draft {
    ranges: Vec<AddrRange>,
    symbols: Vec<SymbolId>,
    cold_symbols: Vec<SymbolId>,
    functions: Vec<Origin>,
    rows: Vec<(u32, u32)>,
    nocall: bool,
    kind: Option<InstanceKind>,
}

struct Gather<'l, 'a, 'd> {
    layers: &'l Layers<'a, 'd>,
    /// Executable sections; the owner is the section's end.
    code: Segments<u64>,
    drafts: BTreeMap<u64, Draft>,
    symbols: Vec<Symbol>,
}

impl Gather<'_, '_, '_> {
    /// Concrete subprograms whose code was kept by the linker.
    fn subprograms(
        &mut self,
        functions: &mut Functions<'_, '_>,
        strings: &mut StringsBuilder,
        symbols: &CodeSymbols,
    ) {
        let known: Vec<u64> = symbols.functions.iter().map(|symbol| symbol.address.0).collect();
        for (unit, rows) in self.layers.units.iter().enumerate() {
            for (index, row) in rows.subprograms.iter().enumerate().filter(|(_, row)| row.has_pc) {
                let at = (unit as u32, index as u32);
                let mut ranges: Vec<_> = rows.ranges[row.ranges.0 as usize..row.ranges.1 as usize]
                    .iter()
                    .copied()
                    .filter(|range| !range.is_empty() && self.is_code(*range))
                    .collect();
                let Some(entry) = self.entry(row.entry, &ranges, &known) else { continue };
                ranges.sort_by_key(|range| (!range.contains(Addr(entry)), *range));
                let draft = self.drafts.entry(entry).or_default();
                draft.ranges.extend(
                    ranges
                        .iter()
                        .filter(|range| !draft.ranges.contains(range))
                        .copied()
                        .collect::<Vec<_>>(),
                );
                draft.rows.push(at);
                draft.nocall |= row.nocall;
                if let Some(function) = functions.of_row(at, strings)
                    && draft.functions.iter().all(|origin| origin.function != function)
                {
                    let evidence = OriginEvidence::Die { offset: row.die, unit: UnitId::new(unit) };
                    draft.functions.push(Origin { function, evidence });
                }
            }
        }
    }

    /// Where a subprogram is entered: GCC gives one with a `.cold` part ranges only,
    /// and not always the hot one first; the symbol table tells.
    fn entry(&self, entry: Option<u64>, ranges: &[AddrRange], symbols: &[u64]) -> Option<u64> {
        let named = ranges
            .iter()
            .map(|range| range.begin.0)
            .find(|begin| symbols.binary_search(begin).is_ok());
        let entry = entry.or(named).or(ranges.first().map(|range| range.begin.0))?;
        self.section_end(entry).map(|_| entry)
    }

    fn is_code(&self, range: AddrRange) -> bool {
        self.section_end(range.begin.0).is_some_and(|end| range.end.0 <= end)
    }

    fn section_end(&self, address: u64) -> Option<u64> {
        self.code.owner(address)
    }

    /// `STT_FUNC` symbols: names of known instances, or instances without a DIE.
    fn function_symbols(&mut self, symbols: &[Symbol], strings: &StringsBuilder) {
        for (at, symbol) in symbols.iter().enumerate() {
            let entry = symbol.address.0;
            let Some(section_end) = self.section_end(entry) else { continue };
            let next =
                symbols[at..].iter().map(|other| other.address.0).find(|&other| other > entry);
            let size = match symbol.size {
                0 if !self.drafts.contains_key(&entry) => {
                    next.unwrap_or(section_end).min(section_end) - entry
                }
                size => size,
            };
            let id = self.add_symbol(*symbol);
            let kind = symbols::kind_of(strings.get(symbol.name), true);
            let draft = self.drafts.entry(entry).or_default();
            draft.symbols.push(id);
            draft.kind = draft.kind.max(Some(kind));
            let end = entry.saturating_add(size).min(section_end);
            draft.extend(entry, end);
        }
    }

    /// `.cold` symbols join their parent: by its DWARF ranges, else by name.
    fn cold_symbols(
        &mut self,
        symbols: &[Symbol],
        strings: &StringsBuilder,
        notices: &mut Vec<Notice>,
    ) {
        let by_range = self.ranges_of_drafts();
        let by_name = self.drafts_by_name(strings);
        for symbol in symbols {
            let address = symbol.address.0;
            let Some(section_end) = self.section_end(address) else { continue };
            let name = strings.get(symbol.name);
            let parents = suffix::cold_parent(name).and_then(|parent| by_name.get(parent));
            let parent = by_range.owner(address).filter(|&entry| entry != address).or_else(|| {
                let parents = parents?;
                let same_file = |entry: &&u64| {
                    self.drafts[entry]
                        .symbols
                        .iter()
                        .any(|&id| self.symbols[id.index()].file == symbol.file)
                };
                match parents.as_slice() {
                    [only] => Some(*only),
                    several => {
                        let mut fitting = several.iter().filter(same_file);
                        fitting.next().copied().filter(|_| fitting.next().is_none())
                    }
                }
            });
            let id = self.add_symbol(*symbol);
            let end = address.saturating_add(symbol.size).min(section_end);
            let own = self.drafts.remove(&address);
            if parent.is_none() {
                notices.push(Notice::note(
                    format!(".symtab, symbol {name}"),
                    "no parent of this .cold part was found; it is listed on its own",
                ));
            }
            let draft = self.drafts.entry(parent.unwrap_or(address)).or_default();
            if let Some(own) = own {
                draft.absorb(own);
            }
            if parent.is_some() {
                draft.cold_symbols.push(id)
            } else {
                draft.symbols.push(id)
            }
            draft.extend(address, end);
        }
    }

    /// `STT_NOTYPE` symbols where nothing else is: hand-written assembly. Markers of
    /// a linker script (`_etext`) stand before padding or other symbols only.
    fn untyped_symbols(&mut self, symbols: &CodeSymbols, strings: &StringsBuilder) {
        let Some(arch) = self.layers.arch else { return };
        let taken = self.ranges_of_drafts();
        let mut borders: Vec<u64> = symbols.untyped.iter().map(|symbol| symbol.address.0).collect();
        borders.extend(taken.rows().iter().map(|row| row.begin));
        borders.extend(symbols.padding.iter().map(|symbol| symbol.address.0));
        borders.sort_unstable();
        for symbol in &symbols.untyped {
            let entry = symbol.address.0;
            let Some(section_end) = self.section_end(entry) else { continue };
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
            let id = self.add_symbol(*symbol);
            let kind = symbols::kind_of(strings.get(symbol.name), false);
            let draft = self.drafts.entry(entry).or_default();
            draft.symbols.push(id);
            draft.kind = draft.kind.max(Some(kind));
            draft.extend(entry, end);
        }
    }

    /// Entries of the procedure linkage table, named as objdump names them.
    fn linkage_stubs(&mut self, strings: &mut StringsBuilder) {
        let Some(arch) = self.layers.arch else { return };
        let slots = self.layers.image.linkage_slots();
        for (address, stub) in self.layers.image.linkage_stubs() {
            let Some(slot) = arch.linkage_slot(stub, address) else { continue };
            let Ok(found) = slots.binary_search_by_key(&slot, |known| known.0) else { continue };
            let name = String::from_utf8_lossy(slots[found].1);
            let size = stub.len() as u64;
            let id = self.add_symbol(Symbol {
                name: strings.intern(&format!("{name}@plt")),
                address: Addr(address),
                size,
                binding: Binding::Local,
                file: None,
                index: u32::MAX,
            });
            let draft = self.drafts.entry(address).or_default();
            draft.symbols.push(id);
            draft.kind = Some(InstanceKind::Plt);
            draft.extend(address, address.saturating_add(size));
        }
    }

    /// Gives code without a DIE, and aliases that name another function, their
    /// source function by name.
    fn name_by_symbol(
        &mut self,
        functions: &mut Functions<'_, '_>,
        strings: &mut StringsBuilder,
        notices: &mut Vec<Notice>,
    ) {
        let mut has_body = vec![false; functions.len()];
        for origin in self.drafts.values().flat_map(|draft| &draft.functions) {
            has_body[origin.function.index()] = true;
        }
        for draft in self.drafts.values_mut().filter(|draft| draft.kind != Some(InstanceKind::Plt))
        {
            for &id in &draft.symbols {
                let symbol = self.symbols[id.index()];
                let base = suffix::parse(strings.get(symbol.name)).base.to_owned();
                let base = strings.intern(&base);
                let of_base = |origin: &Origin| is_named(functions.row(origin.function), base);
                if draft.functions.iter().any(of_base) {
                    continue;
                }
                let candidates: Vec<_> = functions
                    .named(base)
                    .iter()
                    .copied()
                    .filter(|id| !has_body.get(id.index()).is_some_and(|&has| has))
                    .filter(|&id| fits(functions.row(id), &symbol, strings))
                    .collect();
                let evidence = OriginEvidence::Symbol(id);
                if candidates.len() > 1 {
                    notices.push(Notice::note(
                        format!(".symtab, symbol {}", strings.get(symbol.name)),
                        format!(
                            "code without a DIE; it may be any of {} functions of this name",
                            candidates.len()
                        ),
                    ));
                }
                if !candidates.is_empty() {
                    draft.functions.extend(
                        candidates.into_iter().map(|function| Origin { function, evidence }),
                    );
                } else if draft.functions.is_empty() {
                    let function = functions.without_die(base);
                    draft.functions.push(Origin { function, evidence });
                }
            }
        }
    }

    fn finish(self, symbols: &CodeSymbols, strings: &StringsBuilder) -> Instances {
        let mut found = Instances {
            rows: Vec::with_capacity(self.drafts.len()),
            symbols: self.symbols,
            by_entry: HashMap::default(),
            by_symbol: HashMap::default(),
            by_function: HashMap::default(),
            of_row: HashMap::default(),
            padding: symbols
                .padding
                .iter()
                .filter_map(|symbol| {
                    AddrRange::new(symbol.address.0, symbol.address.0.checked_add(symbol.size)?)
                })
                .collect(),
        };
        for (entry, mut draft) in self.drafts {
            let id = InstanceId::new(found.rows.len());
            draft.sort_symbols(&found.symbols, strings);
            found.by_entry.insert(entry, id);
            for &symbol in &draft.symbols {
                found.by_symbol.entry(found.symbols[symbol.index()].name).or_default().push(id);
            }
            for origin in &draft.functions {
                found.by_function.entry(origin.function).or_default().push(id);
            }
            found.of_row.extend(draft.rows.iter().map(|&at| (at, id)));
            let clone = |&id: &SymbolId| {
                suffix::parse(strings.get(found.symbols[id.index()].name)).is_abi_changing()
            };
            let abi = match draft.symbols.first() {
                Some(first) if clone(first) => Abi::Suffix,
                _ if draft.nocall => Abi::NoCall,
                _ => Abi::Declared,
            };
            found.rows.push(Instance {
                entry: Addr(entry),
                ranges: draft.ranges,
                symbols: draft.symbols,
                cold_symbols: draft.cold_symbols,
                functions: draft.functions,
                kind: draft.kind.unwrap_or(InstanceKind::Function),
                abi,
            });
        }
        found
    }

    fn add_symbol(&mut self, symbol: Symbol) -> SymbolId {
        self.symbols.push(symbol);
        SymbolId::new(self.symbols.len() - 1)
    }

    /// Entry of the draft that covers an address.
    fn ranges_of_drafts(&self) -> Segments<u64> {
        let intervals = self.drafts.iter().flat_map(|(&entry, draft)| {
            draft.ranges.iter().map(move |range| interval(*range, entry))
        });
        Segments::new(intervals.collect())
    }

    fn drafts_by_name(&self, strings: &StringsBuilder) -> HashMap<String, Vec<u64>, RandomState> {
        let mut found: HashMap<String, Vec<u64>, RandomState> = HashMap::default();
        for (&entry, draft) in &self.drafts {
            for &id in &draft.symbols {
                let name = strings.get(self.symbols[id.index()].name);
                found.entry(name.to_owned()).or_default().push(entry);
            }
        }
        found
    }
}

impl Draft {
    /// Adds a symbol's extent where no known range holds it already.
    fn extend(&mut self, begin: u64, end: u64) {
        let Some(range) = AddrRange::new(begin, end).filter(|range| !range.is_empty()) else {
            return;
        };
        let held = |known: &AddrRange| known.begin <= range.begin && range.end <= known.end;
        if !self.ranges.iter().any(held) {
            self.ranges.push(range);
        }
    }

    fn absorb(&mut self, other: Self) {
        for range in other.ranges {
            self.extend(range.begin.0, range.end.0);
        }
        self.cold_symbols.extend(other.symbols);
        self.cold_symbols.extend(other.cold_symbols);
        self.rows.extend(other.rows);
    }

    /// The symbol that names the source function first; then global before weak
    /// before local, then in the order of the symbol table.
    fn sort_symbols(&mut self, symbols: &[Symbol], strings: &StringsBuilder) {
        self.symbols.sort_by_key(|id| {
            let symbol = &symbols[id.index()];
            let name = strings.get(symbol.name);
            (name.ends_with(".localalias"), symbol.binding, symbol.index)
        });
    }
}

fn interval<T>(range: AddrRange, owner: T) -> Interval<T> {
    Interval { begin: range.begin.0, end: range.end.0, owner }
}

fn is_named(function: &SourceFunction, name: StrId) -> bool {
    function.name == name || function.linkage_name == Some(name)
}

/// True if a symbol can be of this function: a local symbol must stand behind the
/// `STT_FILE` symbol of the function's file, where there is such a symbol.
fn fits(function: &SourceFunction, symbol: &Symbol, strings: &StringsBuilder) -> bool {
    let base_name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let file = symbol.file.map(|file| base_name(strings.get(file))).filter(|file| !file.is_empty());
    // A function of a header has the symbol of whatever file included it.
    let declared = function.places.iter().map(|place| base_name(strings.get(place.file)));
    let mut declared = declared.filter(|declared| declared.ends_with(".c")).peekable();
    file.is_none() || declared.peek().is_none() || declared.any(|declared| Some(declared) == file)
}
