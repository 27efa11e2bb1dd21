//! One unit being read: what its header and root DIE say that other DIEs lean on.

use gimli::{Encoding, Error, Result, UnitHeader, UnitType, constants as dw};

use super::Reader;
use super::abbreviation::{Abbreviations, sized};
use super::cursor::Cursor;
use super::debug_data::DebugData;
use super::form::{self, Value};
use super::name::Name;

/// A unit, and its place in `.debug_info`.
#[derive(Clone, Copy)]
pub(super) struct OpenUnit<'d> {
    /// Offset of the header.
    pub(super) offset: u64,
    /// From the header to the end.
    pub(super) bytes: &'d [u8],
    /// Where the root DIE stands in `bytes`.
    pub(super) root: usize,
    pub(super) encoding: Encoding,
    pub(super) name: Option<Name<'d>>,
    pub(super) compile_dir: Option<Name<'d>>,
    pub(super) producer: Option<Name<'d>>,
    /// `DW_AT_stmt_list`: offset in `.debug_line`.
    pub(super) lines: Option<u64>,
    pub(super) low_pc: u64,
    pub(super) address_base: u64,
    string_base: u64,
    range_base: u64,
    /// Its DIEs are in a `.dwo` file.
    pub(super) is_skeleton: bool,
}

impl<'d> OpenUnit<'d> {
    /// Reads the root DIE, and the unit's abbreviations.
    pub(super) fn open(
        data: &DebugData<'d>,
        header: &UnitHeader<Reader<'d>>,
        abbreviations: &mut Abbreviations,
    ) -> Result<Self> {
        let encoding = header.encoding();
        let offset = header.debug_info_offset().map_or(0, |offset| offset.0);
        let end = offset.checked_add(header.length_including_self());
        let bytes = end.and_then(|end| data.info.get(offset..end));
        let bytes = bytes.filter(|bytes| bytes.len() < u32::MAX as usize);
        let is_skeleton =
            matches!(header.type_(), UnitType::Skeleton(_) | UnitType::SplitCompilation(_));
        let mut unit = Self {
            offset: offset as u64,
            bytes: bytes.ok_or(Error::UnsupportedOffset)?,
            root: header.root_offset().0,
            encoding,
            name: None,
            compile_dir: None,
            producer: None,
            lines: None,
            low_pc: 0,
            address_base: 0,
            string_base: 0,
            range_base: 0,
            is_skeleton,
        };
        let table = header.debug_abbrev_offset().0 as u64;
        abbreviations.load(data.abbreviation_table(table), table, encoding)?;
        unit.read_root(data, abbreviations)?;
        Ok(unit)
    }

    fn read_root(&mut self, data: &DebugData<'d>, abbreviations: &Abbreviations) -> Result<()> {
        let mut cursor = self.cursor(data, self.root as u64)?;
        let mut code = 0;
        while code == 0 {
            if cursor.is_empty() {
                return Err(Error::MissingUnitDie);
            }
            code = cursor.uleb()?;
        }
        let record = abbreviations.get(code)?;
        let specs = abbreviations.read_specs(data, record)?;
        let (mut name, mut compile_dir, mut producer, mut low_pc) = (None, None, None, None);
        for spec in specs {
            let spec = sized(spec, self.encoding.format);
            let value = form::read(&mut cursor, spec.form, Some(spec.implicit), self.encoding)?;
            match (spec.name, value) {
                (dw::DW_AT_name, value) => name = Some(value),
                (dw::DW_AT_comp_dir, value) => compile_dir = Some(value),
                (dw::DW_AT_producer, value) => producer = producer.or(Some(value)),
                (dw::DW_AT_low_pc, value) => low_pc = Some(value),
                (dw::DW_AT_stmt_list, Value::SectionOffset(at)) => self.lines = Some(at),
                (dw::DW_AT_str_offsets_base, Value::SectionOffset(at)) => self.string_base = at,
                (dw::DW_AT_addr_base | dw::DW_AT_GNU_addr_base, Value::SectionOffset(at)) => {
                    self.address_base = at;
                }
                (dw::DW_AT_rnglists_base | dw::DW_AT_GNU_ranges_base, Value::SectionOffset(at)) => {
                    self.range_base = at;
                }
                (dw::DW_AT_GNU_dwo_id, value) => self.is_skeleton |= value.constant().is_some(),
                (dw::DW_AT_GNU_dwo_name, _) => self.is_skeleton |= self.encoding.version < 5,
                (dw::DW_AT_dwo_name, _) => self.is_skeleton |= self.encoding.version >= 5,
                _ => {}
            }
        }
        self.name = name.and_then(|name| self.text(data, name).ok());
        self.compile_dir = compile_dir.and_then(|dir| self.text(data, dir).ok());
        self.producer = producer.and_then(|producer| self.text(data, producer).ok());
        if let Some(low) = low_pc.map(|low| self.address(data, low)).transpose()?.flatten() {
            self.low_pc = low;
        }
        Ok(())
    }

    /// A cursor at an offset in the unit, behind its header.
    pub(super) fn cursor(&self, data: &DebugData<'d>, offset: u64) -> Result<Cursor<'d>> {
        let at = usize::try_from(offset).ok();
        let at = at.filter(|&at| at >= self.root && (at < self.bytes.len() || at == self.root));
        let at = at.ok_or(Error::OffsetOutOfBounds(offset))?;
        Ok(Cursor { bytes: self.bytes, at, big_endian: data.big_endian })
    }

    /// Offset behind the unit in `.debug_info`.
    pub(super) fn end(&self) -> u64 {
        self.offset + self.bytes.len() as u64
    }

    /// The string that a value names.
    #[inline]
    pub(super) fn text(&self, data: &DebugData<'d>, value: Value<'d>) -> Result<Name<'d>> {
        match value {
            Value::Text(from) => Ok(Name::own(from)),
            Value::StringAt(offset) => data.string(offset),
            Value::LineStringAt(offset) => data.line_string(offset),
            Value::StringIndex(index) => {
                let word = self.encoding.format.word_size();
                data.string(data.string_offset(self.string_base, index, word)?)
            }
            _ => Err(Error::ExpectedStringAttributeValue),
        }
    }

    /// The address that a value names; `None` if it is of another kind.
    #[inline]
    pub(super) fn address(&self, data: &DebugData<'d>, value: Value<'d>) -> Result<Option<u64>> {
        match value {
            Value::Address(address) => Ok(Some(address)),
            Value::AddressIndex(index) => self.indexed_address(data, index).map(Some),
            _ => Ok(None),
        }
    }

    pub(super) fn indexed_address(&self, data: &DebugData<'d>, index: u64) -> Result<u64> {
        data.address(self.address_base, index, self.encoding.address_size)
    }

    /// The offset of the list that `DW_AT_ranges` names; `None` if its form is unknown.
    pub(super) fn range_list(&self, data: &DebugData<'d>, value: Value<'d>) -> Result<Option<u64>> {
        match value {
            Value::SectionOffset(offset) => Ok(Some(offset)),
            Value::RangesIndex(index) => {
                let word = self.encoding.format.word_size();
                data.range_list(self.range_base, index, word).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The `.debug_info` offset that a reference names. References into a supplementary
    /// file (`dwz -m`) or a type unit are none.
    #[inline]
    pub(super) fn reference(&self, value: Option<Value<'d>>) -> Option<u64> {
        match value? {
            Value::UnitReference(offset) => self.offset.checked_add(offset),
            Value::InfoReference(offset) => Some(offset),
            _ => None,
        }
    }
}
