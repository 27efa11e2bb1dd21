//! Relocations. Applied to debug sections of an ET_REL file, and read as the targets
//! of its calls. Those that a linked file kept (`--emit-relocs`) are applied already:
//! applying them again would corrupt, so they are not touched.

use std::borrow::Cow;

use object::elf::{
    EM_AARCH64, EM_LOONGARCH, EM_PPC64, EM_RISCV, EM_S390, EM_X86_64, R_X86_64_GOTPCREL,
    R_X86_64_GOTPCRELX, R_X86_64_REX_GOTPCRELX, Rela64, SHT_CREL, SHT_REL,
};
use object::read::elf::{SectionHeader as _, Sym as _, SymbolTable};
use object::{Endianness, SymbolIndex};

use super::elf::{ElfKind, Header, Image};
use super::symbol::SymbolPlace;

/// Where the field of an instruction points, by its relocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RelocTarget<'d> {
    /// Symbol value plus addend: for a field relative to its own address, the
    /// distance from field to next instruction is still to be added.
    Address(u64),
    /// A function of another object.
    Undefined(&'d [u8]),
}

/// A relocation of a section that is loaded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoadedReloc<'d> {
    /// Address of the field.
    pub(crate) at: u64,
    pub(crate) target: RelocTarget<'d>,
    /// True if the field leads to a slot that holds the target's address
    /// (`R_X86_64_GOTPCREL` and its kin; asked of x86-64 only).
    pub(crate) slot: bool,
}

/// Relocations of executable sections, sorted by the address of the field.
#[derive(Default)]
pub(crate) struct CodeRelocs<'d> {
    rows: Vec<(u64, RelocTarget<'d>)>,
}

impl<'d> CodeRelocs<'d> {
    /// The relocation of the field at `address`.
    pub(crate) fn at(&self, address: u64) -> Option<RelocTarget<'d>> {
        let found = self.rows.binary_search_by_key(&address, |row| row.0).ok()?;
        Some(self.rows[found].1)
    }

    /// The functions of other objects that are named, each once or more.
    pub(crate) fn undefined(&self) -> impl Iterator<Item = &'d [u8]> + '_ {
        self.rows.iter().filter_map(|row| match row.1 {
            RelocTarget::Undefined(name) => Some(name),
            RelocTarget::Address(_) => None,
        })
    }
}

