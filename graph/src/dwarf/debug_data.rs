//! The bytes of the debug sections, and what is looked up in them by offset or index.

use gimli::{DebugAddr, Dwarf, Error, RangeLists, Result, Section};

use super::Reader;
use super::cursor::{Cursor, end_of_input};
use super::name::Name;

/// The sections that are read, in the byte order of the file.
pub(super) struct DebugData<'d> {
    pub(super) info: &'d [u8],
    pub(super) abbreviations: &'d [u8],
    pub(super) lines: &'d [u8],
    pub(super) strings: &'d [u8],
    line_strings: &'d [u8],
    string_offsets: &'d [u8],
    addresses: &'d [u8],
    range_index: &'d [u8],
    pub(super) ranges: RangeLists<Reader<'d>>,
    pub(super) gimli_addresses: DebugAddr<Reader<'d>>,
    pub(super) big_endian: bool,
    /// Where the last string ends.
    strings_end: usize,
    line_strings_end: usize,
}

impl<'d> DebugData<'d> {
    pub(super) fn new(dwarf: &Dwarf<Reader<'d>>, big_endian: bool) -> Self {
        let strings = dwarf.debug_str.reader().slice();
        let line_strings = dwarf.debug_line_str.reader().slice();
        let end = |text: &[u8]| text.iter().rposition(|&byte| byte == 0).map_or(0, |at| at + 1);
        Self {
            info: dwarf.debug_info.reader().slice(),
            abbreviations: dwarf.debug_abbrev.reader().slice(),
            lines: dwarf.debug_line.reader().slice(),
            strings,
            line_strings,
            string_offsets: dwarf.debug_str_offsets.reader().slice(),
            addresses: dwarf.debug_addr.reader().slice(),
            range_index: dwarf.ranges.debug_rnglists().reader().slice(),
            ranges: dwarf.ranges,
            gimli_addresses: dwarf.debug_addr,
            big_endian,
            strings_end: end(strings),
            line_strings_end: end(line_strings),
        }
    }

    /// The name at an offset of `.debug_str`.
    #[inline]
    pub(super) fn string(&self, offset: u64) -> Result<Name<'d>> {
        match (usize::try_from(offset), u32::try_from(offset)) {
            (Ok(at), Ok(shared)) if at < self.strings_end => Ok(Name::shared(self.strings, shared)),
            (Ok(at), Err(_)) if at < self.strings_end => Ok(Name::own(&self.strings[at..])),
            _ => Err(end_of_input()),
        }
    }

    /// The name at an offset of `.debug_line_str`.
    pub(super) fn line_string(&self, offset: u64) -> Result<Name<'d>> {
        match usize::try_from(offset) {
            Ok(at) if at < self.line_strings_end => Ok(Name::own(&self.line_strings[at..])),
            _ => Err(end_of_input()),
        }
    }

    /// The offset in `.debug_str` that stands at an index behind `base`.
    pub(super) fn string_offset(&self, base: u64, index: u64, word: u8) -> Result<u64> {
        self.entry(self.string_offsets, base, index, word)
    }

    /// The address that stands at an index behind `base`.
    pub(super) fn address(&self, base: u64, index: u64, size: u8) -> Result<u64> {
        self.entry(self.addresses, base, index, size)
    }

    /// The offset in `.debug_rnglists` of the list at an index behind `base`.
    pub(super) fn range_list(&self, base: u64, index: u64, word: u8) -> Result<u64> {
        let offset = self.entry(self.range_index, base, index, word)?;
        base.checked_add(offset).ok_or(Error::UnsupportedOffset)
    }

    fn entry(&self, section: &[u8], base: u64, index: u64, size: u8) -> Result<u64> {
        let within = index.checked_mul(u64::from(size)).and_then(|at| at.checked_add(base));
        let offset = within.ok_or(Error::UnsupportedOffset)?;
        Cursor::within(section, offset, self.big_endian)?.uint(size)
    }
}
