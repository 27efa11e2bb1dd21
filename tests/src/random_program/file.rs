//! A program -> an ELF file for x86-64.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use gimli::write::RelocationTarget;
use object::elf;
use object::endian::{LittleEndian, U32, U64};
use object::pod::bytes_of;

use super::dwarf;
use super::elf_file::{Reference, Section, write};
use super::layout::{Field, Form, Layout, SECTIONS, Target};
use super::model::Program;
use super::symbols::{self, Entry};

impl Program {
    /// The bytes of the file, its DWARF compressed or not.
    pub fn write(&self, form: Form, compressed: bool) -> Vec<u8> {
        let layout = Layout::new(self, form);
        let dwarf = dwarf::write(self, &layout);
        let table = symbols::table(self, &layout, SECTIONS.len() + dwarf.len());
        let mut sections: Vec<Section> =
            (0..SECTIONS.len()).map(|section| code(&layout, section, &table)).collect();
        let names: Vec<&str> = dwarf.iter().map(|section| section.0).collect();
        for (name, section) in &dwarf {
            let mut section = debug(&layout, name, section, &names);
            if compressed {
                section.bytes = compress(&section.bytes);
                section.flags = elf::SHF_COMPRESSED;
            }
            sections.push(section);
        }
        write(form, &sections, &table)
    }
}

/// A section of code. The symbols of sections come first in the table, in their order.
fn code(layout: &Layout, section: usize, table: &[Entry]) -> Section {
    let fields = layout.fields.iter().filter(|field| field.section == section);
    let reference = |field: &Field| {
        let (symbol, offset) = match field.target {
            Target::Here(section, offset) => (section, offset as i64),
            Target::Elsewhere(number) => {
                let name = format!("outside_{number}");
                let at = table.iter().position(|entry| entry.name == name);
                (at.expect("it is in the table"), 0)
            }
        };
        // The processor counts from behind the field.
        Reference { at: field.at, kind: elf::R_X86_64_PLT32, symbol, addend: offset - 4 }
    };
    Section {
        name: SECTIONS[section].to_owned(),
        flags: elf::SHF_ALLOC | elf::SHF_EXECINSTR,
        address: layout.base(section),
        bytes: layout.code[section].clone(),
        references: fields.map(reference).collect(),
    }
}

/// A section of DWARF, one of those named.
fn debug(layout: &Layout, name: &str, section: &dwarf::Section, all: &[&str]) -> Section {
    let reference = |relocation: &gimli::write::Relocation| Reference {
        at: relocation.offset as u64,
        kind: if relocation.size == 8 { elf::R_X86_64_64 } else { elf::R_X86_64_32 },
        symbol: match relocation.target {
            RelocationTarget::Symbol(section) => section,
            RelocationTarget::Section(id) => {
                let at = all.iter().position(|name| *name == id.name());
                SECTIONS.len() + at.expect("it was written")
            }
        },
        addend: relocation.addend,
    };
    let relocations = section.relocations.iter().filter(|_| layout.form == Form::Object);
    Section {
        name: name.to_owned(),
        flags: elf::SectionFlags(0),
        address: 0,
        bytes: section.contents(layout),
        references: relocations.map(reference).collect(),
    }
}

/// A section as gABI has it: header, then zlib's stream.
fn compress(bytes: &[u8]) -> Vec<u8> {
    let header = elf::CompressionHeader64::<LittleEndian> {
        ch_type: U32::new(LittleEndian, elf::ELFCOMPRESS_ZLIB),
        ch_reserved: U32::new(LittleEndian, 0),
        ch_size: U64::new(LittleEndian, bytes.len() as u64),
        ch_addralign: U64::new(LittleEndian, 1),
    };
    let mut encoder = ZlibEncoder::new(bytes_of(&header).to_vec(), Compression::fast());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}