impl<'d> Image<'d> {
    /// The relocations of executable sections of an ET_REL file; none of any other.
    pub(crate) fn code_relocs(&self) -> CodeRelocs<'d> {
        if self.kind != ElfKind::Relocatable {
            return CodeRelocs::default();
        }
        let Some(symbols) = self.symbol_table() else { return CodeRelocs::default() };
        let mut rows = Vec::new();
        for (index, section) in self.sections.iter().enumerate().filter(|(_, s)| s.executable) {
            for rela in self.relas_of(index).unwrap_or_default() {
                if let Ok(target) = self.target(&symbols, rela) {
                    rows.push((
                        section.address.wrapping_add(rela.r_offset.get(self.endian)),
                        target,
                    ));
                }
            }
        }
        rows.sort_by_key(|row| row.0);
        CodeRelocs { rows }
    }

    /// The relocations of the loaded sections of an ET_REL file that `wanted` takes by
    /// name, sorted; none of any other file.
    pub(crate) fn loaded_relocs(&self, wanted: impl Fn(&str) -> bool) -> Vec<LoadedReloc<'d>> {
        let mut rows = Vec::new();
        let Some(symbols) = self.symbol_table() else { return rows };
        let sections = self.sections.iter().enumerate().filter(|(_, section)| section.alloc);
        for (index, section) in sections.filter(|_| self.kind == ElfKind::Relocatable) {
            if !wanted(&section.name) {
                continue;
            }
            for rela in self.relas_of(index).unwrap_or_default() {
                let at = section.address.wrapping_add(rela.r_offset.get(self.endian));
                let kind = rela.r_type(self.endian, false);
                let slot =
                    matches!(kind, R_X86_64_GOTPCREL | R_X86_64_GOTPCRELX | R_X86_64_REX_GOTPCRELX);
                let target = self.target(&symbols, rela).ok();
                rows.extend(target.map(|target| LoadedReloc { at, target, slot }));
            }
        }
        rows.sort_by_key(|row| row.at);
        rows
    }

    /// The executable sections of an ET_REL file whose relocations cannot all be read:
    /// where their calls lead is then unknown.
    pub(super) fn code_reloc_damage(&self) -> Vec<(usize, String)> {
        let code = self.sections.iter().enumerate().filter(|(_, section)| section.executable);
        let code = code.filter(|_| self.kind == ElfKind::Relocatable).map(|(index, _)| index);
        let symbols = self.symbol_table();
        let problem = |index: usize| -> Result<(), String> {
            let relas = self.relas_of(index)?;
            match &symbols {
                Some(symbols) => {
                    relas.iter().try_for_each(|rela| self.target(symbols, rela).map(drop))
                }
                None if relas.is_empty() => Ok(()),
                None => Err("has relocations, but the file has no symbols".to_owned()),
            }
        };
        code.filter_map(|index| Some((index, problem(index).err()?))).collect()
    }

    /// Offset and target of each field of a section that a relocation fills in, sorted;
    /// `None` for a target that cannot be told.
    pub(super) fn fields_of(
        &self,
        section: usize,
    ) -> Result<Vec<(u64, Option<RelocTarget<'d>>)>, String> {
        let relas = self.relas_of(section)?;
        let Some(symbols) = self.symbol_table().filter(|_| !relas.is_empty()) else {
            return Ok(Vec::new());
        };
        // Type 0 is `R_*_NONE` everywhere.
        let relas = relas.iter().filter(|rela| rela.r_type(self.endian, false).0 != 0);
        let mut fields: Vec<_> = relas
            .map(|rela| (rela.r_offset.get(self.endian), self.target(&symbols, rela).ok()))
            .collect();
        fields.sort_by_key(|field| field.0);
        Ok(fields)
    }

    /// Applies the absolute relocations of a debug section.
    pub(super) fn relocate(
        &self,
        index: usize,
        contents: Cow<'d, [u8]>,
    ) -> Result<Cow<'d, [u8]>, String> {
        let relas = self.relas_of(index)?;
        if relas.is_empty() {
            return Ok(contents);
        }
        let symbols = self.symbol_table().ok_or("has relocations, but the file has no symbols")?;
        let mut bytes = contents.into_owned();
        for rela in relas {
            let offset = rela.r_offset.get(self.endian);
            let kind = rela.r_type(self.endian, false).0;
            let width = match absolute_width(self.machine, kind) {
                Some(0) => continue,
                Some(width) => width,
                None => {
                    return Err(format!("relocation type {kind} at offset {offset:#x} is unknown"));
                }
            };
            // A symbol of another object has no value here; zero marks its absence.
            let value = match self.target(&symbols, rela)? {
                RelocTarget::Address(value) => value,
                RelocTarget::Undefined(_) => 0,
            };
            let field = usize::try_from(offset)
                .ok()
                .and_then(|at| bytes.get_mut(at..at.checked_add(width)?));
            let field =
                field.ok_or_else(|| format!("relocation at offset {offset:#x} lies outside"))?;
            if self.big_endian {
                field.copy_from_slice(&value.to_be_bytes()[8 - width..]);
            } else {
                field.copy_from_slice(&value.to_le_bytes()[..width]);
            }
        }
        Ok(Cow::Owned(bytes))
    }

    /// The relocations of a section.
    fn relas_of(&self, section: usize) -> Result<&'d [Rela64<Endianness>], String> {
        let Some(header) = self.sections[section].relocations else { return Ok(&[]) };
        match header.sh_type(self.endian) {
            SHT_REL => return Err("has relocations without addend (SHT_REL)".to_owned()),
            SHT_CREL => return Err("has compact relocations (SHT_CREL), not read".to_owned()),
            _ => {}
        }
        let table = header.rela(self.endian, self.bytes).map_err(|error| error.to_string())?;
        Ok(table.map_or(&[], |table| table.0))
    }

    fn target(
        &self,
        symbols: &SymbolTable<'d, Header>,
        rela: &Rela64<Endianness>,
    ) -> Result<RelocTarget<'d>, String> {
        let kind = rela.r_type(self.endian, false).0;
        if !is_known(self.machine, kind) {
            let offset = rela.r_offset.get(self.endian);
            return Err(format!("relocation type {kind} at offset {offset:#x} is unknown"));
        }
        let index = SymbolIndex(rela.r_sym(self.endian, false) as usize);
        let addend = rela.r_addend.get(self.endian) as u64;
        if index.0 == 0 {
            return Ok(RelocTarget::Address(addend));
        }
        let symbol = symbols
            .symbol(index)
            .map_err(|_| format!("relocation names symbol {}, which is not there", index.0))?;
        match self.place_of(symbols, index, symbol) {
            SymbolPlace::Undefined | SymbolPlace::LivePatch => Ok(RelocTarget::Undefined(
                symbol.name(self.endian, symbols.strings()).unwrap_or_default(),
            )),
            place => {
                let value = symbol.st_value(self.endian).wrapping_add(self.base_of(place));
                Ok(RelocTarget::Address(value.wrapping_add(addend)))
            }
        }
    }
}

/// False for a type that the psABI of the machine does not have: where its field leads, nobody
/// can tell. Of other machines no code is decoded.
fn is_known(machine: u16, kind: u32) -> bool {
    match object::elf::Machine(machine) {
        EM_X86_64 => kind <= 51,
        EM_AARCH64 => kind == 0 || (256..=573).contains(&kind) || (1024..=1032).contains(&kind),
        EM_S390 => kind <= 66,
        EM_PPC64 => kind <= 255,
        EM_RISCV => kind <= 65 || (191..=255).contains(&kind),
        EM_LOONGARCH => kind <= 139,
        _ => true,
    }
}

/// Width in bytes of a relocation that stores an address, by machine and type:
/// the `R_*_64` and `R_*_32` of each psABI; 0 for `R_*_NONE`, and for the offsets of
/// thread-local variables (`R_*_DTPOFF*`, `R_*_DTPREL*`), which only location expressions hold.
fn absolute_width(machine: u16, kind: u32) -> Option<usize> {
    let (wide, narrow, ignored): (u32, &[u32], &[u32]) = match object::elf::Machine(machine) {
        EM_X86_64 => (1, &[10, 11], &[17, 21]),
        EM_AARCH64 => (257, &[258], &[1029]),
        EM_S390 => (22, &[4], &[52, 53]),
        EM_PPC64 => (38, &[1], &[78]),
        EM_RISCV | EM_LOONGARCH => (2, &[1], &[8, 9]),
        _ => return None,
    };
    match kind {
        0 => Some(0),
        _ if ignored.contains(&kind) => Some(0),
        _ if kind == wide => Some(8),
        _ if narrow.contains(&kind) => Some(4),
        _ => None,
    }
}
