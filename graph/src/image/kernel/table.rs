//! Tables of addresses: the fields of a section, or of the part of it between two
//! markers, each as the place it leads to. In an ET_REL file a field is what its
//! relocation says; in a linked file its contents, absolute or relative to itself.

use object::elf::{
    EM_AARCH64, EM_LOONGARCH, EM_PPC64, EM_RISCV, EM_S390, EM_X86_64, SHF_ALLOC, SHT_RELA,
};
use object::read::elf::SectionHeader as _;

use super::super::elf::{ElfKind, Image};
use super::super::reloc::RelocTarget;
use crate::notice::Notice;

/// How a field of a linked file holds an address. (In an ET_REL file its relocation
/// says all.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    /// 4 bytes, relative to the field (`CONFIG_HAVE_ARCH_PREL32_RELOCATIONS`).
    Relative4,
    /// 8 bytes, relative to the field.
    Relative8,
    /// 8 bytes.
    Absolute8,
}

impl Width {
    fn bytes(self) -> usize {
        match self {
            Self::Relative4 => 4,
            Self::Relative8 | Self::Absolute8 => 8,
        }
    }
}

/// One table in one section.
pub(crate) struct Table<'d> {
    /// Name of the section it lies in.
    pub(crate) section: String,
    /// Address of its first byte.
    pub(crate) address: u64,
    /// Offset of its first byte in the section.
    offset: usize,
    bytes: &'d [u8],
    big_endian: bool,
    source: Source<'d>,
}

/// Where the fields' values come from.
enum Source<'d> {
    Contents {
        /// Addresses and values that the kernel's own relocation fills in at boot
        /// (`R_*_RELATIVE` of a position-independent kernel), sorted.
        at_boot: Vec<(u64, u64)>,
    },
    /// By offset in the section, sorted.
    Relocations(Vec<(u64, Option<RelocTarget<'d>>)>),
}

impl<'d> Table<'d> {
    /// All sections of a name, each as a table. Those that cannot be read are noticed.
    pub(super) fn sections(
        image: &Image<'d>,
        is_it: impl Fn(&str) -> bool,
        notices: &mut Vec<Notice>,
    ) -> Vec<Self> {
        let sections = image.sections.iter().enumerate().filter(|(_, section)| {
            section.alloc && section.size > 0 && section.damage.is_none() && is_it(&section.name)
        });
        sections
            .filter_map(|(index, section)| Self::new(image, index, 0, section.size, notices))
            .collect()
    }

    /// All loaded sections that have contents, sorted by address. Those that cannot be read
    /// are noticed.
    pub(crate) fn all(image: &Image<'d>, notices: &mut Vec<Notice>) -> Vec<Self> {
        let mut tables = Self::sections(image, |_| true, notices);
        tables.sort_by_key(|table| table.address);
        tables
    }

    /// The table between two addresses of a linked file. Empty if they are the same.
    pub(super) fn between(
        image: &Image<'d>,
        (begin, end): (u64, u64),
        what: &str,
        notices: &mut Vec<Notice>,
    ) -> Vec<Self> {
        if begin == end {
            return Vec::new();
        }
        let holds = |section: &super::super::elf::Section<'_>| {
            let until = section.address.checked_add(section.size);
            section.alloc && section.address <= begin && until.is_some_and(|until| end <= until)
        };
        let found = image.sections.iter().enumerate().find(|(_, section)| holds(section));
        let Some((index, section)) = found else {
            let text = format!("{begin:#x} to {end:#x} is in no section: {what} is unknown");
            notices.push(Notice::incomplete(what, text));
            return Vec::new();
        };
        let offset = begin - section.address;
        Self::new(image, index, offset, end - begin, notices).into_iter().collect()
    }

    fn new(
        image: &Image<'d>,
        index: usize,
        offset: u64,
        size: u64,
        notices: &mut Vec<Notice>,
    ) -> Option<Self> {
        let section = &image.sections[index];
        // The contents of a separate debug file are elsewhere; that is said once, for all.
        if section.bytes.is_empty() {
            return None;
        }
        let bounds = usize::try_from(offset).ok().zip(usize::try_from(size).ok());
        let (offset, size) = bounds?;
        let bytes = section.bytes.get(offset..offset.checked_add(size)?)?;
        let address = section.address.wrapping_add(offset as u64);
        let source = if image.kind == ElfKind::Relocatable {
            match image.fields_of(index) {
                Ok(fields) => Source::Relocations(fields),
                Err(problem) => {
                    let place = format!("section {}", section.name);
                    notices.push(Notice::incomplete(place, format!("{problem}: it is not read")));
                    return None;
                }
            }
        } else {
            let end = address.wrapping_add(size as u64);
            Source::Contents { at_boot: image.filled_in_at_boot(address, end) }
        };
        let big_endian = image.big_endian;
        Some(Self { section: section.name.clone(), address, offset, bytes, big_endian, source })
    }

    /// Bytes.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The offsets of whole entries of `stride` bytes; a rest is noticed.
    pub(crate) fn entries(
        &self,
        stride: usize,
        notices: &mut Vec<Notice>,
    ) -> impl Iterator<Item = usize> + use<'d> {
        let (whole, stride) = (self.len() / stride.max(1), stride.max(1));
        if !self.len().is_multiple_of(stride) {
            let text = format!(
                "ends within an entry of {stride} bytes: {} bytes are not read",
                self.len() % stride
            );
            notices.push(self.notice(whole * stride, text));
        }
        (0..whole).map(move |entry| entry * stride)
    }

    /// Where the field at an offset of the table leads; `None` for an empty one, and for
    /// one that cannot be read.
    pub(crate) fn field(&self, offset: usize, width: Width) -> Option<RelocTarget<'d>> {
        match &self.source {
            Source::Relocations(fields) => {
                let at = (self.offset + offset) as u64;
                let found = fields.binary_search_by_key(&at, |field| field.0).ok()?;
                fields[found].1
            }
            Source::Contents { at_boot } => {
                let place = self.address.wrapping_add(offset as u64);
                let value = self.value(offset, width)?;
                let value = match (width, value) {
                    (Width::Absolute8, 0) => {
                        let found = at_boot.binary_search_by_key(&place, |row| row.0).ok()?;
                        at_boot[found].1
                    }
                    (_, 0) => return None,
                    (Width::Absolute8, value) => value,
                    (_, value) => place.wrapping_add(value),
                };
                // Per-CPU variables of x86 begin at address 0.
                Some(RelocTarget::Address(value))
            }
        }
    }

    /// As [`Self::field`], for what is defined in this object.
    pub(super) fn address(&self, offset: usize, width: Width) -> Option<u64> {
        match self.field(offset, width)? {
            RelocTarget::Address(address) => Some(address),
            RelocTarget::Undefined(_) => None,
        }
    }

    /// Whether the field has a relocation that cannot be followed.
    pub(crate) fn is_damaged(&self, offset: usize) -> bool {
        let Source::Relocations(fields) = &self.source else { return false };
        let at = (self.offset + offset) as u64;
        let found = fields.binary_search_by_key(&at, |field| field.0);
        found.is_ok_and(|found| fields[found].1.is_none())
    }

    /// The number of `bytes` bytes, at most 8, at an offset; `None` outside of the table, and
    /// where a relocation puts something else.
    pub(crate) fn number(&self, offset: usize, bytes: usize) -> Option<u64> {
        let is_filled_in = match &self.source {
            Source::Relocations(fields) => {
                let at = (self.offset + offset) as u64;
                fields.binary_search_by_key(&at, |field| field.0).is_ok()
            }
            Source::Contents { .. } => false,
        };
        if is_filled_in { None } else { self.read(offset, bytes.min(8)) }
    }

    /// A notice about an offset of the table.
    pub(crate) fn notice(&self, offset: usize, text: impl Into<String>) -> Notice {
        let place = format!("section {}, offset {:#x}", self.section, self.offset + offset);
        Notice::incomplete(place, text)
    }

    /// The field's contents, sign-extended.
    fn value(&self, offset: usize, width: Width) -> Option<u64> {
        let value = self.read(offset, width.bytes())?;
        Some(if width == Width::Relative4 { value as u32 as i32 as i64 as u64 } else { value })
    }

    fn read(&self, offset: usize, bytes: usize) -> Option<u64> {
        let bytes = self.bytes.get(offset..offset.checked_add(bytes)?)?;
        let fold = |value: u64, byte: &u8| (value << 8) | u64::from(*byte);
        Some(match self.big_endian {
            true => bytes.iter().fold(0, fold),
            false => bytes.iter().rev().fold(0, fold),
        })
    }
}

