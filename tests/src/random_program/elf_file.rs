//! Sections and symbols -> an ELF file: first where all lies, then the bytes.

use object::elf;
use object::endian::Endianness;
use object::write::StringId;
use object::write::elf::{FileHeader, Rel, SectionHeader, SectionIndex, Sym, Writer};

use super::layout::Form;
use super::symbols::{Entry, Kind};

/// A section to be written.
pub(super) struct Section {
    pub(super) name: String,
    pub(super) flags: elf::SectionFlags,
    pub(super) address: u64,
    pub(super) bytes: Vec<u8>,
    pub(super) references: Vec<Reference>,
}

/// A relocation; its symbol is a number in the table, from 0.
pub(super) struct Reference {
    pub(super) at: u64,
    pub(super) kind: elf::RelocationType,
    pub(super) symbol: usize,
    pub(super) addend: i64,
}

/// Where a section goes.
struct Reserved {
    index: SectionIndex,
    name: StringId,
    offset: u64,
    relocations: Option<(StringId, u64)>,
}

/// The bytes of a file.
pub(super) fn write(form: Form, sections: &[Section], table: &[Entry]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let names: Vec<String> =
        sections.iter().map(|section| format!(".rela{}", section.name)).collect();
    let mut writer = Writer::new(Endianness::Little, true, &mut bytes);
    writer.reserve_file_header();
    let mut reserved = Vec::new();
    for (section, relocations) in sections.iter().zip(&names) {
        let index = writer.reserve_section_index();
        let offset = writer.reserve(section.bytes.len() as u64, 16);
        let name = writer.add_section_name(section.name.as_bytes());
        let relocations = (!section.references.is_empty()).then(|| {
            writer.reserve_section_index();
            let name = writer.add_section_name(relocations.as_bytes());
            (name, writer.reserve_relocations(section.references.len(), true))
        });
        reserved.push(Reserved { index, name, offset, relocations });
    }
    let strings: Vec<StringId> =
        table.iter().map(|entry| writer.add_string(entry.name.as_bytes())).collect();
    writer.reserve_null_symbol_index();
    for entry in table {
        writer.reserve_symbol_index(Some(reserved[entry.spot.section].index));
    }
    writer.reserve_symtab_section_index();
    writer.reserve_symtab();
    writer.reserve_strtab_section_index();
    writer.reserve_strtab().expect("names");
    writer.reserve_shstrtab_section_index();
    writer.reserve_shstrtab().expect("names");
    writer.reserve_section_headers();
    header(&mut writer, form);
    contents(&mut writer, sections, &reserved);
    symbols(&mut writer, form, sections, table, (&reserved, &strings));
    writer.write_strtab();
    writer.write_shstrtab();
    headers(&mut writer, sections, &reserved);
    let local = table.iter().filter(|entry| !entry.global).count() as u32;
    writer.write_symtab_section_header(1 + local);
    writer.write_strtab_section_header();
    writer.write_shstrtab_section_header();
    bytes
}

fn header(writer: &mut Writer<'_>, form: Form) {
    let header = FileHeader {
        os_abi: elf::ELFOSABI_NONE,
        abi_version: 0,
        e_type: match form {
            Form::Linked => elf::ET_EXEC,
            Form::Object => elf::ET_REL,
        },
        e_machine: elf::EM_X86_64,
        e_entry: 0,
        e_flags: elf::FileFlags(0),
    };
    writer.write_file_header(&header).expect("a header");
}

fn contents(writer: &mut Writer<'_>, sections: &[Section], reserved: &[Reserved]) {
    for (section, place) in sections.iter().zip(reserved) {
        writer.pad_until(place.offset);
        writer.write(&section.bytes);
        if place.relocations.is_none() {
            continue;
        }
        writer.write_align_relocation();
        for reference in &section.references {
            let relocation = Rel {
                r_offset: reference.at,
                r_sym: 1 + reference.symbol as u32,
                r_type: reference.kind,
                r_addend: reference.addend,
            };
            writer.write_relocation(true, &relocation);
        }
    }
}

fn symbols(
    writer: &mut Writer<'_>,
    form: Form,
    sections: &[Section],
    table: &[Entry],
    (reserved, strings): (&[Reserved], &[StringId]),
) {
    writer.write_null_symbol();
    for (entry, &string) in table.iter().zip(strings) {
        let (kind, place) = match entry.kind {
            Kind::Section => (elf::STT_SECTION, None),
            Kind::File => (elf::STT_FILE, Some(elf::SHN_ABS)),
            Kind::Function => (elf::STT_FUNC, None),
            Kind::Elsewhere => (elf::STT_NOTYPE, Some(elf::SHN_UNDEF)),
        };
        let binding = if entry.global { elf::STB_GLOBAL } else { elf::STB_LOCAL };
        let base = if form == Form::Linked { sections[entry.spot.section].address } else { 0 };
        let section = reserved[entry.spot.section].index.0;
        let symbol = Sym {
            section: place.is_none().then_some(section),
            st_name: writer.string_offset(Some(string)),
            st_info: elf::SymbolInfo::new(binding, kind),
            st_other: elf::SymbolOther(0),
            st_shndx: place.unwrap_or(elf::SHN_UNDEF),
            st_value: if place.is_none() { base + entry.spot.begin } else { 0 },
            st_size: entry.spot.end - entry.spot.begin,
        };
        writer.write_symbol(&symbol);
    }
}

fn headers(writer: &mut Writer<'_>, sections: &[Section], reserved: &[Reserved]) {
    writer.write_null_section_header();
    for (section, place) in sections.iter().zip(reserved) {
        let header = SectionHeader {
            sh_name: writer.section_name_offset(Some(place.name)),
            sh_type: elf::SHT_PROGBITS,
            sh_flags: section.flags,
            sh_addr: section.address,
            sh_offset: place.offset,
            sh_size: section.bytes.len() as u64,
            sh_link: 0,
            sh_info: 0,
            sh_addralign: 16,
            sh_entsize: 0,
        };
        writer.write_section_header(&header);
        if let Some((name, offset)) = place.relocations {
            let (count, symtab) = (section.references.len(), writer.symtab_index());
            writer.write_relocation_section_header(name, place.index, symtab, offset, count, true);
        }
    }
}
