//! Sections `.klp.rela.OBJECT.SECTION` -> the symbols that their entries name. The kernel
//! links them itself, when the object is loaded (`klp_write_section_relocs` of
//! `kernel/livepatch/core.c`), so that they say nothing of what a field holds before.

use object::Endianness;
use object::elf::{SHT_RELA, SectionHeader64};
use object::read::elf::SectionHeader as _;

use super::elf::Image;

/// `SHF_RELA_LIVEPATCH` of `include/uapi/linux/elf.h`.
const RELA_LIVEPATCH: u64 = 0x0010_0000;
/// `SHN_LIVEPATCH` of the same.
pub(super) const SHN_LIVEPATCH: u16 = 0xff20;

/// One such section.
pub(crate) struct LiveRelocs<'d> {
    pub(crate) section: &'d [u8],
    /// True if it is marked as what its name says.
    pub(crate) is_marked: bool,
    /// Indices of symbols, sorted, each once; or why they cannot be read.
    pub(crate) symbols: Result<Vec<u32>, String>,
}

/// True for a section that the kernel takes for one.
pub(super) fn is_marked(header: &SectionHeader64<Endianness>, endian: Endianness) -> bool {
    header.sh_flags(endian).0 & RELA_LIVEPATCH != 0
}

impl<'d> Image<'d> {
    /// Those that are marked, or named so; in the order of the file.
    pub(crate) fn live_relocs(&self) -> Vec<LiveRelocs<'d>> {
        let mut found = Vec::new();
        for header in self.table.iter() {
            let section = self.table.section_name(self.endian, header).unwrap_or_default();
            let is_marked = is_marked(header, self.endian);
            if !is_marked && !section.starts_with(b".klp.rela.") {
                continue;
            }
            let symbols = if header.sh_type(self.endian) == SHT_RELA {
                header.rela(self.endian, self.bytes).map_err(|error| error.to_string())
            } else {
                Err("is no section of relocations with addend (SHT_RELA)".to_owned())
            };
            let symbols = symbols.map(|table| {
                let rows = table.map_or(&[][..], |table| table.0).iter();
                let mut symbols: Vec<_> = rows.map(|row| row.r_sym(self.endian, false)).collect();
                symbols.sort_unstable();
                symbols.dedup();
                symbols
            });
            found.push(LiveRelocs { section, is_marked, symbols });
        }
        found
    }
}
