//! Source functions, and what rows refer to: symbols and units.

use super::super::node::Place;
use super::super::statics::StaticVariable;
use super::super::store::{Col, List, Store};
use super::decode::{one_of, place};
use crate::id::{Addr, FuncId, StrId};
use crate::image::Binding;

/// What the programmer wrote. Identity is name, declaration file and line.
#[derive(Clone, Copy, Debug)]
pub struct SourceFunction<'p> {
    store: &'p Store,
    row: usize,
}

impl<'p> SourceFunction<'p> {
    pub(crate) fn new(store: &'p Store, row: usize) -> Self {
        Self { store, row }
    }

    /// `DW_AT_name`, or for code without DWARF the symbol without clone suffixes.
    pub fn name(self) -> StrId {
        self.store.string(Col::FunctionName, self.row)
    }

    /// `DW_AT_linkage_name`, where it differs from the name.
    pub fn linkage_name(self) -> Option<StrId> {
        self.store.string_or_none(Col::FunctionLinkage, self.row)
    }

    /// Declaration places, the identifying one first. Empty for code without DWARF.
    pub fn places(self) -> List<'p, Place> {
        let has = self.store.get(Col::FunctionFile, self.row) != 0;
        List::new(self.store, self.row..self.row + usize::from(has), |store, row| {
            let none = Place { file: StrId::new(0), line: 0, column: 0 };
            let columns = [Col::FunctionFile, Col::FunctionLine, Col::FunctionColumn];
            place(store, columns, row).unwrap_or(none)
        })
    }

    /// `DW_AT_external`: visible outside its source file.
    pub fn external(self) -> bool {
        self.store.get(Col::FunctionExternal, self.row) != 0
    }

    /// `.debug_info` offset of the first DIE that declares it.
    pub fn die(self) -> Option<u64> {
        self.store.get(Col::FunctionDie, self.row).checked_sub(1)
    }

    pub(crate) fn statics(self) -> List<'p, StaticVariable> {
        let range = self.store.group(Col::StaticBegins, self.row, self.store.rows(Col::StaticName));
        List::new(self.store, range, static_variable)
    }
}

fn static_variable(store: &Store, row: usize) -> StaticVariable {
    StaticVariable {
        function: FuncId::new(store.position(Col::StaticFunction, row, Col::FunctionName)),
        name: store.string(Col::StaticName, row),
        address: store.get(Col::StaticAddress, row).checked_sub(1).map(Addr),
        place: place(store, [Col::StaticFile, Col::StaticLine, Col::StaticColumn], row),
        die: store.get(Col::StaticDie, row),
    }
}

/// An ELF symbol that names code.
#[derive(Clone, Copy, Debug)]
pub struct Symbol<'p> {
    store: &'p Store,
    row: usize,
}

impl<'p> Symbol<'p> {
    pub(crate) fn new(store: &'p Store, row: usize) -> Self {
        Self { store, row }
    }

    /// `st_name`.
    pub fn name(self) -> StrId {
        self.store.string(Col::SymbolName, self.row)
    }

    /// Address it stands for.
    pub fn address(self) -> Addr {
        Addr(self.store.get(Col::SymbolAddress, self.row))
    }

    /// `st_size` in bytes.
    pub fn size(self) -> u64 {
        self.store.get(Col::SymbolSize, self.row)
    }

    /// `st_info` binding.
    pub fn binding(self) -> Binding {
        let all = [Binding::Global, Binding::Weak, Binding::Local];
        one_of(all, self.store.get(Col::SymbolBinding, self.row))
    }

    /// Name of the last `STT_FILE` symbol before a local symbol.
    pub fn file(self) -> Option<StrId> {
        self.store.string_or_none(Col::SymbolFile, self.row)
    }

    /// Position in the symbol table.
    pub fn index(self) -> u32 {
        u32::try_from(self.store.get(Col::SymbolIndex, self.row)).unwrap_or(u32::MAX)
    }
}

/// A unit of `.debug_info`.
#[derive(Clone, Copy, Debug)]
pub struct Unit<'p> {
    store: &'p Store,
    row: usize,
}

impl<'p> Unit<'p> {
    pub(crate) fn new(store: &'p Store, row: usize) -> Self {
        Self { store, row }
    }

    /// Offset of the unit header in `.debug_info`.
    pub fn offset(self) -> u64 {
        self.store.get(Col::UnitOffset, self.row)
    }

    /// `DW_AT_name`, normalised like every path; `<artificial>` for GCC's LTRANS units.
    pub fn name(self) -> StrId {
        self.store.string(Col::UnitName, self.row)
    }

    /// `DW_AT_producer`.
    pub fn producer(self) -> StrId {
        self.store.string(Col::UnitProducer, self.row)
    }

    /// DWARF version.
    pub fn version(self) -> u16 {
        u16::try_from(self.store.get(Col::UnitVersion, self.row)).unwrap_or(0)
    }
}
