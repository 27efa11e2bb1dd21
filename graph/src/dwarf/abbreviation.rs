//! A table of abbreviations (DWARF 5, 7.5.3) becomes records that a scan can walk by: how
//! many bytes a DIE takes, where that is fixed; else the steps over its attributes.

use std::collections::BTreeMap;

use gimli::{DwAt, DwForm, DwTag, Encoding, Error, Format, Result, constants as dw};

use super::attribute::{self, Read};
use super::cursor::{Cursor, end_of_input};
use super::debug_data::DebugData;
use super::form::{self, Width};

/// What a DIE is to the walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing.
    Other,
    Subprogram,
    Inlined,
    CallSite,
    /// A variable that may have static storage.
    Variable,
}

/// One abbreviation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record {
    /// Bytes of all attributes; `VARIABLE` where that depends on the DIE.
    pub(super) size: u32,
    /// Its first step, where the size is variable.
    steps: u32,
    /// The steps over its attributes, for DIEs that are read.
    reads: (u32, u32),
    pub(super) kind: Kind,
    pub(super) has_children: bool,
    /// Where its attributes stand, from the table's begin.
    at: u32,
}

pub(super) const VARIABLE: u32 = u32::MAX;

/// All that a scan needs of a DIE that it passes over in one step: four bytes, so that the
/// table of a unit leaves room for DIEs in the nearest cache.
#[derive(Clone, Copy, Debug)]
pub(super) struct Brief(u32);

impl Brief {
    /// The record has to be looked at.
    const LOOK: Self = Self(1 << 31);
    /// The end of a list of children, code 0.
    const NULL: Self = Self(0);

    fn new(record: &Record) -> Self {
        if record.kind != Kind::Other || record.size >= 1 << 24 {
            return Self::LOOK;
        }
        Self(record.size | (1 + u32::from(record.has_children)) << 24)
    }

    #[inline]
    pub(super) fn is_enough(self) -> bool {
        self.0 & Self::LOOK.0 == 0
    }

    /// Bytes of all attributes.
    #[inline]
    pub(super) fn size(self) -> usize {
        (self.0 & 0xff_ffff) as usize
    }

    /// How much deeper the next DIE stands.
    #[inline]
    pub(super) fn deeper(self) -> i64 {
        i64::from(self.0 >> 24) - 1
    }
}

/// An attribute of an abbreviation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spec {
    pub(super) name: DwAt,
    pub(super) form: DwForm,
    pub(super) implicit: i64,
}

/// Some bytes, and a form of variable width behind them.
#[derive(Clone, Copy, Debug)]
struct Step {
    skip: u32,
    then: Then,
}

#[derive(Clone, Copy, Debug)]
enum Then {
    End,
    Leb,
    Text,
    /// `DW_FORM_exprloc` and `DW_FORM_block`.
    Block,
    Block1,
    Form(DwForm),
}

/// The abbreviations of one unit. Its memory serves the next unit.
#[derive(Default)]
pub(super) struct Abbreviations {
    /// By code, from 1 on without gaps; the rest in `sparse`.
    dense: Vec<Record>,
    /// By code, from 0 on.
    briefs: Vec<Brief>,
    sparse: BTreeMap<u64, Record>,
    steps: Vec<Step>,
    reads: Vec<Read>,
    /// Attributes of the record being compiled.
    specs: Vec<Spec>,
    /// What the table was read from.
    read: Option<(u64, Encoding)>,
    failed: Option<Error>,
}

impl Abbreviations {
    /// Reads `table`, which begins at an offset of `.debug_abbrev`, if it is not the one at hand.
    pub(super) fn load(
        &mut self,
        table: Result<Cursor<'_>>,
        offset: u64,
        encoding: Encoding,
    ) -> Result<()> {
        if self.read != Some((offset, encoding)) {
            self.dense.clear();
            self.briefs.clear();
            self.briefs.push(Brief::NULL);
            self.sparse.clear();
            self.steps.clear();
            self.reads.clear();
            self.read = Some((offset, encoding));
            self.failed = table.and_then(|cursor| self.parse(cursor, encoding)).err();
        }
        self.failed.map_or(Ok(()), Err)
    }

