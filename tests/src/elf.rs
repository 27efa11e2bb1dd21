//! An ELF file written by hand, for programs that the tests make up.

#![expect(clippy::expect_used, reason = "the writer gets nothing that it could refuse")]

use gimli::LittleEndian;
use gimli::write::{EndianVec, Sections};

/// An ELF file that grows section by section (System V gABI, chapter 4).
pub(crate) struct File {
    bytes: Vec<u8>,
    names: Vec<u8>,
    /// Name, type, flags, address, offset, size.
    headers: Vec<[u64; 6]>,
}

const HEADER: u64 = 64;

impl File {
    pub(crate) fn new() -> Self {
        Self { bytes: vec![0; HEADER as usize], names: vec![0], headers: vec![[0; 6]] }
    }

    pub(crate) fn section(&mut self, name: &str, bytes: &[u8], address: u64) {
        const PROGBITS: u64 = 1;
        const SYMTAB: u64 = 2;
        const STRTAB: u64 = 3;
        let flags = match name {
            ".text" => 6,
            ".debug_str" | ".debug_line_str" => 0x30,
            _ => 0,
        };
        let kind = match name {
            ".symtab" => SYMTAB,
            ".strtab" | ".shstrtab" => STRTAB,
            _ => PROGBITS,
        };
        self.bytes.resize(self.bytes.len().next_multiple_of(16), 0);
        let (at, offset) = (self.names.len() as u64, self.bytes.len() as u64);
        self.names.extend(name.bytes().chain([0]));
        self.bytes.extend(bytes);
        self.headers.push([at, kind, flags, address, offset, bytes.len() as u64]);
    }

    /// The sections of DWARF.
    pub(crate) fn debug(&mut self, sections: &mut Sections<EndianVec<LittleEndian>>) {
        let add = |id: gimli::SectionId, bytes: &EndianVec<LittleEndian>| {
            if !bytes.slice().is_empty() {
                self.section(id.name(), bytes.slice(), 0);
            }
            Ok::<_, ()>(())
        };
        sections.for_each(add).expect("sections");
    }

    /// Global functions of the first section: name, address, size.
    pub(crate) fn symbols(&mut self, symbols: &[(&[u8], u64, u64)]) {
        const GLOBAL_FUNCTION: u8 = 0x12;
        let (mut table, mut names) = (vec![0; 24], vec![0]);
        for (name, address, size) in symbols {
            table.extend((names.len() as u32).to_le_bytes());
            table.extend([GLOBAL_FUNCTION, 0, 1, 0]);
            table.extend(address.to_le_bytes());
            table.extend(size.to_le_bytes());
            names.extend(name.iter().chain(&[0]));
        }
        self.section(".strtab", &names, 0);
        self.section(".symtab", &table, 0);
    }

    /// The whole file, with the names of sections.
    pub(crate) fn finish(mut self, entry: u64) -> Vec<u8> {
        self.names.extend(b".shstrtab\0");
        let last = self.headers.len();
        let names = std::mem::take(&mut self.names);
        let at = names.len() as u64 - 10;
        self.section("", &names, 0);
        self.headers[last][..2].copy_from_slice(&[at, 3]);
        self.bytes.resize(self.bytes.len().next_multiple_of(16), 0);
        let table = self.bytes.len() as u64;
        for (at, [name, kind, flags, address, offset, size]) in self.headers.iter().enumerate() {
            // The names of symbols stand right in front of them.
            let (link, entry) = if *kind == 2 { (at as u32 - 1, 24) } else { (0, 0_u64) };
            self.bytes.extend((*name as u32).to_le_bytes());
            self.bytes.extend((*kind as u32).to_le_bytes());
            for word in [flags, address, offset, size] {
                self.bytes.extend(word.to_le_bytes());
            }
            self.bytes.extend(link.to_le_bytes());
            self.bytes.extend(u32::from(*kind == 2).to_le_bytes());
            self.bytes.extend(1_u64.to_le_bytes());
            self.bytes.extend(entry.to_le_bytes());
        }
        let mut header = b"\x7fELF\x02\x01\x01".to_vec();
        header.resize(16, 0);
        header.extend([2_u16, 62].into_iter().flat_map(u16::to_le_bytes));
        header.extend(1_u32.to_le_bytes());
        for word in [entry, 0, table] {
            header.extend(word.to_le_bytes());
        }
        header.extend(0_u32.to_le_bytes());
        let halves = [HEADER as u16, 0, 0, 64, self.headers.len() as u16, last as u16];
        header.extend(halves.into_iter().flat_map(u16::to_le_bytes));
        self.bytes[..HEADER as usize].copy_from_slice(&header);
        self.bytes
    }
}
