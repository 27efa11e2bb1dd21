//! `Image`: header and section table. Sections of an ET_REL file get addresses here.

use std::borrow::Cow;
use std::collections::HashMap;

use object::elf::{
    ET_DYN, ET_EXEC, ET_REL, FileHeader64, SHF_ALLOC, SHF_COMPRESSED, SHF_EXECINSTR, SHF_WRITE,
    SHT_CREL, SHT_NOTE, SHT_NULL, SHT_REL, SHT_RELA, SectionHeader64,
};
use object::read::elf::{FileHeader as _, SectionHeader as _, SectionTable};
use object::{Endianness, SectionIndex};

use super::{compressed, identity, live};
use crate::error::ErrorKind;

pub(super) type Header = FileHeader64<Endianness>;

/// Distance kept between the sections of an ET_REL file, so that the end of one
/// is not taken for the begin of the next.
const GAP: u64 = 0x100;

/// `e_type` of the ELF header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ElfKind {
    /// ET_EXEC.
    Executable,
    /// ET_DYN.
    Dynamic,
    /// ET_REL.
    Relocatable,
}

/// One ELF file. Section contents are read on demand.
pub(crate) struct Image<'d> {
    pub(crate) kind: ElfKind,
    pub(crate) machine: u16,
    pub(crate) big_endian: bool,
    pub(crate) sections: Vec<Section<'d>>,
    /// Indices of the sections that have addresses, sorted by address.
    loaded: Vec<usize>,
    pub(super) endian: Endianness,
    pub(super) bytes: &'d [u8],
    pub(super) table: SectionTable<'d, Header>,
}

/// One section header, checked against the file.
pub(crate) struct Section<'d> {
    pub(crate) name: String,
    /// `sh_addr`; in an ET_REL file the address klpscope gave it: for a debug section the
    /// size of those of its name before it, as type units have sections of their own.
    pub(crate) address: u64,
    pub(crate) size: u64,
    pub(crate) file_offset: u64,
    pub(crate) alloc: bool,
    pub(crate) executable: bool,
    pub(crate) writable: bool,
    /// Bytes in the file, as they stand there; empty for `SHT_NOBITS`.
    pub(crate) bytes: &'d [u8],
    /// Set if the header leads outside the file: the section cannot be read.
    pub(crate) damage: Option<String>,
    /// `sh_entsize` in bytes, 16 where the header says nothing.
    pub(super) entry_size: usize,
    /// The section that relocates this one.
    pub(super) relocations: Option<&'d SectionHeader64<Endianness>>,
    compressed: bool,
    note: bool,
}

impl Section<'_> {
    /// True for `SHT_NOTE`.
    pub(super) fn is_note(&self) -> bool {
        self.note
    }
}

impl<'d> Image<'d> {
    /// Reads the header and the section table.
    pub(crate) fn parse(bytes: &'d [u8]) -> Result<Self, ErrorKind> {
        identity::check(bytes)?;
        let fail = |error: object::Error| ErrorKind::Elf(error.to_string());
        let header = Header::parse(bytes).map_err(fail)?;
        let endian = header.endian().map_err(fail)?;
        let kind = match header.e_type(endian) {
            ET_EXEC => ElfKind::Executable,
            ET_DYN => ElfKind::Dynamic,
            ET_REL => ElfKind::Relocatable,
            other => {
                return Err(ErrorKind::Unsupported(format!("an ELF file of type {}", other.0)));
            }
        };
        let table = header.sections(endian, bytes).map_err(fail)?;
        let mut sections: Vec<_> =
            table.iter().map(|section| read_section(section, &table, endian, bytes)).collect();
        for (index, header) in table.iter().enumerate() {
            if !is_relocation(header, endian) {
                continue;
            }
            if let Some(section) = sections.get_mut(header.sh_info(endian) as usize) {
                section.relocations = Some(header);
            } else if kind == ElfKind::Relocatable {
                sections[index].damage = Some("relocates a section that is not there".to_owned());
            }
        }
        let mut loaded: Vec<_> = (0..sections.len())
            .filter(|&index| sections[index].alloc && sections[index].size > 0)
            .collect();
        if kind == ElfKind::Relocatable {
            lay_out(&mut sections, &table, endian)?;
            tell_apart(&mut sections);
        }
        loaded.sort_by_key(|&index| (sections[index].address, sections[index].size));
        let mut image = Self {
            loaded,
            kind,
            machine: header.e_machine(endian).0,
            big_endian: endian == Endianness::Big,
            sections,
            endian,
            bytes,
            table,
        };
        for (index, damage) in image.code_reloc_damage() {
            image.sections[index].damage.get_or_insert(damage);
        }
        Ok(image)
    }

