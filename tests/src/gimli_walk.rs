//! The peer and yardstick: a bare gimli walk over every DIE of every unit, attributes
//! skipped, units shared out among rayon's threads.

#![expect(clippy::expect_used, reason = "a peer stops at the first thing it cannot read")]

use gimli::{DwTag, EndianSlice, RunTimeEndian, UnitHeader, constants as dw};
use goblin::elf::Elf;
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

/// Counts the DIEs of a linked file without compressed sections; `None` for others.
pub fn count(bytes: &[u8]) -> Option<Count> {
    const SHF_COMPRESSED: u64 = 0x800;
    let header = Elf::parse_header(bytes).ok()?;
    let context = goblin::container::Ctx::new(header.container().ok()?, header.endianness().ok()?);
    let sections = goblin::elf::SectionHeader::parse(
        bytes,
        header.e_shoff as usize,
        header.e_shnum.into(),
        context,
    )
    .ok()?;
    let names = &sections[header.e_shstrndx as usize];
    let name = |at: usize| {
        let text = &bytes[names.sh_offset as usize..][at..];
        &text[..text.iter().position(|&byte| byte == 0).unwrap_or(0)]
    };
    let named =
        |wanted: &str| sections.iter().find(|section| name(section.sh_name) == wanted.as_bytes());
    let info = named(".debug_info")?;
    if header.e_type == goblin::elf::header::ET_REL || info.sh_flags & SHF_COMPRESSED != 0 {
        return None;
    }
    let endian =
        if context.is_little_endian() { RunTimeEndian::Little } else { RunTimeEndian::Big };
    let sections = gimli::DwarfSections::load(|id| {
        let range = named(id.name()).and_then(goblin::elf::SectionHeader::file_range);
        Ok::<_, ()>(range.map_or(&[][..], |range| &bytes[range]))
    });
    let dwarf = sections.ok()?.borrow(|section| EndianSlice::new(section, endian));
    let mut headers = Vec::new();
    let mut units = dwarf.units();
    while let Some(header) = units.next().expect("a unit header") {
        headers.push(header);
    }
    Some(headers.into_par_iter().map(|header| walk(&dwarf, header)).reduce(Count::default, add))
}

type Slice<'d> = EndianSlice<'d, RunTimeEndian>;

fn walk(dwarf: &gimli::Dwarf<Slice<'_>>, header: UnitHeader<Slice<'_>>) -> Count {
    let abbreviations = dwarf.abbreviations(&header).expect("abbreviations");
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
