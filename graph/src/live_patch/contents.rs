//! The data of a module as the kernel would see it: numbers, pointers and strings by address.
//! A pointer is what its relocation says, for the file itself holds none.

use crate::image::{Image, LoadedReloc, RawSymbol, RelocTarget, SymbolPlace};
use crate::notice::Notice;

/// Longest name read, in bytes: `KSYM_NAME_LEN` is 512.
const LONGEST: usize = 4096;
/// `sizeof(unsigned long)`: live patching is there for 64 bits only.
pub(super) const LONG: u64 = 8;

/// The loaded sections of a module.
pub(super) struct Contents<'i, 'd> {
    pub(super) image: &'i Image<'d>,
    /// Sorted by the address of the field.
    pointers: Vec<LoadedReloc<'d>>,
    /// Those that are defined, sorted by address; functions before others.
    symbols: Vec<RawSymbol<'d>>,
}

impl<'i, 'd> Contents<'i, 'd> {
    pub(super) fn new(image: &'i Image<'d>) -> Self {
        let mut symbols = image.symbols().0;
        symbols.retain(|symbol| {
            matches!(symbol.place, SymbolPlace::Section(_)) && !symbol.name.is_empty()
        });
        symbols.sort_by_key(|symbol| (symbol.address, symbol.size == 0));
        Self { image, pointers: image.loaded_relocs(|_| true), symbols }
    }

    /// Sections that lead outside of the file.
    pub(super) fn damage(&self) -> Vec<Notice> {
        let sections = self.image.sections.iter();
        let damaged = sections.filter_map(|section| Some((section, section.damage.clone()?)));
        damaged
            .map(|(section, damage)| {
                let place =
                    format!("section {} at file offset {:#x}", section.name, section.file_offset);
                Notice::incomplete(place, damage)
            })
            .collect()
    }

    /// The number of `bytes` bytes, at most 8, at an address.
    pub(super) fn number(&self, address: u64, bytes: usize) -> Option<u64> {
        let bytes = self.bytes(address)?.get(..bytes.min(8))?;
        let fold = |value: u64, byte: &u8| (value << 8) | u64::from(*byte);
        Some(match self.image.big_endian {
            true => bytes.iter().fold(0, fold),
            false => bytes.iter().rev().fold(0, fold),
        })
    }

    /// Where the pointer at an address leads; `None` for a null pointer, and for one to a
    /// symbol of another object.
    pub(super) fn pointer(&self, address: u64) -> Option<u64> {
        let found = self.pointers.binary_search_by_key(&address, |row| row.at).ok()?;
        match self.pointers[found].target {
            RelocTarget::Address(target) => Some(target),
            RelocTarget::Undefined(_) => None,
        }
    }

    /// The string that the pointer at an address leads to.
    pub(super) fn text(&self, address: u64) -> Option<String> {
        let rest = self.bytes(self.pointer(address)?)?;
        let rest = rest.get(..LONGEST).unwrap_or(rest);
        let end = rest.iter().position(|&byte| byte == 0)?;
        Some(String::from_utf8_lossy(&rest[..end]).into_owned())
    }

    /// The symbol at an address.
    pub(super) fn symbol(&self, address: u64) -> Option<String> {
        let at = self.symbols.partition_point(|symbol| symbol.address < address);
        let found = self.symbols.get(at).filter(|symbol| symbol.address == address)?;
        Some(String::from_utf8_lossy(found.name).into_owned())
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
        stride: u64,
        notices: &mut Vec<Notice>,
    ) -> Option<Vec<u64>> {
        let sections = self.image.sections.iter();
        let named: Vec<_> =
            sections.filter(|section| names.contains(&section.name.as_str())).collect();
        let mut found = Vec::new();
        for section in &named {
            let whole = section.bytes.len() as u64 / stride;
            found.extend((0..whole).map(|entry| section.address + entry * stride));
            if section.size != whole * stride {
                let place = format!("section {}, offset {:#x}", section.name, whole * stride);
                let text = format!("ends within an entry of {stride} bytes");
                notices.push(Notice::incomplete(place, text));
            }
        }
        (!named.is_empty()).then_some(found)
    }

    fn bytes(&self, address: u64) -> Option<&'d [u8]> {
        let section = self.image.section_at(address)?;
        section.bytes.get(usize::try_from(address.checked_sub(section.address)?).ok()?..)
    }
}