impl<'d> Image<'d> {
    /// True for an address inside an executable section, or one past its end: the
    /// replacement of an alternative may be empty.
    pub(super) fn is_code(&self, address: u64) -> bool {
        let inside = |address| self.section_at(address).is_some_and(|section| section.executable);
        inside(address) || address.checked_sub(1).is_some_and(inside)
    }

    /// Addresses in `begin..end` and the values that `R_*_RELATIVE` puts there.
    fn filled_in_at_boot(&self, begin: u64, end: u64) -> Vec<(u64, u64)> {
        let mut found = Vec::new();
        let Some(relative) = relative_type(self.machine) else { return found };
        if self.kind != ElfKind::Dynamic {
            return found;
        }
        for header in self.table.iter() {
            let loaded = header.sh_flags(self.endian).0 & SHF_ALLOC.0 != 0;
            if !loaded || header.sh_type(self.endian) != SHT_RELA {
                continue;
            }
            let Ok(Some((relas, _))) = header.rela(self.endian, self.bytes) else { continue };
            let rows = relas.iter().filter(|rela| rela.r_type(self.endian, false).0 == relative);
            let rows = rows.map(|rela| {
                (rela.r_offset.get(self.endian), rela.r_addend.get(self.endian) as u64)
            });
            found.extend(rows.filter(|row| begin <= row.0 && row.0 < end));
        }
        found.sort_unstable();
        found
    }
}

/// `R_*_RELATIVE` of each psABI.
fn relative_type(machine: u16) -> Option<u32> {
    Some(match object::elf::Machine(machine) {
        EM_X86_64 => 8,
        EM_AARCH64 => 1027,
        EM_S390 => 12,
        EM_PPC64 => 22,
        EM_RISCV | EM_LOONGARCH => 3,
        _ => return None,
    })
}
