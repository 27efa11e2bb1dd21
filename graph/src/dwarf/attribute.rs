//! The attributes that are read of a DIE, gathered in one pass over its abbreviation.

use gimli::{
    Abbreviation, Attribute, AttributeValue, DwAt, EntriesRaw, UnitHeader, UnitOffset,
    constants as dw,
};

use super::Reader;

/// Raw attribute values of a subprogram, inlined instance, call site or variable.
#[derive(Default)]
pub(super) struct Attributes<'d> {
    pub(super) name: Option<AttributeValue<Reader<'d>>>,
    pub(super) linkage_name: Option<AttributeValue<Reader<'d>>>,
    pub(super) decl: PlaceAttributes,
    pub(super) call: PlaceAttributes,
    pub(super) abstract_origin: Option<AttributeValue<Reader<'d>>>,
    pub(super) specification: Option<AttributeValue<Reader<'d>>>,
    pub(super) call_origin: Option<AttributeValue<Reader<'d>>>,
    pub(super) low_pc: Option<AttributeValue<Reader<'d>>>,
    pub(super) high_pc: Option<AttributeValue<Reader<'d>>>,
    pub(super) entry_pc: Option<AttributeValue<Reader<'d>>>,
    pub(super) ranges: Option<AttributeValue<Reader<'d>>>,
    pub(super) return_pc: Option<AttributeValue<Reader<'d>>>,
    pub(super) call_pc: Option<AttributeValue<Reader<'d>>>,
    pub(super) location: Option<AttributeValue<Reader<'d>>>,
    pub(super) external: bool,
    pub(super) declaration: bool,
    pub(super) nocall: bool,
}

/// `DW_AT_decl_*` or `DW_AT_call_*` as numbers.
#[derive(Clone, Copy, Default)]
pub(super) struct PlaceAttributes {
    pub(super) file: Option<u64>,
    pub(super) line: u64,
    pub(super) column: u64,
}

impl<'d> Attributes<'d> {
    /// Reads the attributes of the DIE that `entries` stands at.
    pub(super) fn read(
        entries: &mut EntriesRaw<'_, Reader<'d>>,
        abbreviation: &Abbreviation,
    ) -> gimli::Result<Self> {
        let mut found = Self::default();
        for spec in abbreviation.attributes() {
            found.take(&entries.read_attribute(*spec)?);
        }
        Ok(found)
    }

    fn take(&mut self, attribute: &Attribute<Reader<'d>>) {
        let value = attribute.value();
        let slot = match attribute.name() {
            dw::DW_AT_name => &mut self.name,
            // The second is what GCC and clang wrote before DWARF 4 named the first.
            dw::DW_AT_linkage_name | dw::DW_AT_MIPS_linkage_name => &mut self.linkage_name,
            dw::DW_AT_abstract_origin => &mut self.abstract_origin,
            dw::DW_AT_specification => &mut self.specification,
            dw::DW_AT_call_origin => &mut self.call_origin,
            dw::DW_AT_low_pc => &mut self.low_pc,
            dw::DW_AT_high_pc => &mut self.high_pc,
            dw::DW_AT_entry_pc => &mut self.entry_pc,
            dw::DW_AT_ranges => &mut self.ranges,
            dw::DW_AT_call_return_pc => &mut self.return_pc,
            dw::DW_AT_call_pc => &mut self.call_pc,
            dw::DW_AT_location => &mut self.location,
            other => return self.take_number(other, &value),
        };
        *slot = Some(value);
    }

    fn take_number(&mut self, name: DwAt, value: &AttributeValue<Reader<'d>>) {
        let number = match *value {
            AttributeValue::FileIndex(index) => Some(index),
            AttributeValue::Flag(flag) => Some(u64::from(flag)),
            AttributeValue::CallingConvention(cc) => Some(u64::from(cc.0)),
            _ => value.udata_value(),
        };
        let number = number.unwrap_or_default();
        match name {
            dw::DW_AT_decl_file => self.decl.file = Some(number),
            dw::DW_AT_decl_line => self.decl.line = number,
            dw::DW_AT_decl_column => self.decl.column = number,
            dw::DW_AT_call_file => self.call.file = Some(number),
            dw::DW_AT_call_line => self.call.line = number,
            dw::DW_AT_call_column => self.call.column = number,
            dw::DW_AT_external => self.external = number != 0,
            dw::DW_AT_declaration => self.declaration = number != 0,
            dw::DW_AT_calling_convention => self.nocall = number == u64::from(dw::DW_CC_nocall.0),
            _ => {}
        }
    }
}

/// The `.debug_info` offset that a reference attribute names. References into a
/// supplementary file (`dwz -m`) or a type unit are none.
pub(super) fn reference<'d>(
    header: &UnitHeader<Reader<'d>>,
    value: Option<AttributeValue<Reader<'d>>>,
) -> Option<u64> {
    match value? {
        AttributeValue::UnitRef(offset) => {
            let UnitOffset(offset) = offset;
            let base = header.debug_info_offset()?.0;
            Some(base.checked_add(offset)? as u64)
        }
        AttributeValue::DebugInfoRef(offset) => Some(offset.0 as u64),
        _ => None,
    }
}
