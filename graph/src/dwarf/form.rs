//! Forms of attributes: how many bytes each takes, and what they say (DWARF 5, 7.5.6).

use gimli::{DwForm, Encoding, Error, Result, constants as dw};

use super::cursor::Cursor;

/// How far a form reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Width {
    Fixed(u8),
    Leb,
    Text,
    /// A block whose length takes so many bytes; 0 for a LEB128.
    Block(u8),
    /// The form stands before the value.
    Indirect,
    Unknown,
}

/// An attribute's value, by what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'d> {
    Address(u64),
    AddressIndex(u64),
    Unsigned(u64),
    Signed(i64),
    /// 0 or 1. As wide as a number: a byte beside the tag would make every copy of a value
    /// one of odd pieces, each of which waits for what was stored just before.
    Flag(u64),
    /// A string, from its first byte to the end of the unit.
    Text(&'d [u8]),
    /// Offset in `.debug_str`.
    StringAt(u64),
    /// Offset in `.debug_line_str`.
    LineStringAt(u64),
    StringIndex(u64),
    /// Offset in the unit.
    UnitReference(u64),
    /// Offset in `.debug_info`.
    InfoReference(u64),
    /// Offset in the section that the attribute speaks of.
    SectionOffset(u64),
    RangesIndex(u64),
    Block(&'d [u8]),
    Expression(&'d [u8]),
    /// Nothing that is asked for: other files, type units, location lists.
    Other,
}

impl Value<'_> {
    /// A constant that is not negative.
    #[inline]
    pub(super) fn constant(self) -> Option<u64> {
        match self {
            Self::Unsigned(value) => Some(value),
            Self::Signed(value) => u64::try_from(value).ok(),
            _ => None,
        }
    }

    /// A constant, or 1 for a flag that is set.
    #[inline]
    pub(super) fn number(self) -> Option<u64> {
        match self {
            Self::Flag(value) => Some(value),
            other => other.constant(),
        }
    }
}

/// How far a form reaches in a unit of this encoding.
pub(super) fn width(form: DwForm, encoding: Encoding) -> Width {
    let word = encoding.format.word_size();
    match form {
        dw::DW_FORM_implicit_const | dw::DW_FORM_flag_present => Width::Fixed(0),
        dw::DW_FORM_data1
        | dw::DW_FORM_flag
        | dw::DW_FORM_strx1
        | dw::DW_FORM_ref1
        | dw::DW_FORM_addrx1 => Width::Fixed(1),
        dw::DW_FORM_data2 | dw::DW_FORM_ref2 | dw::DW_FORM_addrx2 | dw::DW_FORM_strx2 => {
            Width::Fixed(2)
        }
        dw::DW_FORM_addrx3 | dw::DW_FORM_strx3 => Width::Fixed(3),
        dw::DW_FORM_data4
        | dw::DW_FORM_ref_sup4
        | dw::DW_FORM_ref4
        | dw::DW_FORM_strx4
        | dw::DW_FORM_addrx4 => Width::Fixed(4),
        dw::DW_FORM_data8 | dw::DW_FORM_ref8 | dw::DW_FORM_ref_sig8 | dw::DW_FORM_ref_sup8 => {
            Width::Fixed(8)
        }
        dw::DW_FORM_data16 => Width::Fixed(16),
        dw::DW_FORM_addr => Width::Fixed(encoding.address_size),
        // In DWARF 2 it has the size of an address.
        dw::DW_FORM_ref_addr if encoding.version == 2 => Width::Fixed(encoding.address_size),
        dw::DW_FORM_sec_offset
        | dw::DW_FORM_GNU_ref_alt
        | dw::DW_FORM_strp
        | dw::DW_FORM_strp_sup
        | dw::DW_FORM_GNU_strp_alt
        | dw::DW_FORM_line_strp
        | dw::DW_FORM_ref_addr => Width::Fixed(word),
        dw::DW_FORM_udata
        | dw::DW_FORM_sdata
        | dw::DW_FORM_ref_udata
        | dw::DW_FORM_strx
        | dw::DW_FORM_GNU_str_index
        | dw::DW_FORM_addrx
        | dw::DW_FORM_GNU_addr_index
        | dw::DW_FORM_loclistx
        | dw::DW_FORM_rnglistx => Width::Leb,
        dw::DW_FORM_string => Width::Text,
        dw::DW_FORM_block1 => Width::Block(1),
        dw::DW_FORM_block2 => Width::Block(2),
        dw::DW_FORM_block4 => Width::Block(4),
        dw::DW_FORM_block | dw::DW_FORM_exprloc => Width::Block(0),
        dw::DW_FORM_indirect => Width::Indirect,
        _ => Width::Unknown,
    }
}

/// Passes over a value.
pub(super) fn skip(cursor: &mut Cursor<'_>, mut form: DwForm, encoding: Encoding) -> Result<()> {
    loop {
        let length = match width(form, encoding) {
            Width::Fixed(size) => u64::from(size),
            Width::Leb => return cursor.skip_leb(),
            Width::Text => return cursor.text().map(|_| ()),
            Width::Block(0) => cursor.uleb()?,
            Width::Block(size) => cursor.uint(size)?,
            // Each turn takes a byte at least.
            Width::Indirect => {
                form = DwForm(cursor.uleb16()?);
                continue;
            }
            Width::Unknown => return Err(Error::UnknownForm(form)),
        };
        return cursor.take(length).map(|_| ());
    }
}

/// Reads a value. `implicit` is that of `DW_FORM_implicit_const`.
#[inline]
pub(super) fn read<'d>(
    cursor: &mut Cursor<'d>,
    form: DwForm,
    implicit: Option<i64>,
    encoding: Encoding,
) -> Result<Value<'d>> {
    let mut value = Value::Other;
    read_into(cursor, form, implicit, encoding, &mut value)?;
    Ok(value)
}

