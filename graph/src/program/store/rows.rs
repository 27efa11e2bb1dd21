//! What the builder hands over: plain rows, before they are packed.

use super::super::edge::Call;
use super::super::kernel::{FtraceSite, Region, SpecialSite, Sympos};
use super::super::machine::Marks;
use super::super::node::{Abi, Inlined, InstanceKind, Origin, Place, Symbol, Unit};
use super::super::statics::StaticVariable;
use super::super::strings::Strings;
use crate::id::{Addr, AddrRange, InstanceId, StrId, SymbolId};
use crate::image::{Binding, Export, Orc};

/// All tables of a program. Ids are positions in these vectors.
#[derive(Default)]
pub(crate) struct Rows {
    pub(crate) strings: Strings,
    /// Sorted by name, file and line.
    pub(crate) functions: Vec<FunctionRow>,
    /// Sorted by entry.
    pub(crate) instances: Vec<InstanceRow>,
    /// By instance: its code, hot part first.
    pub(crate) ranges: Grouped<AddrRange>,
    /// By instance: symbols at the entry, the one to name it by first.
    pub(crate) names: Grouped<SymbolId>,
    /// By instance: symbols of its `.cold` parts.
    pub(crate) cold_names: Grouped<SymbolId>,
    /// By instance: whose body it is.
    pub(crate) origins: Grouped<Origin>,
    pub(crate) symbols: Vec<Symbol>,
    /// Behind their parents.
    pub(crate) inlined: Vec<Inlined>,
    /// What slices of the inlined instances are slices of.
    pub(crate) inlined_ranges: Vec<AddrRange>,
    /// Sorted by site.
    pub(crate) calls: Vec<Call>,
    /// Sorted by text.
    pub(crate) externals: Vec<StrId>,
    /// Sorted by offset.
    pub(crate) units: Vec<Unit>,
    /// Sorted by function, name and address.
    pub(crate) statics: Vec<StaticVariable>,
    pub(crate) kernel: KernelRows,
    pub(crate) all_symbols: AllSymbols,
}

/// All named symbols, data included.
#[derive(Default)]
pub(crate) struct AllSymbols {
    /// In the order of the symbol table.
    pub(crate) rows: Vec<AllSymbol>,
    /// Sorted, without overlap.
    pub(crate) reaches: Vec<Reach>,
    /// What a linker script put around tables.
    pub(crate) marks: Marks,
    /// True if the symbol table is that of the separate debug file.
    pub(crate) in_debug_file: bool,
}

/// A named symbol.
#[derive(Clone, Copy)]
pub(crate) struct AllSymbol {
    /// Where its name stands in the file, and how long it is.
    pub(crate) name: u64,
    pub(crate) length: u32,
    pub(crate) address: u64,
    pub(crate) binding: Binding,
    pub(crate) is_code: bool,
    /// Position in the symbol table.
    pub(crate) index: u32,
    /// Set if it is looked at when a name is looked up.
    pub(crate) sympos: Option<Sympos>,
}

impl AllSymbol {
    /// Its rank, if others have its name.
    pub(super) fn shared(&self) -> Option<Sympos> {
        self.sympos.filter(|sympos| sympos.of > 1)
    }
}

/// Addresses that lie in a symbol.
#[derive(Clone, Copy)]
pub(crate) struct Reach {
    pub(crate) begin: u64,
    pub(crate) length: u64,
    /// Position among the symbols.
    pub(crate) symbol: u32,
}

/// A source function. Identity is name, declaration file and line.
#[derive(Clone, Copy)]
pub(crate) struct FunctionRow {
    /// `DW_AT_name`, or for code without DWARF the symbol without clone suffixes.
    pub(crate) name: StrId,
    /// `DW_AT_linkage_name`, where it differs from the name.
    pub(crate) linkage_name: Option<StrId>,
    /// Where it is declared. `None` for code without DWARF.
    pub(crate) place: Option<Place>,
    /// `DW_AT_external`: visible outside its source file.
    pub(crate) external: bool,
    /// `.debug_info` offset of the first DIE that declares it.
    pub(crate) die: Option<u64>,
}

/// An out-of-line instance.
#[derive(Clone, Copy)]
pub(crate) struct InstanceRow {
    pub(crate) entry: Addr,
    pub(crate) kind: InstanceKind,
    pub(crate) abi: Abi,
}

/// What the kernel's tables say.
#[derive(Default)]
pub(crate) struct KernelRows {
    /// Sorted.
    pub(crate) ftrace: Vec<(InstanceId, FtraceSite)>,
    /// Sorted.
    pub(crate) regions: Vec<(InstanceId, Region)>,
    /// Sorted.
    pub(crate) kprobe_blacklist: Vec<InstanceId>,
    /// Sorted by address.
    pub(crate) special: Vec<SpecialSite>,
    pub(crate) orc: Orc,
    /// Sorted by text.
    pub(crate) exports: Vec<(StrId, Export)>,
}

/// Items of consecutive groups in one allocation.
#[derive(Debug)]
pub(crate) struct Grouped<T> {
    /// For each group where it ends; it begins where the one before ends.
    pub(crate) ends: Vec<u32>,
    pub(crate) items: Vec<T>,
}

impl<T> Default for Grouped<T> {
    fn default() -> Self {
        Self { ends: Vec::new(), items: Vec::new() }
    }
}

impl<T> Grouped<T> {
    /// Appends a group.
    pub(crate) fn push(&mut self, group: impl IntoIterator<Item = T>) {
        self.items.extend(group);
        self.ends.push(self.items.len() as u32);
    }

    /// The items of a group.
    pub(super) fn group(&self, at: usize) -> &[T] {
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.items[begin as usize..self.ends[at] as usize]
    }

    /// The groups in order.
    pub(super) fn groups(&self) -> impl Iterator<Item = &[T]> + Clone {
        let begins = [0].into_iter().chain(self.ends.iter().copied());
        begins.zip(&self.ends).map(|(begin, &end)| &self.items[begin as usize..end as usize])
    }
}