    /// The section of this name and its index.
    pub(crate) fn section(&self, name: &str) -> Option<(usize, &Section<'d>)> {
        self.sections.iter().enumerate().find(|(_, section)| section.name == name)
    }

    /// The loaded section that holds an address.
    pub(crate) fn section_at(&self, address: u64) -> Option<&Section<'d>> {
        let after = self.loaded.partition_point(|&index| self.sections[index].address <= address);
        let section = &self.sections[*self.loaded[..after].last()?];
        (address - section.address < section.size).then_some(section)
    }

    /// A debug section's contents: decompressed, and in an ET_REL file relocated.
    /// Empty if there is none. `name` begins with `.debug_`.
    pub(crate) fn debug_section(&self, name: &str) -> Result<Cow<'d, [u8]>, ErrorKind> {
        let old_name = name.replacen(".debug_", ".zdebug_", 1);
        let named = |wanted: &str| -> Vec<usize> {
            let sections = self.sections.iter().enumerate();
            sections.filter(|(_, section)| section.name == wanted).map(|(index, _)| index).collect()
        };
        let mut parts = named(name);
        if parts.is_empty() {
            parts = named(&old_name);
        }
        let Some((&first, rest)) = parts.split_first() else { return Ok(Cow::Borrowed(&[])) };
        let mut contents = self.debug_part(first)?;
        for &index in rest {
            let section = &self.sections[index];
            if self.kind != ElfKind::Relocatable || section.address != contents.len() as u64 {
                return Err(ErrorKind::Section {
                    section: section.name.clone(),
                    offset: section.file_offset,
                    problem: "stands there more than once".to_owned(),
                });
            }
            contents.to_mut().extend_from_slice(&self.debug_part(index)?);
        }
        Ok(contents)
    }

    /// The contents of one of the sections of a name.
    fn debug_part(&self, index: usize) -> Result<Cow<'d, [u8]>, ErrorKind> {
        let section = &self.sections[index];
        let fail = |problem| ErrorKind::Section {
            section: section.name.clone(),
            offset: section.file_offset,
            problem,
        };
        if let Some(damage) = &section.damage {
            return Err(fail(damage.clone()));
        }
        let contents = if section.compressed {
            Cow::Owned(compressed::decompress(section.bytes, self.endian).map_err(fail)?)
        } else if section.name.starts_with(".zdebug_") {
            Cow::Owned(compressed::decompress_gnu(section.bytes).map_err(fail)?)
        } else {
            Cow::Borrowed(section.bytes)
        };
        if self.kind == ElfKind::Relocatable {
            self.relocate(index, contents).map_err(fail)
        } else {
            Ok(contents)
        }
    }

    /// The GNU build-id, from any note section.
    pub(crate) fn build_id(&self) -> Option<String> {
        let notes = self.sections.iter().filter(|section| section.note);
        notes.filter_map(|section| identity::build_id(section.bytes, self.big_endian)).next()
    }

    /// File name and CRC-32 of the separate debug file.
    pub(crate) fn debuglink(&self) -> Option<(String, u32)> {
        let (_, section) = self.section(".gnu_debuglink")?;
        identity::debuglink(section.bytes, self.big_endian)
    }

    /// True unless the code of an executable section is in another file: in a separate
    /// debug file they are `SHT_NOBITS`.
    pub(crate) fn has_code(&self) -> bool {
        let mut code =
            self.sections.iter().filter(|section| section.executable && section.size > 0);
        code.all(|section| section.damage.is_some() || !section.bytes.is_empty())
    }

    /// True if there is DWARF in this file.
    pub(crate) fn has_dwarf(&self) -> bool {
        [".debug_info", ".zdebug_info"].iter().any(|name| {
            self.section(name)
                .is_some_and(|(_, section)| section.size > 0 && !section.bytes.is_empty())
        })
    }
}