/// As [`read`]. A value that never shares its place with an error is stored in one piece.
#[inline]
pub(super) fn read_into<'d>(
    cursor: &mut Cursor<'d>,
    form: DwForm,
    implicit: Option<i64>,
    encoding: Encoding,
    value: &mut Value<'d>,
) -> Result<()> {
    let word = encoding.format.word_size();
    *value = match form {
        dw::DW_FORM_data1 => Value::Unsigned(u64::from(cursor.u8()?)),
        dw::DW_FORM_data2 => Value::Unsigned(u64::from(cursor.u16()?)),
        dw::DW_FORM_data4 => Value::Unsigned(u64::from(cursor.u32()?)),
        dw::DW_FORM_data8 => Value::Unsigned(cursor.u64()?),
        dw::DW_FORM_udata => Value::Unsigned(cursor.uleb()?),
        dw::DW_FORM_sdata => Value::Signed(cursor.sleb()?),
        dw::DW_FORM_implicit_const => Value::Signed(implicit.ok_or(Error::InvalidImplicitConst)?),
        dw::DW_FORM_flag => Value::Flag(u64::from(cursor.u8()? != 0)),
        dw::DW_FORM_flag_present => Value::Flag(1),
        dw::DW_FORM_ref4 => Value::UnitReference(u64::from(cursor.u32()?)),
        dw::DW_FORM_strp => Value::StringAt(cursor.uint(word)?),
        dw::DW_FORM_addr => Value::Address(cursor.uint(encoding.address_size)?),
        dw::DW_FORM_sec_offset => Value::SectionOffset(cursor.uint(word)?),
        dw::DW_FORM_exprloc => Value::Expression({
            let length = cursor.uleb()?;
            cursor.take(length)?
        }),
        dw::DW_FORM_indirect => read_indirect(cursor, encoding)?,
        _ => read_rare(cursor, form, encoding)?,
    };
    Ok(())
}

