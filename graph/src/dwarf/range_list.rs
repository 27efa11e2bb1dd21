//! A list of address ranges, entry by entry (DWARF 5, sections 2.17.3 and 7.25; DWARF 4,
//! section 2.17.3). It must reach its end: one that the section ends first is not complete.

use gimli::{Result, constants as dw};

use super::cursor::Cursor;
use super::debug_data::DebugData;
use super::open_unit::OpenUnit;
use crate::id::AddrRange;

/// A list being read.
pub(super) struct RangeList<'u, 'd> {
    data: &'u DebugData<'d>,
    unit: &'u OpenUnit<'d>,
    cursor: Cursor<'d>,
    /// What offsets count from.
    base: u64,
    /// The highest address. Linkers give dropped code it, or the one before.
    highest: u64,
}

/// What an entry says.
pub(super) enum Entry {
    /// Addresses.
    Range(AddrRange),
    /// Of another base, of no code, or of code that the linker dropped.
    Nothing,
    /// There are no more.
    End,
}

impl<'u, 'd> RangeList<'u, 'd> {
    /// The list of a unit at an offset of its section.
    pub(super) fn open(
        data: &'u DebugData<'d>,
        unit: &'u OpenUnit<'d>,
        offset: u64,
    ) -> Result<Self> {
        let section = if unit.encoding.version >= 5 { data.range_lists } else { data.ranges };
        let cursor = Cursor::within(section, offset, data.big_endian)?;
        let bits = 8 * u32::from(unit.encoding.address_size.clamp(1, 8));
        Ok(Self { data, unit, cursor, base: unit.low_pc, highest: u64::MAX >> (64 - bits) })
    }

    /// The next entry.
    pub(super) fn next(&mut self) -> std::result::Result<Entry, String> {
        let read = if self.unit.encoding.version >= 5 { self.entry() } else { self.pair() };
        match read.map_err(|error| error.to_string())? {
            Some(Read::Base(base)) => {
                self.base = base;
                Ok(Entry::Nothing)
            }
            Some(Read::Offsets(_, _)) if self.is_dropped(self.base) => Ok(Entry::Nothing),
            Some(Read::Offsets(begin, end)) => {
                self.range(self.base.checked_add(begin), self.base.checked_add(end))
            }
            Some(Read::Length(begin, length)) => self.range(Some(begin), begin.checked_add(length)),
            Some(Read::Addresses(begin, end)) => self.range(Some(begin), Some(end)),
            None => Ok(Entry::End),
        }
    }

    fn range(&self, begin: Option<u64>, end: Option<u64>) -> std::result::Result<Entry, String> {
        if begin.is_some_and(|begin| self.is_dropped(begin)) {
            return Ok(Entry::Nothing);
        }
        let end = end.filter(|&end| end <= self.highest);
        let (Some(begin), Some(end)) = (begin, end) else {
            return Err("an entry reaches past the last address".to_owned());
        };
        match AddrRange::new(begin, end) {
            Some(range) if range.is_empty() => Ok(Entry::Nothing),
            Some(range) => Ok(Entry::Range(range)),
            None => Err(format!("an entry begins at {begin:#x} and ends before, at {end:#x}")),
        }
    }

    fn is_dropped(&self, address: u64) -> bool {
        address >= self.highest - 1
    }

    /// An entry of `.debug_rnglists`; `None` at the end.
    fn entry(&mut self) -> Result<Option<Read>> {
        let kind = gimli::DwRle(self.cursor.u8()?);
        Ok(Some(match kind {
            dw::DW_RLE_end_of_list => return Ok(None),
            dw::DW_RLE_base_addressx => Read::Base(self.indexed()?),
            dw::DW_RLE_startx_endx => Read::Addresses(self.indexed()?, self.indexed()?),
            dw::DW_RLE_startx_length => Read::Length(self.indexed()?, self.cursor.uleb()?),
            dw::DW_RLE_offset_pair => Read::Offsets(self.cursor.uleb()?, self.cursor.uleb()?),
            dw::DW_RLE_base_address => Read::Base(self.address()?),
            dw::DW_RLE_start_end => Read::Addresses(self.address()?, self.address()?),
            dw::DW_RLE_start_length => Read::Length(self.address()?, self.cursor.uleb()?),
            unknown => return Err(gimli::Error::UnknownRangeListsEntry(unknown)),
        }))
    }

    /// An entry of `.debug_ranges`; `None` at the end.
    fn pair(&mut self) -> Result<Option<Read>> {
        Ok(match (self.address()?, self.address()?) {
            (0, 0) => None,
            (begin, base) if begin == self.highest => Some(Read::Base(base)),
            (begin, end) => Some(Read::Offsets(begin, end)),
        })
    }

    fn address(&mut self) -> Result<u64> {
        self.cursor.uint(self.unit.encoding.address_size)
    }

    fn indexed(&mut self) -> Result<u64> {
        let index = self.cursor.uleb()?;
        self.unit.indexed_address(self.data, index)
    }
}

/// An entry as it stands in the section.
enum Read {
    Base(u64),
    /// Begin and end, from the base.
    Offsets(u64, u64),
    /// Begin and end.
    Addresses(u64, u64),
    /// Begin and length.
    Length(u64, u64),
}