    /// What a scan needs of a DIE of this code.
    #[inline]
    pub(super) fn brief(&self, code: usize) -> Brief {
        self.briefs.get(code).copied().unwrap_or(Brief::LOOK)
    }

    #[inline]
    pub(super) fn get(&self, code: u64) -> Result<&Record> {
        let dense =
            usize::try_from(code).ok().and_then(|code| self.dense.get(code.wrapping_sub(1)));
        match dense {
            Some(record) => Ok(record),
            None => self.sparse.get(&code).ok_or(Error::InvalidAbbreviationCode(code)),
        }
    }

    /// The attributes of a DIE that is read.
    #[inline]
    pub(super) fn reads(&self, record: &Record) -> &[Read] {
        &self.reads[record.reads.0 as usize..record.reads.1 as usize]
    }

    /// The attributes of any DIE, read once more.
    pub(super) fn read_specs(&self, data: &DebugData<'_>, record: &Record) -> Result<Vec<Spec>> {
        let mut cursor = data.abbreviation_table(self.read.map_or(0, |(offset, _)| offset))?;
        cursor.take(u64::from(record.at))?;
        let mut specs = Vec::new();
        while let Some(spec) = spec(&mut cursor)? {
            specs.push(spec);
        }
        Ok(specs)
    }

    /// Passes over the attributes of a DIE of variable size.
    #[inline]
    pub(super) fn skip(
        &self,
        record: &Record,
        cursor: &mut Cursor<'_>,
        encoding: Encoding,
    ) -> Result<()> {
        let steps = self.steps.get(record.steps as usize..).unwrap_or_default();
        for step in steps {
            let at = cursor.at + step.skip as usize;
            if at > cursor.bytes.len() {
                return Err(end_of_input());
            }
            cursor.at = at;
            match step.then {
                Then::End => break,
                Then::Leb => cursor.skip_leb()?,
                Then::Text => {
                    cursor.text()?;
                }
                Then::Block => {
                    let length = cursor.uleb()?;
                    cursor.take(length)?;
                }
                Then::Block1 => {
                    let length = cursor.u8()?;
                    cursor.take(u64::from(length))?;
                }
                Then::Form(form) => form::skip(cursor, form, encoding)?,
            }
        }
        Ok(())
    }

    fn parse(&mut self, mut cursor: Cursor<'_>, encoding: Encoding) -> Result<()> {
        // A table without its end is read as far as it goes.
        while !cursor.is_empty() {
            let code = cursor.uleb()?;
            if code == 0 {
                break;
            }
            let tag = DwTag(cursor.uleb16()?);
            if tag.0 == 0 {
                return Err(Error::AbbreviationTagZero);
            }
            let has_children = match gimli::DwChildren(cursor.u8()?) {
                dw::DW_CHILDREN_no => false,
                dw::DW_CHILDREN_yes => true,
                other => return Err(Error::InvalidAbbreviationChildren(other)),
            };
            let record = self.record(&mut cursor, tag, has_children, encoding)?;
            self.insert(code, record)?;
        }
        Ok(())
    }

