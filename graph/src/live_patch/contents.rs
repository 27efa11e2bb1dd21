//! The data of a module as the kernel would see it: numbers, pointers and strings by address.
//! A pointer is what its relocation says, for the file itself holds none. What cannot be read
//! is never taken for what is not there.

use crate::image::{Image, RawSymbol, RelocTarget, SymbolPlace, Table, Width};
use crate::notice::Notice;

/// `sizeof(unsigned long)`: live patching is there for 64 bits only.
pub(super) const LONG: u64 = 8;

/// The loaded sections of a module.
pub(super) struct Contents<'i, 'd> {
    pub(super) image: &'i Image<'d>,
    /// Sorted by address.
    tables: Vec<Table<'d>>,
    /// Those that are defined, sorted by address; those with a size before others.
    symbols: Vec<RawSymbol<'d>>,
}

/// What a pointer holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pointer {
    /// Nothing.
    Null,
    /// An address of the module.
    To(u64),
    /// A symbol of another object.
    Elsewhere,
    /// It cannot be told.
    Unknown,
}

/// What a pointer to a string leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// A null pointer.
    Null,
    /// This string.
    Is(String),
    /// It cannot be told.
    Unknown,
}

impl<'i, 'd> Contents<'i, 'd> {
    /// What cannot be read of the sections is noticed.
    pub(super) fn new(image: &'i Image<'d>, notices: &mut Vec<Notice>) -> Self {
        let mut symbols = image.symbols().0;
        symbols.retain(|symbol| {
            matches!(symbol.place, SymbolPlace::Section(_)) && !symbol.name.is_empty()
        });
        symbols.sort_by_key(|symbol| (symbol.address, symbol.size == 0));
        for section in &image.sections {
            let Some(damage) = section.damage.clone() else { continue };
            let place =
                format!("section {} at file offset {:#x}", section.name, section.file_offset);
            notices.push(Notice::incomplete(place, damage));
        }
        Self { image, tables: Table::all(image, notices), symbols }
    }

    /// True if `size` bytes from an address lie in one section that has contents.
    pub(super) fn holds(&self, address: u64, size: u64) -> bool {
        self.table(address).is_some_and(|(table, offset)| {
            usize::try_from(size).is_ok_and(|size| size <= table.len() - offset)
        })
    }

    /// The number of `bytes` bytes, at most 8, at an address.
    pub(super) fn number(&self, address: u64, bytes: usize) -> Option<u64> {
        let (table, offset) = self.table(address)?;
        table.number(offset, bytes)
    }

    /// The pointer at an address.
    pub(super) fn pointer(&self, address: u64) -> Pointer {
        let Some((table, offset)) = self.table(address) else { return Pointer::Unknown };
        match table.field(offset, Width::Absolute8) {
            Some(RelocTarget::Address(target)) => match self.image.section_at(target) {
                Some(_) => Pointer::To(target),
                None => Pointer::Unknown,
            },
            Some(RelocTarget::Undefined(_)) => Pointer::Elsewhere,
            None if table.is_damaged(offset) => Pointer::Unknown,
            None if table.number(offset, LONG as usize) == Some(0) => Pointer::Null,
            None => Pointer::Unknown,
        }
    }

    /// The string that the pointer at an address leads to.
    pub(super) fn text(&self, address: u64) -> Text {
        let found = match self.pointer(address) {
            Pointer::Null => return Text::Null,
            Pointer::To(target) => self.image.text_at(target),
            Pointer::Elsewhere | Pointer::Unknown => None,
        };
        found.map_or(Text::Unknown, |text| Text::Is(String::from_utf8_lossy(text).into_owned()))
    }

    /// The symbol at an address.
    pub(super) fn symbol(&self, address: u64) -> Option<String> {
        let at = self.symbols.partition_point(|symbol| symbol.address < address);
        let found = self.symbols.get(at).filter(|symbol| symbol.address == address)?;
        Some(String::from_utf8_lossy(found.name).into_owned())
    }

    /// A notice about an address: part of what the module replaces is unknown.
    pub(super) fn lost(&self, address: u64, text: impl Into<String>) -> Notice {
        Notice::incomplete(self.place(address), text)
    }

    /// `section .data, offset 0x10`.
    pub(super) fn place(&self, address: u64) -> String {
        match self.image.section_at(address) {
            Some(section) => {
                format!("section {}, offset {:#x}", section.name, address - section.address)
            }
            None => format!("address {address:#x}"),
        }
    }

    /// The addresses of the entries of `stride` bytes of all sections of one of `names`;
    /// `None` without one. A rest is noticed.
    pub(super) fn entries(
        &self,
        names: &[&str],
        stride: usize,
        notices: &mut Vec<Notice>,
    ) -> Option<Vec<u64>> {
        let sections = self.image.sections.iter();
        let named: Vec<_> =
            sections.filter(|section| names.contains(&section.name.as_str())).collect();
        let mut found = Vec::new();
        for section in &named {
            match self.tables.iter().find(|table| table.address == section.address) {
                Some(table) => {
                    let entries = table.entries(stride, notices);
                    found.extend(entries.map(|offset| table.address + offset as u64));
                }
                None if section.size == 0 => {}
                None => {
                    let text = "has no contents that can be read";
                    notices.push(Notice::incomplete(format!("section {}", section.name), text));
                }
            }
        }
        (!named.is_empty()).then_some(found)
    }

    /// The section of an address, and the offset there.
    fn table(&self, address: u64) -> Option<(&Table<'d>, usize)> {
        let after = self.tables.partition_point(|table| table.address <= address);
        let table = &self.tables[after.checked_sub(1)?];
        let offset = usize::try_from(address - table.address).ok()?;
        (offset < table.len()).then_some((table, offset))
    }
}
