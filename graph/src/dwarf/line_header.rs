//! The header of a line number program (DWARF 5, 6.2.4): how to run it, and its tables of
//! directories and files.

use gimli::{DwForm, DwLnct, Encoding, Error, Format, Result, constants as dw};

use super::cursor::{Cursor, end_of_input};
use super::debug_data::DebugData;
use super::form::{self, Value};

/// How to run the program.
#[derive(Clone, Copy)]
pub(super) struct LineHeader<'d> {
    pub(super) version: u16,
    pub(super) address_size: u8,
    pub(super) minimum_instruction_length: u8,
    pub(super) maximum_operations: u8,
    pub(super) line_base: i8,
    pub(super) line_range: u8,
    pub(super) opcode_base: u8,
    /// Numbers of arguments, from opcode 1 on.
    pub(super) opcode_lengths: &'d [u8],
    pub(super) program: &'d [u8],
}

/// Directories and files by number. Their memory serves the next unit.
#[derive(Default)]
pub(super) struct FileNames<'d> {
    pub(super) directories: Vec<Value<'d>>,
    /// Name, and number of the directory.
    pub(super) files: Vec<(Value<'d>, u64)>,
}

/// Bytes of a table that does not begin where the one before ends, as those of linkers do. If
/// each of many held all behind it, reading them would cost the square.
const STRAY: u64 = 64 << 10;

/// Where the tables of a section begin, as far as each tells where it ends.
pub(super) fn begins(mut section: Cursor<'_>) -> Vec<u64> {
    let mut begins = Vec::new();
    while !section.is_empty() {
        begins.push(section.at as u64);
        let table = initial_length(&mut section).and_then(|(length, _)| section.take(length));
        if table.is_err() {
            break;
        }
    }
    begins
}

impl<'d> LineHeader<'d> {
    /// Reads the header at an offset of `.debug_line`, and fills `names`.
    pub(super) fn read(
        data: &DebugData<'d>,
        offset: u64,
        address_size: u8,
        names: &mut FileNames<'d>,
    ) -> Result<Self> {
        names.directories.clear();
        names.files.clear();
        let mut section = Cursor::within(data.lines, offset, data.big_endian)?;
        let (length, format) = initial_length(&mut section)?;
        if length > STRAY && !data.is_line_table(offset) {
            return Err(Error::UnsupportedOffset);
        }
        let mut cursor = Cursor::new(section.take(length)?, data.big_endian);
        let version = cursor.u16()?;
        if !(2..=5).contains(&version) {
            return Err(Error::UnknownVersion(u64::from(version)));
        }
        let address_size = if version >= 5 { own_address_size(&mut cursor)? } else { address_size };
        let encoding = Encoding { format, version, address_size };
        let length = cursor.uint(format.word_size())?;
        let tables = cursor.take(length)?;
        let program = cursor.rest();
        let mut cursor = Cursor::new(tables, data.big_endian);
        let minimum_instruction_length = cursor.u8()?;
        if minimum_instruction_length == 0 {
            return Err(Error::MinimumInstructionLengthZero);
        }
        // DWARF 4 brought this one.
        let maximum_operations = if version >= 4 { cursor.u8()? } else { 1 };
        if maximum_operations == 0 {
            return Err(Error::MaximumOperationsPerInstructionZero);
        }
        let _default_is_stmt = cursor.u8()?;
        let line_base = cursor.u8()?.cast_signed();
        let line_range = cursor.u8()?;
        if line_range == 0 {
            return Err(Error::LineRangeZero);
        }
        let opcode_base = cursor.u8()?;
        let lengths = opcode_base.checked_sub(1).ok_or(Error::OpcodeBaseZero)?;
        let opcode_lengths = cursor.take(u64::from(lengths))?;
        if version <= 4 {
            names.read_old(&mut cursor)?;
        } else {
            names.read(&mut cursor, encoding)?;
        }
        Ok(Self {
            version,
            address_size,
            minimum_instruction_length,
            maximum_operations,
            line_base,
            line_range,
            opcode_base,
            opcode_lengths,
            program,
        })
    }
}