    /// Compiles the attributes that the cursor stands before.
    fn record(
        &mut self,
        cursor: &mut Cursor<'_>,
        tag: DwTag,
        has_children: bool,
        encoding: Encoding,
    ) -> Result<Record> {
        let at = u32::try_from(cursor.at).map_err(|_| Error::UnsupportedOffset)?;
        let (first_step, first_read) = (self.steps.len(), self.reads.len());
        self.specs.clear();
        let kind = kind_of(tag);
        let mut location = None;
        let mut skip = 0_u32;
        while let Some(spec) = spec(cursor)? {
            if kind != Kind::Other {
                self.specs.push(sized(spec, encoding.format));
            }
            if spec.name == dw::DW_AT_location && location.is_none() {
                location = Some(spec.form);
            }
            let then = match form::width(spec.form, encoding) {
                Width::Fixed(size) if skip < VARIABLE / 4 => {
                    skip += u32::from(size);
                    continue;
                }
                Width::Leb => Then::Leb,
                Width::Text => Then::Text,
                Width::Block(0) => Then::Block,
                Width::Block(1) => Then::Block1,
                _ => Then::Form(spec.form),
            };
            self.steps.push(Step { skip, then });
            skip = 0;
        }
        let size = if self.steps.len() == first_step {
            skip
        } else {
            self.steps.push(Step { skip, then: Then::End });
            VARIABLE
        };
        let kind = match kind {
            Kind::Variable if !location.is_some_and(is_expression) => Kind::Other,
            kind => kind,
        };
        if kind != Kind::Other {
            attribute::compile(self.specs.drain(..), encoding, &mut self.reads);
        }
        let reads = (first_read as u32, self.reads.len() as u32);
        Ok(Record { size, steps: first_step as u32, reads, kind, has_children, at })
    }

    fn insert(&mut self, code: u64, record: Record) -> Result<()> {
        let next = self.dense.len() as u64 + 1;
        if code < next || self.sparse.contains_key(&code) {
            return Err(Error::DuplicateAbbreviationCode(code));
        }
        if code == next {
            self.dense.push(record);
            self.briefs.push(Brief::new(&record));
        } else {
            self.sparse.insert(code, record);
        }
        Ok(())
    }
}

/// The next attribute; `None` behind the last.
#[inline]
fn spec(cursor: &mut Cursor<'_>) -> Result<Option<Spec>> {
    // Most take a byte each.
    let (name, form) = match *cursor.rest() {
        [name @ 0..0x80, form @ 0..0x80, ..] => {
            cursor.at += 2;
            (DwAt(u16::from(name)), DwForm(u16::from(form)))
        }
        _ => (DwAt(cursor.uleb16()?), DwForm(cursor.uleb16()?)),
    };
    match (name.0, form.0) {
        (0, 0) => return Ok(None),
        (0, _) => return Err(Error::AttributeNameZero),
        (_, 0) => return Err(Error::AttributeFormZero),
        _ => {}
    }
    let implicit = if form == dw::DW_FORM_implicit_const { cursor.sleb()? } else { 0 };
    Ok(Some(Spec { name, form, implicit }))
}

/// Before DWARF 4 offsets in a section had the form of numbers.
pub(super) fn sized(spec: Spec, format: Format) -> Spec {
    let number = match format {
        Format::Dwarf32 => dw::DW_FORM_data4,
        Format::Dwarf64 => dw::DW_FORM_data8,
    };
    let names = [dw::DW_AT_ranges, dw::DW_AT_stmt_list, dw::DW_AT_location];
    if spec.form == number && names.contains(&spec.name) {
        return Spec { form: dw::DW_FORM_sec_offset, ..spec };
    }
    spec
}

fn kind_of(tag: DwTag) -> Kind {
    match tag {
        dw::DW_TAG_subprogram => Kind::Subprogram,
        dw::DW_TAG_inlined_subroutine => Kind::Inlined,
        dw::DW_TAG_call_site | dw::DW_TAG_GNU_call_site => Kind::CallSite,
        dw::DW_TAG_variable => Kind::Variable,
        _ => Kind::Other,
    }
}

