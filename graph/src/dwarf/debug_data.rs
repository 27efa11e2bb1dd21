//! The bytes of the debug sections, and what is looked up in them by offset or index.

use gimli::{Dwarf, Error, Result, Section, UnitHeader};

use super::Reader;
use super::cursor::{Cursor, end_of_input};
use super::line_header;
use super::name::Name;

/// Tables of abbreviations that another one may reach over. Those of compilers share nothing.
const SHARED_ENDS: usize = 8;

/// The sections that are read, in the byte order of the file.
pub(super) struct DebugData<'d> {
    pub(super) info: &'d [u8],
    abbreviations: &'d [u8],
    pub(super) lines: &'d [u8],
    pub(super) strings: &'d [u8],
    line_strings: &'d [u8],
    string_offsets: &'d [u8],
    addresses: &'d [u8],
    /// `.debug_ranges`, up to DWARF 4.
    pub(super) ranges: &'d [u8],
    /// `.debug_rnglists`.
    pub(super) range_lists: &'d [u8],
    pub(super) big_endian: bool,
    /// Where the tables of `.debug_line` begin, one behind the other.
    line_tables: Vec<u64>,
    /// Where those of `.debug_abbrev` begin that units name, sorted.
    abbreviation_tables: Vec<u64>,
    /// Where the last string ends.
    strings_end: usize,
    line_strings_end: usize,
}

impl<'d> DebugData<'d> {
    /// Of the units with these headers.
    pub(super) fn new(
        dwarf: &Dwarf<Reader<'d>>,
        headers: &[UnitHeader<Reader<'d>>],
        big_endian: bool,
    ) -> Self {
        let mut abbreviation_tables: Vec<_> =
            headers.iter().map(|header| header.debug_abbrev_offset().0 as u64).collect();
        abbreviation_tables.sort_unstable();
        abbreviation_tables.dedup();
        let lines = dwarf.debug_line.reader().slice();
        let strings = dwarf.debug_str.reader().slice();
        let line_strings = dwarf.debug_line_str.reader().slice();
        let end = |text: &[u8]| text.iter().rposition(|&byte| byte == 0).map_or(0, |at| at + 1);
        Self {
            info: dwarf.debug_info.reader().slice(),
            abbreviations: dwarf.debug_abbrev.reader().slice(),
            lines,
            strings,
            line_strings,
            string_offsets: dwarf.debug_str_offsets.reader().slice(),
            addresses: dwarf.debug_addr.reader().slice(),
            ranges: dwarf.ranges.debug_ranges().reader().slice(),
            range_lists: dwarf.ranges.debug_rnglists().reader().slice(),
            big_endian,
            line_tables: line_header::begins(Cursor::new(lines, big_endian)),
            abbreviation_tables,
            strings_end: end(strings),
            line_strings_end: end(line_strings),
        }
    }

    /// The table of abbreviations at an offset that a unit names. It reaches over a few of the
    /// others at most: if each of many tables held all behind it, reading them would cost the
    /// square.
    pub(super) fn abbreviation_table(&self, offset: u64) -> Result<Cursor<'d>> {
        let behind = self.abbreviation_tables.partition_point(|&begin| begin <= offset);
        let end = self.abbreviation_tables.get(behind + SHARED_ENDS);
        let end = end.and_then(|&end| usize::try_from(end).ok());
        let end = end.unwrap_or(usize::MAX).min(self.abbreviations.len());
        Cursor::within(&self.abbreviations[..end], offset, self.big_endian)
    }

    /// True for an offset at which a table of `.debug_line` begins, counted from the first.
    pub(super) fn is_line_table(&self, offset: u64) -> bool {
        self.line_tables.binary_search(&offset).is_ok()
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
        let offset = self.entry(self.range_lists, base, index, word)?;
        base.checked_add(offset).ok_or(Error::UnsupportedOffset)
    }

    fn entry(&self, section: &[u8], base: u64, index: u64, size: u8) -> Result<u64> {
        let within = index.checked_mul(u64::from(size)).and_then(|at| at.checked_add(base));
        let offset = within.ok_or(Error::UnsupportedOffset)?;
        Cursor::within(section, offset, self.big_endian)?.uint(size)
    }
}
