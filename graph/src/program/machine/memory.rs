//! The file's loaded sections as memory: bytes, pointers and relocations by address.

use std::collections::HashMap;
use std::sync::Arc;

use super::marks::Marks;
use crate::image::{ElfKind, Image, LoadedReloc, RelocTarget};
use crate::load::Bytes;

/// What is loaded, and what refers to what there.
#[derive(Debug)]
pub(super) struct Memory {
    file: Arc<Bytes>,
    pub(super) kind: ElfKind,
    /// Sorted by address.
    pub(super) sections: Vec<Section>,
    /// Relocations of an ET_REL file, sorted by field.
    pub(super) relocs: Vec<Reloc>,
    names: Vec<String>,
    /// Pointers that the dynamic linker stores: slot and value, sorted.
    pub(super) pointers: Vec<(u64, u64)>,
    /// Slots of symbols of other objects, sorted, by index of the name.
    slots: Vec<(u64, u32)>,
    /// What marks tables in a linked kernel.
    marks: Marks,
}

/// A loaded section.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) name: String,
    pub(super) address: u64,
    pub(super) size: u64,
    pub(super) executable: bool,
    pub(super) writable: bool,
    /// Where its bytes stand in the file.
    file: (usize, usize),
}

impl Section {
    /// True for a part of the global offset table.
    pub(super) fn is_got(&self) -> bool {
        self.name.starts_with(".got")
    }
}

/// A relocation and what it leads to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reloc {
    pub(super) at: u64,
    pub(super) target: Target,
    pub(super) slot: bool,
}

/// What a relocation leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Address(u64),
    /// A symbol of another object, by index of its name.
    Name(u32),
}

/// Tables whose relocations nobody here asks for, and which are long.
const UNREAD: [&str; 4] = [".orc_unwind", ".eh_frame", ".discard", ".debug"];

impl Memory {
    /// Reads the file's tables, and its `e_machine`. The file was read once already; if
    /// that fails now, nothing is loaded.
    pub(super) fn new(file: &Arc<Bytes>, marks: Marks) -> (Option<u16>, Self) {
        let mut memory = Self {
            file: Arc::clone(file),
            kind: ElfKind::Executable,
            sections: Vec::new(),
            relocs: Vec::new(),
            names: Vec::new(),
            pointers: Vec::new(),
            slots: Vec::new(),
            marks,
        };
        let Ok(image) = Image::parse(file) else { return (None, memory) };
        (memory.kind, memory.sections) = (image.kind, sections(&image));
        if image.kind == ElfKind::Relocatable {
            let wanted = |name: &str| !UNREAD.iter().any(|unread| name.starts_with(unread));
            memory.add_relocs(&image.loaded_relocs(wanted));
        } else {
            memory.pointers = image.dynamic_pointers();
            for (slot, name) in image.linkage_slots() {
                // A slot with a pointer belongs to a symbol of this object.
                if memory.pointer_in_slot(slot).is_none() {
                    memory.slots.push((slot, memory.names.len() as u32));
                    memory.names.push(String::from_utf8_lossy(name).into_owned());
                }
            }
        }
        (Some(image.machine), memory)
    }

