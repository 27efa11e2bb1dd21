//! A small program whose DWARF 5 is written byte by byte, so that a test can break one thing.
//!
//! There is always a function `sane` at [`SANE`] in a unit of its own: whatever else is wrong
//! with the file, it can be answered for. What a test adds stands behind it.

use crate::elf::File;

/// Where the code begins, and where its functions stand.
pub const TEXT: u64 = 0x40_1000;
/// Entry of `sane`, 16 bytes.
pub const SANE: u64 = TEXT;
/// Entry of the function that a test describes, 16 bytes.
pub const ODD: u64 = TEXT + 16;
const TEXT_BYTES: usize = 4096;

/// Sections of DWARF.
#[derive(Clone, Debug, Default)]
pub struct Hand {
    /// `.debug_info` behind the unit of `sane`.
    pub info: Vec<u8>,
    /// `.debug_abbrev` behind the table of `sane`.
    pub abbrev: Vec<u8>,
    /// Other sections, whole: name, bytes.
    pub others: Vec<(&'static str, Vec<u8>)>,
    /// Symbols beside `sane` and `odd`: name, address, size.
    pub symbols: Vec<(Vec<u8>, u64, u64)>,
    /// Code from [`ODD`] on; without any it is `ret`, and fill up to a page.
    pub code: Vec<u8>,
}

/// Tags, attributes and forms by their numbers (DWARF 5, section 7.5).
pub mod dw {
    #![expect(missing_docs, reason = "the names are those of the standard")]
    pub const COMPILE_UNIT: u64 = 0x11;
    pub const SUBPROGRAM: u64 = 0x2e;
    pub const LEXICAL_BLOCK: u64 = 0x0b;
    pub const INLINED: u64 = 0x1d;
    pub const IMPORTED_UNIT: u64 = 0x3d;
    pub const NAME: u64 = 0x03;
    pub const STMT_LIST: u64 = 0x10;
    pub const LOW_PC: u64 = 0x11;
    pub const HIGH_PC: u64 = 0x12;
    pub const IMPORT: u64 = 0x18;
    pub const ABSTRACT_ORIGIN: u64 = 0x31;
    pub const SPECIFICATION: u64 = 0x47;
    pub const RANGES: u64 = 0x55;
    pub const ADDR: u64 = 0x01;
    pub const DATA4: u64 = 0x06;
    pub const DATA8: u64 = 0x07;
    pub const STRING: u64 = 0x08;
    pub const STRP: u64 = 0x0e;
    pub const REF_ADDR: u64 = 0x10;
    pub const SEC_OFFSET: u64 = 0x17;
}

/// Bytes in front of what a test adds to `.debug_info`.
pub fn info_begin() -> u64 {
    sane_info().len() as u64
}

/// Bytes in front of what a test adds to `.debug_abbrev`.
pub fn abbrev_begin() -> u64 {
    sane_abbrev().len() as u64
}

impl Hand {
    /// An abbreviation: code, tag, whether it has children, attributes with forms.
    pub fn abbreviation(&mut self, code: u64, tag: u64, children: bool, attributes: &[(u64, u64)]) {
        uleb(&mut self.abbrev, code);
        uleb(&mut self.abbrev, tag);
        self.abbrev.push(children.into());
        for &(attribute, form) in attributes.iter().chain(&[(0, 0)]) {
            uleb(&mut self.abbrev, attribute);
            uleb(&mut self.abbrev, form);
        }
    }

    /// A unit of these DIEs that uses the abbreviations of the test.
    pub fn unit(&mut self, dies: &[u8]) {
        self.info.extend(unit(abbrev_begin(), dies));
    }

    /// The same with the abbreviations at an offset behind those of `sane`.
    pub fn unit_with(&mut self, abbreviations: usize, dies: &[u8]) {
        self.info.extend(unit(abbrev_begin() + abbreviations as u64, dies));
    }

    /// Where the DIEs of the next unit begin, in `.debug_info`.
    pub fn next_die(&self) -> u32 {
        (info_begin() + self.info.len() as u64 + 12) as u32
    }

    /// The bytes of the file.
    pub fn finish(&self) -> Vec<u8> {
        let mut file = File::new();
        let mut code = vec![0xc3; 16];
        code.extend(if self.code.is_empty() { &[0xc3; 16][..] } else { &self.code });
        code.resize(code.len().max(TEXT_BYTES), 0xcc);
        file.section(".text", &code, TEXT);
        let mut abbrev = sane_abbrev();
        abbrev.extend(&self.abbrev);
        abbrev.push(0);
        file.section(".debug_abbrev", &abbrev, 0);
        let mut info = sane_info();
        info.extend(&self.info);
        file.section(".debug_info", &info, 0);
        for (name, bytes) in &self.others {
            file.section(name, bytes, 0);
        }
        let both: [(&[u8], u64, u64); 2] = [(b"sane", SANE, 16), (b"odd", ODD, 16)];
        let others = self.symbols.iter().map(|(name, at, size)| (name.as_slice(), *at, *size));
        let symbols: Vec<_> = both.into_iter().chain(others).collect();
        file.symbols(&symbols);
        file.finish(TEXT)
    }
}

/// A unit header (DWARF 5, section 7.5.1.1), and its DIEs.
pub fn unit(abbrev: u64, dies: &[u8]) -> Vec<u8> {
    let mut bytes = ((dies.len() + 8) as u32).to_le_bytes().to_vec();
    bytes.extend([5, 0, 1, 8]);
    bytes.extend((abbrev as u32).to_le_bytes());
    bytes.extend(dies);
    bytes
}

/// A line table of version 5 with so many files, whose program appends so many rows (DWARF 5,
/// section 6.2.4).
pub fn line_program(files: usize, rows: usize) -> Vec<u8> {
    // min_inst_length, max_ops, default_is_stmt, line_base, line_range, opcode_base, lengths.
    let mut tail = vec![1, 1, 1, 0xfb, 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1];
    // One directory and the files, each with an inline path.
    tail.extend([1, 1, 8, 1]);
    tail.extend(b"/\0");
    tail.extend([1, 1, 8]);
    uleb(&mut tail, files as u64);
    tail.extend(b"odd.c\0".repeat(files));
    let mut program = vec![0, 9, 2];
    program.extend(ODD.to_le_bytes());
    program.extend(std::iter::repeat_n(1_u8, rows));
    program.extend([2, 16, 0, 1, 1]);
    let mut table = vec![5, 0, 8, 0];
    table.extend((tail.len() as u32).to_le_bytes());
    table.extend(&tail);
    table.extend(&program);
    let mut bytes = (table.len() as u32).to_le_bytes().to_vec();
    bytes.extend(table);
    bytes
}

/// An unsigned number of any length.
pub fn uleb(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        out.push(low | if value > 0 { 0x80 } else { 0 });
        if value == 0 {
            return;
        }
    }
}

fn sane_abbrev() -> Vec<u8> {
    let mut hand = Hand::default();
    hand.abbreviation(1, dw::COMPILE_UNIT, true, &[(dw::NAME, dw::STRING)]);
    let function = [(dw::NAME, dw::STRING), (dw::LOW_PC, dw::ADDR), (dw::HIGH_PC, dw::DATA4)];
    hand.abbreviation(2, dw::SUBPROGRAM, false, &function);
    hand.abbrev.push(0);
    hand.abbrev
}

fn sane_info() -> Vec<u8> {
    let mut dies = b"\x01sane.c\0\x02sane\0".to_vec();
    dies.extend(SANE.to_le_bytes());
    dies.extend([16, 0, 0, 0, 0]);
    unit(0, &dies)
}