fn read_rare<'d>(cursor: &mut Cursor<'d>, form: DwForm, encoding: Encoding) -> Result<Value<'d>> {
    let word = encoding.format.word_size();
    Ok(match form {
        dw::DW_FORM_string => {
            let from = cursor.rest();
            cursor.text()?;
            Value::Text(from)
        }
        dw::DW_FORM_line_strp => Value::LineStringAt(cursor.uint(word)?),
        dw::DW_FORM_strx | dw::DW_FORM_GNU_str_index => Value::StringIndex(cursor.uleb()?),
        dw::DW_FORM_strx1 => Value::StringIndex(cursor.uint(1)?),
        dw::DW_FORM_strx2 => Value::StringIndex(cursor.uint(2)?),
        dw::DW_FORM_strx3 => Value::StringIndex(cursor.uint(3)?),
        dw::DW_FORM_strx4 => Value::StringIndex(cursor.uint(4)?),
        dw::DW_FORM_addrx | dw::DW_FORM_GNU_addr_index => Value::AddressIndex(cursor.uleb()?),
        dw::DW_FORM_addrx1 => Value::AddressIndex(cursor.uint(1)?),
        dw::DW_FORM_addrx2 => Value::AddressIndex(cursor.uint(2)?),
        dw::DW_FORM_addrx3 => Value::AddressIndex(cursor.uint(3)?),
        dw::DW_FORM_addrx4 => Value::AddressIndex(cursor.uint(4)?),
        dw::DW_FORM_ref1 => Value::UnitReference(cursor.uint(1)?),
        dw::DW_FORM_ref2 => Value::UnitReference(cursor.uint(2)?),
        dw::DW_FORM_ref8 => Value::UnitReference(cursor.u64()?),
        dw::DW_FORM_ref_udata => Value::UnitReference(cursor.uleb()?),
        dw::DW_FORM_ref_addr if encoding.version == 2 => {
            Value::InfoReference(cursor.uint(encoding.address_size)?)
        }
        dw::DW_FORM_ref_addr => Value::InfoReference(cursor.uint(word)?),
        dw::DW_FORM_rnglistx => Value::RangesIndex(cursor.uleb()?),
        dw::DW_FORM_block1 | dw::DW_FORM_block2 | dw::DW_FORM_block4 | dw::DW_FORM_block => {
            let length = match width(form, encoding) {
                Width::Block(size) if size > 0 => cursor.uint(size)?,
                _ => cursor.uleb()?,
            };
            Value::Block(cursor.take(length)?)
        }
        _ => {
            skip(cursor, form, encoding)?;
            Value::Other
        }
    })
}

fn read_indirect<'d>(cursor: &mut Cursor<'d>, encoding: Encoding) -> Result<Value<'d>> {
    // Each turn takes a byte at least.
    let mut form = dw::DW_FORM_indirect;
    while form == dw::DW_FORM_indirect {
        form = DwForm(cursor.uleb16()?);
    }
    read(cursor, form, None, encoding)
}

#[cfg(test)]
mod tests {
    use gimli::Format;

    use super::*;

    fn encodings() -> Vec<Encoding> {
        let mut all = Vec::new();
        for format in [Format::Dwarf32, Format::Dwarf64] {
            for version in 2..=5 {
                for address_size in [4, 8] {
                    all.push(Encoding { format, version, address_size });
                }
            }
        }
        all
    }