    fn add_relocs(&mut self, relocs: &[LoadedReloc<'_>]) {
        let mut ids: HashMap<&[u8], u32> = HashMap::new();
        for reloc in relocs {
            let target = match reloc.target {
                RelocTarget::Address(address) => Target::Address(address),
                RelocTarget::Undefined(name) => {
                    Target::Name(*ids.entry(name).or_insert_with(|| {
                        self.names.push(String::from_utf8_lossy(name).into_owned());
                        self.names.len() as u32 - 1
                    }))
                }
            };
            self.relocs.push(Reloc { at: reloc.at, target, slot: reloc.slot });
        }
    }

    /// The bytes of `begin..end`, if one section holds them all.
    pub(super) fn bytes(&self, begin: u64, end: u64) -> Option<&[u8]> {
        let section = self.section_at(begin)?;
        let from = usize::try_from(begin - section.address).ok()?;
        let to = usize::try_from(end.checked_sub(section.address)?).ok()?;
        self.section_bytes(section).get(from..to)
    }

    /// What the file holds of a section; nothing for `SHT_NOBITS`.
    pub(super) fn section_bytes(&self, section: &Section) -> &[u8] {
        let (from, len) = section.file;
        self.file.get(from..).and_then(|rest| rest.get(..len)).unwrap_or_default()
    }

    /// The aligned numbers of eight bytes in a section, with their addresses.
    pub(super) fn words(&self, section: &Section) -> impl Iterator<Item = (u64, u64)> + Clone {
        let misaligned = section.address.wrapping_neg() % 8;
        let begin = section.address.wrapping_add(misaligned);
        let bytes = self.section_bytes(section).get(misaligned as usize..).unwrap_or_default();
        let words = bytes.as_chunks::<8>().0.iter().map(|word| u64::from_le_bytes(*word));
        words.enumerate().map(move |(at, word)| (begin.wrapping_add(8 * at as u64), word))
    }

    /// The section that holds an address.
    pub(super) fn section_at(&self, address: u64) -> Option<&Section> {
        let after = self.sections.partition_point(|section| section.address <= address);
        let section = self.sections[..after].last()?;
        (address - section.address < section.size).then_some(section)
    }

    /// The relocation of a field.
    pub(super) fn reloc(&self, field: u64) -> Option<Reloc> {
        let found = self.relocs.binary_search_by_key(&field, |reloc| reloc.at).ok()?;
        Some(self.relocs[found])
    }

    /// The name of a symbol of another object.
    pub(super) fn name(&self, at: u32) -> &str {
        self.names.get(at as usize).map_or("", String::as_str)
    }

    /// What the dynamic linker stores in a slot.
    pub(super) fn pointer_in_slot(&self, slot: u64) -> Option<u64> {
        let found = self.pointers.binary_search_by_key(&slot, |row| row.0).ok()?;
        Some(self.pointers[found].1)
    }

    /// The symbol of another object whose address a slot holds.
    pub(super) fn name_in_slot(&self, slot: u64) -> Option<&str> {
        let found = self.slots.binary_search_by_key(&slot, |row| row.0).ok()?;
        Some(self.name(self.slots[found].1))
    }

    /// What a field of four bytes leads to that counts from its own address.
    pub(super) fn near_pointer(&self, at: u64) -> Option<u64> {
        if self.kind == ElfKind::Relocatable {
            return match self.reloc(at)?.target {
                Target::Address(address) => Some(address),
                Target::Name(_) => None,
            };
        }
        Some(at.wrapping_add_signed(i64::from(self.number32(at)?)))
    }

    /// The signed number in four bytes.
    pub(super) fn number32(&self, at: u64) -> Option<i32> {
        let bytes = self.bytes(at, at.checked_add(4)?)?;
        Some(i32::from_le_bytes(bytes.try_into().ok()?))
    }

    /// The number in eight bytes.
    pub(super) fn number64(&self, at: u64) -> Option<u64> {
        let bytes = self.bytes(at, at.checked_add(8)?)?;
        Some(u64::from_le_bytes(bytes.try_into().ok()?))
    }

    /// The addresses between two marks of the linker script.
    pub(super) fn between(&self, start: &str, stop: &str) -> Option<(u64, u64)> {
        Some((self.marks.get(start)?, self.marks.get(stop)?)).filter(|(from, to)| from < to)
    }

    /// The extents of a kernel's table: its sections, or in a linked kernel what the
    /// marks enclose. Never more than the file holds: a size is a claim.
    pub(super) fn table(&self, name: &str) -> Vec<(u64, u64)> {
        let held = |section: &Section| section.address.saturating_add(section.file.1 as u64);
        let named = self.sections.iter().filter(|section| section.name == name);
        let mut found: Vec<_> = named.map(|section| (section.address, held(section))).collect();
        if found.is_empty() {
            let marked = self.between(&format!("__start_{name}"), &format!("__stop_{name}"));
            found.extend(
                marked.into_iter().filter_map(|(begin, end)| {
                    Some((begin, end.min(held(self.section_at(begin)?))))
                }),
            );
        }
        found
    }
}

fn sections(image: &Image<'_>) -> Vec<Section> {
    let loaded = image.sections.iter().filter(|section| section.alloc && section.size > 0);
    let mut sections: Vec<_> = loaded
        .map(|section| Section {
            name: section.name.clone(),
            address: section.address,
            size: section.size,
            executable: section.executable,
            writable: section.writable,
            file: (usize::try_from(section.file_offset).unwrap_or(usize::MAX), section.bytes.len()),
        })
        .collect();
    sections.sort_by_key(|section| (section.address, section.size));
    sections
}
