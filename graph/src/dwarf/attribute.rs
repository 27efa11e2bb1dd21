//! The attributes that are read of a DIE, gathered in one pass over its abbreviation.

use gimli::{DwAt, Encoding, Result, constants as dw};

use super::abbreviation::Spec;
use super::cursor::Cursor;
use super::form::{self, Value};

/// Values of a subprogram, inlined instance, call site or variable.
#[derive(Default)]
pub(super) struct Attributes<'d> {
    pub(super) name: Option<Value<'d>>,
    pub(super) linkage_name: Option<Value<'d>>,
    pub(super) decl: PlaceAttributes,
    pub(super) call: PlaceAttributes,
    pub(super) abstract_origin: Option<Value<'d>>,
    pub(super) specification: Option<Value<'d>>,
    pub(super) call_origin: Option<Value<'d>>,
    pub(super) low_pc: Option<Value<'d>>,
    pub(super) high_pc: Option<Value<'d>>,
    pub(super) entry_pc: Option<Value<'d>>,
    pub(super) ranges: Option<Value<'d>>,
    pub(super) return_pc: Option<Value<'d>>,
    pub(super) call_pc: Option<Value<'d>>,
    pub(super) location: Option<Value<'d>>,
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
    /// Reads the attributes of the DIE that the cursor stands in.
    #[inline]
    pub(super) fn read(
        cursor: &mut Cursor<'d>,
        specs: &[Spec],
        encoding: Encoding,
    ) -> Result<Self> {
        let mut found = Self::default();
        for spec in specs {
            let value = form::read(cursor, spec.form, Some(spec.implicit), encoding)?;
            found.take(spec.name, value);
        }
        Ok(found)
    }

    #[inline]
    fn take(&mut self, name: DwAt, value: Value<'d>) {
        let slot = match name {
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
            other => return self.take_number(other, value.number().unwrap_or_default()),
        };
        *slot = Some(value);
    }

    #[inline]
    fn take_number(&mut self, name: DwAt, number: u64) {
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
