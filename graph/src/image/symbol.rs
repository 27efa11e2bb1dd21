//! The symbol table, as it stands: every entry, in order.

use object::elf::{
    SHT_DYNSYM, SHT_SYMTAB, STB_LOCAL, STB_WEAK, STT_FILE, STT_FUNC, STT_GNU_IFUNC, STT_NOTYPE,
    Sym64,
};
use object::read::elf::{Sym as _, SymbolTable};
use object::{Endianness, SectionIndex, SymbolIndex};

use super::elf::{ElfKind, Header, Image};
use super::live::SHN_LIVEPATCH;

/// One symbol of the file.
pub(crate) struct RawSymbol<'d> {
    pub(crate) name: &'d [u8],
    /// Virtual address; in an ET_REL file as laid out, or the section offset for a
    /// symbol of a section that is not loaded.
    pub(crate) address: u64,
    pub(crate) size: u64,
    pub(crate) kind: SymbolKind,
    pub(crate) binding: Binding,
    pub(crate) place: SymbolPlace,
    /// Name of the `STT_FILE` symbol before it, for local symbols.
    pub(crate) file: Option<&'d [u8]>,
    pub(crate) index: u32,
}

/// Symbol binding, in the order in which names are preferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Binding {
    /// `STB_GLOBAL`.
    Global,
    /// `STB_WEAK`.
    Weak,
    /// `STB_LOCAL`.
    Local,
}

/// `st_info` type, as far as it matters for code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SymbolKind {
    Function,
    Untyped,
    Other,
}

/// Where a symbol is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SymbolPlace {
    /// In the section of this index.
    Section(usize),
    /// In another object.
    Undefined,
    /// In another object, where the kernel's live patching looks it up (`SHN_LIVEPATCH`).
    LivePatch,
    /// `SHN_ABS`, `SHN_COMMON`, or an index that leads nowhere.
    None,
}

/// Bytes of all names, for each byte of a file and of a small one: names may overlap, but those
/// of linkers only share their ends.
const EACH: usize = 16;
const SMALL: usize = 1 << 18;

impl<'d> Image<'d> {
    /// `.symtab`, or without one `.dynsym`. The second value counts symbols whose
    /// name or section could not be read.
    pub(crate) fn symbols(&self) -> (Vec<RawSymbol<'d>>, usize) {
        let mut symbols = Vec::new();
        let unreadable = self.each_symbol(|symbol| symbols.push(symbol));
        (symbols, unreadable)
    }

    /// As [`Self::symbols`], one after the other.
    pub(crate) fn each_symbol(&self, mut each: impl FnMut(RawSymbol<'d>)) -> usize {
        let Some(table) = self.symbol_table() else { return 0 };
        let mut unreadable = 0;
        let mut file = None;
        let mut room = EACH * (SMALL + self.bytes.len());
        for (index, symbol) in table.enumerate() {
            let name = symbol.name(self.endian, table.strings()).ok();
            let name = name.filter(|name| name.len() <= room);
            unreadable += usize::from(name.is_none());
            let name = name.unwrap_or_default();
            room -= name.len();
            let (kind, local) = (symbol.st_type(), symbol.st_bind() == STB_LOCAL);
            if kind == STT_FILE {
                file = Some(name);
            }
            let place = self.place_of(&table, index, symbol);
            // An index that leads nowhere, unlike SHN_ABS and SHN_COMMON.
            let is_lost = || !matches!(table.symbol_section(self.endian, symbol, index), Ok(None));
            unreadable += usize::from(place == SymbolPlace::None && is_lost());
            each(RawSymbol {
                name,
                address: symbol.st_value(self.endian).wrapping_add(self.base_of(place)),
                size: symbol.st_size(self.endian),
                kind: match kind {
                    STT_FUNC | STT_GNU_IFUNC => SymbolKind::Function,
                    STT_NOTYPE => SymbolKind::Untyped,
                    _ => SymbolKind::Other,
                },
                binding: match symbol.st_bind() {
                    STB_LOCAL => Binding::Local,
                    STB_WEAK => Binding::Weak,
                    _ => Binding::Global,
                },
                place,
                file: file.filter(|_| local),
                index: index.0 as u32,
            });
        }
        unreadable
    }

    /// How many symbols `.symtab` has; 0 without one, or if it cannot be read.
    pub(crate) fn symtab_len(&self) -> usize {
        let table = self.table.symbols(self.endian, self.bytes, SHT_SYMTAB);
        table.map_or(0, |table: SymbolTable<'d, Header>| table.len())
    }

    /// Why there is no `.symtab` to read.
    pub(crate) fn symtab_damage(&self) -> Option<String> {
        match self.table.symbols(self.endian, self.bytes, SHT_SYMTAB) {
            Ok(table) if table.is_empty() => Some("is not there".to_owned()),
            Ok(_) => None,
            Err(error) => Some(format!("cannot be read ({error})")),
        }
    }

    pub(super) fn symbol_table(&self) -> Option<SymbolTable<'d, Header>> {
        [SHT_SYMTAB, SHT_DYNSYM]
            .into_iter()
            .filter_map(|kind| self.table.symbols(self.endian, self.bytes, kind).ok())
            .find(|table| !table.is_empty())
    }

    /// Where bytes of the file stand in it; 0 for others.
    pub(crate) fn offset_of(&self, bytes: &'d [u8]) -> u64 {
        let at = bytes.as_ptr().addr().checked_sub(self.bytes.as_ptr().addr());
        at.filter(|&at| at < self.bytes.len()).map_or(0, |at| at as u64)
    }

    /// What `st_value` is relative to: in an ET_REL file the section.
    pub(super) fn base_of(&self, place: SymbolPlace) -> u64 {
        match (self.kind, place) {
            (ElfKind::Relocatable, SymbolPlace::Section(index)) => self.sections[index].address,
            _ => 0,
        }
    }

    /// Finds the section of a symbol, also in a file with more than 65,279 sections.
    pub(super) fn place_of(
        &self,
        table: &SymbolTable<'d, Header>,
        index: SymbolIndex,
        symbol: &Sym64<Endianness>,
    ) -> SymbolPlace {
        if symbol.is_undefined(self.endian) {
            return SymbolPlace::Undefined;
        }
        if self.kind == ElfKind::Relocatable && symbol.st_shndx(self.endian).0 == SHN_LIVEPATCH {
            return SymbolPlace::LivePatch;
        }
        match table.symbol_section(self.endian, symbol, index) {
            Ok(Some(SectionIndex(section))) if section < self.sections.len() => {
                SymbolPlace::Section(section)
            }
            Ok(_) | Err(_) => SymbolPlace::None,
        }
    }
}