/// True for a table of relocations of one section, not the dynamic linker's, nor what the
/// kernel links when a live patch is loaded.
fn is_relocation(header: &SectionHeader64<Endianness>, endian: Endianness) -> bool {
    let loaded = header.sh_flags(endian).0 & SHF_ALLOC.0 != 0;
    let live = live::is_marked(header, endian);
    !loaded && !live && matches!(header.sh_type(endian), SHT_RELA | SHT_REL | SHT_CREL)
}

fn read_section<'d>(
    header: &SectionHeader64<Endianness>,
    table: &SectionTable<'d, Header>,
    endian: Endianness,
    bytes: &'d [u8],
) -> Section<'d> {
    let name = table.section_name(endian, header).unwrap_or_default();
    let kind = header.sh_type(endian);
    let data = header.data(endian, bytes);
    let flags = header.sh_flags(endian);
    Section {
        name: String::from_utf8_lossy(name).into_owned(),
        address: header.sh_addr(endian),
        size: header.sh_size(endian),
        file_offset: header.sh_offset(endian),
        alloc: flags.0 & SHF_ALLOC.0 != 0 && kind != SHT_NULL,
        executable: flags.0 & SHF_EXECINSTR.0 != 0,
        writable: flags.0 & SHF_WRITE.0 != 0,
        bytes: data.unwrap_or_default(),
        damage: data.is_err().then(|| "reaches beyond the end of the file".to_owned()),
        entry_size: match header.sh_entsize(endian) {
            0 => 16,
            size => usize::try_from(size).unwrap_or(usize::MAX),
        },
        relocations: None,
        compressed: flags.0 & SHF_COMPRESSED.0 != 0,
        note: kind == SHT_NOTE,
    }
}

/// Gives the allocated sections of an ET_REL file addresses, in the order of their
/// headers, from a base that no unrelocated zero can be mistaken for.
fn lay_out(
    sections: &mut [Section<'_>],
    table: &SectionTable<'_, Header>,
    endian: Endianness,
) -> Result<(), ErrorKind> {
    let mut next: u64 = 0x10_0000;
    let mut debug_sizes = HashMap::new();
    for (index, section) in sections.iter_mut().enumerate() {
        if !section.alloc {
            section.address = 0;
            if section.name.starts_with(".debug_") {
                let before: &mut u64 = debug_sizes.entry(section.name.clone()).or_default();
                section.address = *before;
                *before = before.saturating_add(match section.compressed {
                    true => compressed::claimed_size(section.bytes, endian),
                    false => section.size,
                });
            }
            continue;
        }
        let align =
            table.section(SectionIndex(index)).map_or(1, |header| header.sh_addralign(endian));
        let place = next.checked_next_multiple_of(align.clamp(16, 1 << 20));
        let end = place.and_then(|place| place.checked_add(section.size)?.checked_add(GAP));
        let (Some(place), Some(end)) = (place, end) else {
            return Err(ErrorKind::Elf(format!(
                "section {} claims {:#x} bytes",
                section.name, section.size
            )));
        };
        section.address = place;
        next = end;
    }
    Ok(())
}

/// Sections of one name (as in a link with -ffunction-sections and groups) get their index.
fn tell_apart(sections: &mut [Section<'_>]) {
    let mut count = HashMap::new();
    for section in sections.iter().filter(|section| section.executable) {
        *count.entry(section.name.clone()).or_insert(0_u32) += 1;
    }
    for (index, section) in
        sections.iter_mut().enumerate().filter(|(_, section)| section.executable)
    {
        if count[&section.name] > 1 {
            section.name = format!("{}#{index}", section.name);
        }
    }
}