impl<'d> FileNames<'d> {
    /// The tables of DWARF 2 to 4: each ends with an empty name.
    fn read_old(&mut self, cursor: &mut Cursor<'d>) -> Result<()> {
        loop {
            let name = cursor.rest();
            if cursor.text()?.is_empty() {
                break;
            }
            self.directories.push(Value::Text(name));
        }
        loop {
            let name = cursor.rest();
            if cursor.text()?.is_empty() {
                return Ok(());
            }
            let directory = cursor.uleb()?;
            let _time = cursor.uleb()?;
            let _size = cursor.uleb()?;
            self.files.push((Value::Text(name), directory));
        }
    }

    /// The tables of DWARF 5: each begins with what an entry is made of.
    fn read(&mut self, cursor: &mut Cursor<'d>, encoding: Encoding) -> Result<()> {
        let mut formats = Vec::new();
        entry_formats(cursor, &mut formats)?;
        for _ in 0..cursor.uleb()? {
            let entry = read_entry(cursor, &formats, encoding)?;
            self.directories.push(entry.0);
        }
        entry_formats(cursor, &mut formats)?;
        let count = cursor.uleb()?;
        // A unit of a kernel names 500 files, each as GCC writes it.
        if formats == BY_GCC && encoding.format == Format::Dwarf32 {
            for _ in 0..count {
                let name = Value::LineStringAt(u64::from(cursor.u32()?));
                self.files.push((name, cursor.uleb()?));
            }
            return Ok(());
        }
        for _ in 0..count {
            let entry = read_entry(cursor, &formats, encoding)?;
            self.files.push(entry);
        }
        Ok(())
    }
}

const BY_GCC: [(DwLnct, DwForm); 2] =
    [(dw::DW_LNCT_path, dw::DW_FORM_line_strp), (dw::DW_LNCT_directory_index, dw::DW_FORM_udata)];

/// Content types and their forms. There is one path among them.
fn entry_formats(cursor: &mut Cursor<'_>, formats: &mut Vec<(DwLnct, DwForm)>) -> Result<()> {
    formats.clear();
    for _ in 0..cursor.u8()? {
        let content = u16::try_from(cursor.uleb()?).unwrap_or(u16::MAX);
        formats.push((DwLnct(content), DwForm(cursor.uleb16()?)));
    }
    let paths = formats.iter().filter(|(content, _)| *content == dw::DW_LNCT_path);
    if paths.count() == 1 { Ok(()) } else { Err(Error::MissingFileEntryFormatPath) }
}

#[inline]
fn read_entry<'d>(
    cursor: &mut Cursor<'d>,
    formats: &[(DwLnct, DwForm)],
    encoding: Encoding,
) -> Result<(Value<'d>, u64)> {
    let before = cursor.at;
    let mut entry = (Value::Other, 0);
    for &(content, form) in formats {
        match content {
            dw::DW_LNCT_path => entry.0 = form::read(cursor, form, None, encoding)?,
            dw::DW_LNCT_directory_index => {
                let index = form::read(cursor, form, None, encoding)?.constant();
                entry.1 = index.unwrap_or(entry.1);
            }
            _ => form::skip(cursor, form, encoding)?,
        }
    }
    // Entries of no bytes could be as many as the header likes.
    if cursor.at == before { Err(end_of_input()) } else { Ok(entry) }
}

fn own_address_size(cursor: &mut Cursor<'_>) -> Result<u8> {
    let size = cursor.u8()?;
    if !matches!(size, 1 | 2 | 4 | 8) {
        return Err(Error::UnsupportedAddressSize(size));
    }
    match cursor.u8()? {
        0 => Ok(size),
        selector => Err(Error::UnsupportedSegmentSize(selector)),
    }
}

/// DWARF 5, 7.4.
fn initial_length(cursor: &mut Cursor<'_>) -> Result<(u64, Format)> {
    match cursor.u32()? {
        0xffff_ffff => Ok((cursor.u64()?, Format::Dwarf64)),
        reserved @ 0xffff_fff0.. => Err(Error::UnknownReservedLength(reserved)),
        length => Ok((u64::from(length), Format::Dwarf32)),
    }
}
