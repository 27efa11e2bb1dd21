//! The peer and yardstick: a bare gimli walk over every DIE of every unit, attributes
//! skipped, units shared out among rayon's threads.

#![expect(clippy::expect_used, reason = "a peer stops at the first thing it cannot read")]

use gimli::{DebugAbbrevOffset, DwTag, EndianSlice, RunTimeEndian, UnitHeader, constants as dw};
use goblin::container::Ctx;
use goblin::elf::{Elf, RelocSection, SectionHeader};
use rayon::prelude::*;

/// Number of DIEs, by kind; unit DIEs are not among `dies`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// All below the unit DIEs.
    pub dies: u64,
    /// `DW_TAG_subprogram`.
    pub subprograms: u64,
    /// `DW_TAG_inlined_subroutine`.
    pub inlined: u64,
    /// `DW_TAG_call_site` and `DW_TAG_GNU_call_site`.
    pub call_sites: u64,
}

/// Counts the DIEs of a file; `None` without DWARF, if its sections are compressed, or if
/// there are several of one name.
pub fn count(bytes: &[u8]) -> Option<Count> {
    let file = File::parse(bytes)?;
    let dwarf = file.dwarf()?;
    let mut headers = Vec::new();
    let mut units = dwarf.units();
    while let Some(header) = units.next().expect("a unit header") {
        headers.push(header);
    }
    let walks = headers.into_par_iter().map(|header| walk(&file, &dwarf, header));
    Some(walks.reduce(Count::default, add))
}

/// The DWARF of a linked file; `None` without, or if its sections are compressed.
pub fn dwarf(bytes: &[u8]) -> Option<gimli::Dwarf<Slice<'_>>> {
    File::parse(bytes)?.dwarf()
}

/// What gimli reads here.
pub type Slice<'d> = EndianSlice<'d, RunTimeEndian>;

/// Sections of an ELF file.
struct File<'d> {
    bytes: &'d [u8],
    endian: RunTimeEndian,
    context: Ctx,
    sections: Vec<SectionHeader>,
    /// Index of the one with the names.
    names: usize,
    relocatable: bool,
}

impl<'d> File<'d> {
    fn parse(bytes: &'d [u8]) -> Option<Self> {
        let header = Elf::parse_header(bytes).ok()?;
        let context = Ctx::new(header.container().ok()?, header.endianness().ok()?);
        let (at, count) = (header.e_shoff as usize, header.e_shnum.into());
        let sections = SectionHeader::parse(bytes, at, count, context).ok()?;
        let endian =
            if context.is_little_endian() { RunTimeEndian::Little } else { RunTimeEndian::Big };
        let names = header.e_shstrndx.into();
        let relocatable = header.e_type == goblin::elf::header::ET_REL;
        Some(Self { bytes, endian, context, sections, names, relocatable })
    }

    /// The section of a name, the first of several.
    fn section(&self, wanted: &str) -> Option<&SectionHeader> {
        self.sections_of(wanted).next()
    }

    fn sections_of(&self, wanted: &str) -> impl Iterator<Item = &SectionHeader> {
        let names = &self.bytes[self.sections[self.names].sh_offset as usize..];
        self.sections.iter().filter(move |section| {
            let rest = names[section.sh_name..].strip_prefix(wanted.as_bytes());
            rest.is_some_and(|rest| rest.first() == Some(&0))
        })
    }

    fn dwarf(&self) -> Option<gimli::Dwarf<Slice<'d>>> {
        const SHF_COMPRESSED: u64 = 0x800;
        // Type units of an object lie in sections of their own, which this walk does not join.
        let is_one = self.sections_of(".debug_info").count() == 1;
        if !is_one || self.section(".debug_info")?.sh_flags & SHF_COMPRESSED != 0 {
            return None;
        }
        let sections = gimli::DwarfSections::load(|id| {
            let range = self.section(id.name()).and_then(SectionHeader::file_range);
            Ok::<_, ()>(range.map_or(&[][..], |range| &self.bytes[range]))
        });
        Some(sections.ok()?.borrow(|section| EndianSlice::new(section, self.endian)))
    }

    /// Where a unit's abbreviations begin. In a file that is not linked this alone of all
    /// that a walk reads is left to a relocation (`R_X86_64_32`, section symbol and addend):
    /// they are sorted, so that a search finds it.
    fn abbreviations(&self, header: &UnitHeader<Slice<'d>>) -> DebugAbbrevOffset {
        let written = header.debug_abbrev_offset();
        let relocations = self.section(".rela.debug_info").filter(|_| self.relocatable);
        let Some(relocations) = relocations else { return written };
        // DWARF 5, section 7.5.1: length, version, unit type, address size; before: length
        // and version.
        let before = if header.version() >= 5 { 4 } else { 2 };
        let begin = header.debug_info_offset().expect("in .debug_info").0;
        let field = (begin + usize::from(header.format().initial_length_size()) + before) as u64;
        let (at, size) = (relocations.sh_offset as usize, relocations.sh_size as usize);
        let table = RelocSection::parse(self.bytes, at, size, true, self.context);
        let table = table.expect("relocations");
        let (mut low, mut high) = (0, table.len());
        while low < high {
            let middle = low.midpoint(high);
            if table.get(middle).expect("a relocation").r_offset < field {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        match table.get(low).filter(|reloc| reloc.r_offset == field) {
            Some(reloc) => DebugAbbrevOffset(reloc.r_addend.unwrap_or(0) as usize),
            None => written,
        }
    }
}

fn walk(file: &File<'_>, dwarf: &gimli::Dwarf<Slice<'_>>, header: UnitHeader<Slice<'_>>) -> Count {
    let at = file.abbreviations(&header);
    let abbreviations = dwarf.debug_abbrev.abbreviations(at).expect("abbreviations");
    let mut entries = header.entries_raw(&abbreviations, None).expect("DIEs");
    let mut count = Count::default();
    while !entries.is_empty() {
        let below = entries.next_depth() > 0;
        let Some(abbreviation) = entries.read_abbreviation().expect("an abbreviation") else {
            continue;
        };
        entries.skip_attributes(abbreviation.attributes()).expect("attributes");
        count = add(count, one(abbreviation.tag(), below));
    }
    count
}

fn one(tag: DwTag, below: bool) -> Count {
    Count {
        dies: u64::from(below),
        subprograms: u64::from(tag == dw::DW_TAG_subprogram),
        inlined: u64::from(tag == dw::DW_TAG_inlined_subroutine),
        call_sites: u64::from(matches!(tag, dw::DW_TAG_call_site | dw::DW_TAG_GNU_call_site)),
    }
}

fn add(a: Count, b: Count) -> Count {
    Count {
        dies: a.dies + b.dies,
        subprograms: a.subprograms + b.subprograms,
        inlined: a.inlined + b.inlined,
        call_sites: a.call_sites + b.call_sites,
    }
}