/// Most variables of optimised code have a list of locations, or none: they live in
/// registers and on the stack.
fn is_expression(form: DwForm) -> bool {
    matches!(
        form,
        dw::DW_FORM_exprloc
            | dw::DW_FORM_block
            | dw::DW_FORM_block1
            | dw::DW_FORM_block2
            | dw::DW_FORM_block4
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENCODING: Encoding = Encoding { format: Format::Dwarf32, version: 5, address_size: 8 };

    fn load(table: &[u8]) -> (Abbreviations, Result<()>) {
        let mut read = Abbreviations::default();
        let result = read.load(Ok(Cursor::new(table, false)), 0, ENCODING);
        (read, result)
    }

    #[test]
    fn fixed_and_variable_sizes_are_told_apart() {
        // A base type: two numbers of a byte; a member: a number of a byte, a string, one of 2.
        let table = [
            1, 0x24, 0, 0x0b, 0x0b, 0x3e, 0x0b, 0, 0, 2, 0x0d, 1, 0x3a, 0x0b, 3, 8, 0x3b, 5, 0, 0,
            0,
        ];
        let (read, result) = load(&table);
        assert_eq!(result, Ok(()));
        let fixed = read.get(1).map(|record| (record.size, record.has_children));
        assert_eq!(fixed, Ok((2, false)));
        let member = *read.get(2).unwrap_or_else(|_| unreachable!());
        assert_eq!((member.size, member.has_children), (VARIABLE, true));
        let die = [1, b'a', b'b', 0, 5, 6, 7];
        let mut cursor = Cursor::new(&die, false);
        assert_eq!(read.skip(&member, &mut cursor, ENCODING), Ok(()));
        assert_eq!(cursor.at, 6);
        assert!(read.skip(&member, &mut Cursor::new(&die[..5], false), ENCODING).is_err());
        assert!(read.skip(&member, &mut Cursor::new(&die[..3], false), ENCODING).is_err());
    }

    #[test]
    fn codes_may_be_huge_and_have_gaps_but_not_repeat() {
        let entry = |code: &[u8]| [code, &[0x24, 0, 0, 0]].concat();
        let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1];
        let (read, result) = load(&[entry(&[2]), entry(&huge), entry(&[1])].concat());
        assert_eq!(result, Ok(()));
        assert!(read.get(1).is_ok() && read.get(2).is_ok() && read.get(u64::MAX).is_ok());
        assert_eq!(read.get(0).err(), Some(Error::InvalidAbbreviationCode(0)));
        assert_eq!(read.get(3).err(), Some(Error::InvalidAbbreviationCode(3)));
        let twice = [entry(&[2]), entry(&[1]), entry(&[2])].concat();
        assert_eq!(load(&twice).1, Err(Error::DuplicateAbbreviationCode(2)));
        let twice = [entry(&[1]), entry(&[1])].concat();
        assert_eq!(load(&twice).1, Err(Error::DuplicateAbbreviationCode(1)));
    }

    #[test]
    fn damaged_tables_are_turned_away_each_time() {
        let cases: [(&[u8], Error); 5] = [
            (&[1, 0, 0, 0, 0], Error::AbbreviationTagZero),
            (&[1, 0x24, 2, 0, 0], Error::InvalidAbbreviationChildren(gimli::DwChildren(2))),
            (&[1, 0x24, 0, 0, 8, 0, 0], Error::AttributeNameZero),
            (&[1, 0x24, 0, 3, 0, 0, 0], Error::AttributeFormZero),
            (&[1, 0x24, 0, 3], end_of_input()),
        ];
        for (table, error) in cases {
            let (mut read, result) = load(table);
            assert_eq!(result, Err(error));
            // Another unit that uses the table is told the same.
            assert_eq!(read.load(Ok(Cursor::new(table, false)), 0, ENCODING), Err(error));
        }
        let mut read = Abbreviations::default();
        assert!(read.load(Cursor::within(&[0], 2, false), 2, ENCODING).is_err());
    }

    #[test]
    fn unknown_forms_matter_where_they_are_met() {
        let (read, result) = load(&[1, 0x24, 0, 3, 0x0b, 0x3e, 0x7e, 0, 0, 0]);
        assert_eq!(result, Ok(()));
        let record = *read.get(1).unwrap_or_else(|_| unreachable!());
        let skip = |die| read.skip(&record, &mut Cursor::new(die, false), ENCODING);
        assert_eq!(skip(&[1, 2]), Err(Error::UnknownForm(DwForm(0x7e))));
        assert_eq!(skip(&[]), Err(end_of_input()));
    }
}