    fn cursor(bytes: &[u8]) -> Cursor<'_> {
        Cursor::new(bytes, false)
    }

    /// Every form that DWARF 5 (table 7.6) or GNU knows.
    fn known_forms() -> impl Iterator<Item = DwForm> {
        (0..=u16::MAX).map(DwForm).filter(|form| form.static_string().is_some())
    }

    #[test]
    fn reading_and_passing_over_take_the_same_bytes() {
        // Read as a length of 1, 2 or 4 bytes this is 3.
        let bytes = [3_u8, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9];
        let mut forms = 0;
        for encoding in encodings() {
            for form in known_forms().filter(|&form| width(form, encoding) != Width::Unknown) {
                let (mut one, mut other) = (cursor(&bytes), cursor(&bytes));
                let implicit = Some(1);
                if form == dw::DW_FORM_indirect {
                    continue;
                }
                assert!(read(&mut one, form, implicit, encoding).is_ok(), "{form} {encoding:?}");
                assert!(skip(&mut other, form, encoding).is_ok(), "{form}");
                assert_eq!(one.at, other.at, "{form} {encoding:?}");
                if let Width::Fixed(size) = width(form, encoding) {
                    assert_eq!(one.at, usize::from(size), "{form}");
                    let mut short = cursor(&bytes[..usize::from(size).saturating_sub(1)]);
                    assert_eq!(skip(&mut short, form, encoding).is_err(), size > 0, "{form}");
                }
                forms += 1;
            }
        }
        assert!(forms > 16 * 40, "{forms}");
    }

    #[test]
    fn sizes_are_those_of_gimli() {
        for encoding in encodings() {
            let header = gimli::UnitHeader::new(
                encoding,
                0,
                gimli::UnitType::Compilation,
                gimli::DebugAbbrevOffset(0),
                gimli::SectionId::DebugInfo,
                gimli::UnitSectionOffset(0),
                gimli::EndianSlice::new(&[], gimli::LittleEndian),
            );
            for form in known_forms() {
                let implicit = (form == dw::DW_FORM_implicit_const).then_some(1);
                let spec = gimli::AttributeSpecification::new(dw::DW_AT_name, form, implicit);
                let ours = match width(form, encoding) {
                    Width::Fixed(size) => Some(usize::from(size)),
                    _ => None,
                };
                assert_eq!(ours, spec.size(&header), "{form} {encoding:?}");
            }
        }
    }

    #[test]
    fn an_indirect_form_ends() {
        let encoding = encodings()[0];
        let loops = [0x16; 64];
        let read_it = |bytes| read(&mut cursor(bytes), dw::DW_FORM_indirect, None, encoding);
        assert!(read_it(&loops).is_err());
        assert!(skip(&mut cursor(&loops), dw::DW_FORM_indirect, encoding).is_err());
        assert_eq!(read_it(&[0x16, 0x0b, 7]), Ok(Value::Unsigned(7)));
        assert_eq!(read_it(&[0x21]), Err(Error::InvalidImplicitConst));
        assert_eq!(read_it(&[0x7f, 0]), Err(Error::UnknownForm(DwForm(0x7f))));
    }

    #[test]
    fn damaged_numbers_are_turned_away() {
        let long = [0x80_u8; 32];
        assert!(cursor(&long).skip_leb().is_err());
        assert_eq!(cursor(&long).uleb(), Err(Error::BadUnsignedLeb128));
        assert_eq!(cursor(&long).sleb(), Err(Error::BadSignedLeb128));
        assert!(cursor(&[0x80]).uleb().is_err());
        assert_eq!(
            cursor(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]).uleb(),
            Ok(u64::MAX)
        );
        assert_eq!(cursor(&[0x7f]).sleb(), Ok(-1));
        assert_eq!(cursor(&[0x80, 0x7f]).sleb(), Ok(-128));
        assert_eq!(cursor(&[0xb4, 0x80, 0x00]).uleb16(), Ok(0x34));
        assert_eq!(cursor(&[0x80, 0x80, 0x04]).uleb16(), Err(Error::BadUnsignedLeb128));
        assert!(cursor(&[0xff, 0xff, 3]).take(u64::MAX).is_err());
        assert_eq!(Cursor::new(&[1, 2, 3], true).uint(3), Ok(0x01_02_03));
        assert_eq!(cursor(&[1, 2, 3]).uint(3), Ok(0x03_02_01));
    }
}
