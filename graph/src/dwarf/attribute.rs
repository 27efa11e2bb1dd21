//! The attributes that are read of a DIE, gathered in one pass over its abbreviation.

use gimli::{DwAt, DwForm, Encoding, Result, constants as dw};

use super::abbreviation::Spec;
use super::cursor::{Cursor, end_of_input};
use super::form::{self, Value, Width};

/// An attribute that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Slot {
    Name,
    LinkageName,
    AbstractOrigin,
    Specification,
    CallOrigin,
    LowPc,
    HighPc,
    EntryPc,
    Ranges,
    ReturnPc,
    CallPc,
    Location,
    DeclFile,
    DeclLine,
    DeclColumn,
    CallFile,
    CallLine,
    CallColumn,
    External,
    Declaration,
    CallingConvention,
    /// None of them: passed over.
    Unasked,
}

const SLOTS: usize = Slot::Unasked as usize;

/// A step over the attributes of a DIE: bytes that nobody asks for, then an attribute.
#[derive(Clone, Copy, Debug)]
pub(super) struct Read {
    skip: u32,
    form: DwForm,
    slot: Slot,
    implicit: i64,
}

/// Compiles attributes to steps.
pub(super) fn compile(
    specs: impl IntoIterator<Item = Spec>,
    encoding: Encoding,
    reads: &mut Vec<Read>,
) {
    let mut skip = 0_u32;
    for Spec { name, form, implicit } in specs {
        let slot = Slot::of(name);
        match form::width(form, encoding) {
            Width::Fixed(size) if slot == Slot::Unasked && skip < u32::MAX / 4 => {
                skip += u32::from(size);
            }
            _ => {
                reads.push(Read { skip, form, slot, implicit });
                skip = 0;
            }
        }
    }
    if skip > 0 {
        // Takes no bytes itself.
        let form = dw::DW_FORM_flag_present;
        reads.push(Read { skip, form, slot: Slot::Unasked, implicit: 0 });
    }
}

/// Values of a subprogram, inlined instance, call site or variable. Serves one DIE after the
/// other.
pub(super) struct Attributes<'d> {
    /// A bit for each slot that has a value.
    set: u32,
    values: [Value<'d>; SLOTS],
}

impl Default for Attributes<'_> {
    fn default() -> Self {
        Self { set: 0, values: [Value::Other; SLOTS] }
    }
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
        &mut self,
        cursor: &mut Cursor<'d>,
        reads: &[Read],
        encoding: Encoding,
    ) -> Result<()> {
        self.set = 0;
        for read in reads {
            let at = cursor.at + read.skip as usize;
            if at > cursor.bytes.len() {
                return Err(end_of_input());
            }
            cursor.at = at;
            match read.slot {
                Slot::Unasked => form::skip(cursor, read.form, encoding)?,
                slot => {
                    let value = &mut self.values[slot as usize];
                    form::read_into(cursor, read.form, Some(read.implicit), encoding, value)?;
                    self.set |= 1 << slot as u32;
                }
            }
        }
        Ok(())
    }

    /// The value of an attribute.
    #[inline]
    pub(super) fn get(&self, slot: Slot) -> Option<Value<'d>> {
        self.has(slot).then(|| self.values[slot as usize])
    }

    #[inline]
    pub(super) fn has(&self, slot: Slot) -> bool {
        self.set >> slot as u32 & 1 != 0
    }

    /// True for a flag that is set.
    #[inline]
    pub(super) fn flag(&self, slot: Slot) -> bool {
        self.number(slot).is_some_and(|number| number != 0)
    }

    #[inline]
    pub(super) fn decl(&self) -> PlaceAttributes {
        self.place([Slot::DeclFile, Slot::DeclLine, Slot::DeclColumn])
    }

    #[inline]
    pub(super) fn call(&self) -> PlaceAttributes {
        self.place([Slot::CallFile, Slot::CallLine, Slot::CallColumn])
    }

    /// True if `DW_AT_calling_convention` is `DW_CC_nocall`.
    #[inline]
    pub(super) fn is_nocall(&self) -> bool {
        self.number(Slot::CallingConvention) == Some(u64::from(dw::DW_CC_nocall.0))
    }

    #[inline]
    fn place(&self, [file, line, column]: [Slot; 3]) -> PlaceAttributes {
        PlaceAttributes {
            file: self.number(file),
            line: self.number(line).unwrap_or_default(),
            column: self.number(column).unwrap_or_default(),
        }
    }

    /// A number; 0 for what is none.
    #[inline]
    fn number(&self, slot: Slot) -> Option<u64> {
        self.get(slot).map(|value| value.number().unwrap_or_default())
    }
}

impl Slot {
    fn of(name: DwAt) -> Self {
        match name {
            dw::DW_AT_name => Self::Name,
            // The second is what GCC and clang wrote before DWARF 4 named the first.
            dw::DW_AT_linkage_name | dw::DW_AT_MIPS_linkage_name => Self::LinkageName,
            dw::DW_AT_abstract_origin => Self::AbstractOrigin,
            dw::DW_AT_specification => Self::Specification,
            dw::DW_AT_call_origin => Self::CallOrigin,
            dw::DW_AT_low_pc => Self::LowPc,
            dw::DW_AT_high_pc => Self::HighPc,
            dw::DW_AT_entry_pc => Self::EntryPc,
            dw::DW_AT_ranges => Self::Ranges,
            dw::DW_AT_call_return_pc => Self::ReturnPc,
            dw::DW_AT_call_pc => Self::CallPc,
            dw::DW_AT_location => Self::Location,
            dw::DW_AT_decl_file => Self::DeclFile,
            dw::DW_AT_decl_line => Self::DeclLine,
            dw::DW_AT_decl_column => Self::DeclColumn,
            dw::DW_AT_call_file => Self::CallFile,
            dw::DW_AT_call_line => Self::CallLine,
            dw::DW_AT_call_column => Self::CallColumn,
            dw::DW_AT_external => Self::External,
            dw::DW_AT_declaration => Self::Declaration,
            dw::DW_AT_calling_convention => Self::CallingConvention,
            _ => Self::Unasked,
        }
    }
}
