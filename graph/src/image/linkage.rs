//! Procedure linkage: which function the slot of a global offset table stands for,
//! from the dynamic relocations of a linked file.

use object::SymbolIndex;
use object::elf::{
    R_X86_64_64, R_X86_64_GLOB_DAT, R_X86_64_IRELATIVE, R_X86_64_JUMP_SLOT, R_X86_64_RELATIVE,
    SHF_ALLOC, SHT_RELA,
};
use object::read::elf::{SectionHeader as _, Sym as _};

use super::elf::Image;

impl<'d> Image<'d> {
    /// Slot address and symbol name, sorted by address. Only x86-64: other machines
    /// have no code reader that would ask.
    pub(crate) fn linkage_slots(&self) -> Vec<(u64, &'d [u8])> {
        let mut slots = Vec::new();
        for (_, header) in self.table.enumerate().filter(|(_, header)| {
            header.sh_type(self.endian) == SHT_RELA
                && header.sh_flags(self.endian).0 & SHF_ALLOC.0 != 0
        }) {
            let Ok(Some((relas, link))) = header.rela(self.endian, self.bytes) else { continue };
            let Ok(symbols) = self.table.symbol_table_by_index(self.endian, self.bytes, link)
            else {
                continue;
            };
            for rela in relas {
                let kind = rela.r_type(self.endian, false);
                if kind != R_X86_64_JUMP_SLOT && kind != R_X86_64_GLOB_DAT {
                    continue;
                }
                let index = SymbolIndex(rela.r_sym(self.endian, false) as usize);
                if let Ok(symbol) = symbols.symbol(index)
                    && let Ok(name) = symbol.name(self.endian, symbols.strings())
                {
                    slots.push((rela.r_offset.get(self.endian), name));
                }
            }
        }
        slots.sort_unstable();
        slots
    }

    /// Where the dynamic linker stores an address of this object, and which: the
    /// pointers of a program that may be loaded anywhere. Sorted. Only x86-64.
    pub(crate) fn dynamic_pointers(&self) -> Vec<(u64, u64)> {
        let mut pointers = Vec::new();
        for (_, header) in self.table.enumerate().filter(|(_, header)| {
            header.sh_type(self.endian) == SHT_RELA
                && header.sh_flags(self.endian).0 & SHF_ALLOC.0 != 0
        }) {
            let Ok(Some((relas, link))) = header.rela(self.endian, self.bytes) else { continue };
            let symbols = self.table.symbol_table_by_index(self.endian, self.bytes, link).ok();
            for rela in relas {
                let at = rela.r_offset.get(self.endian);
                let addend = rela.r_addend.get(self.endian) as u64;
                let index = SymbolIndex(rela.r_sym(self.endian, false) as usize);
                let value = || {
                    let symbol = symbols.as_ref()?.symbol(index).ok()?;
                    let defined = !symbol.is_undefined(self.endian);
                    defined.then(|| symbol.st_value(self.endian))
                };
                let pointer = match rela.r_type(self.endian, false) {
                    R_X86_64_RELATIVE | R_X86_64_IRELATIVE => Some(addend),
                    R_X86_64_64 => value().map(|value| value.wrapping_add(addend)),
                    R_X86_64_GLOB_DAT => value(),
                    _ => None,
                };
                pointers.extend(pointer.map(|pointer| (at, pointer)));
            }
        }
        pointers.sort_unstable();
        pointers
    }

    /// The linkage stubs, each with its address and bytes.
    pub(crate) fn linkage_stubs(&self) -> impl Iterator<Item = (u64, &'d [u8])> + '_ {
        self.sections
            .iter()
            .filter(|section| section.executable && is_linkage(&section.name))
            .flat_map(|section| {
                let stubs = section.bytes.chunks_exact(section.entry_size.clamp(8, 64));
                stubs.scan(section.address, |address, stub| {
                    let at = *address;
                    *address = at.checked_add(stub.len() as u64)?;
                    Some((at, stub))
                })
            })
    }
}

/// `.plt`, and its kin: `.plt.sec` (IBT), `.plt.got`, `.iplt`.
pub(crate) fn is_linkage(section: &str) -> bool {
    section == ".plt" || section.starts_with(".plt.") || section == ".iplt"
}
