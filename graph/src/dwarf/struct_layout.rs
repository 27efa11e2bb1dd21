//! Structures by name: their size and where their members lie, and the static variables of
//! one of them. For small files: every DIE is looked at.

use std::collections::BTreeMap;

use gimli::{
    AttributeValue, DebuggingInformationEntry, Dwarf, Operation, Unit, UnitOffset, constants as dw,
};

use super::Reader;
use super::sections::DwarfSections;
use crate::notice::Notice;

/// Types followed from a variable: `const`, `volatile`, `typedef`.
const STEPS: usize = 8;

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct StructLayouts {
    /// By the name of the structure; of several definitions the first.
    pub(crate) structs: BTreeMap<String, StructLayout>,
    /// Addresses of the variables of the type asked for, sorted, each once.
    pub(crate) variables: Vec<u64>,
}

/// A structure.
#[derive(Debug, Default)]
pub(crate) struct StructLayout {
    /// `DW_AT_byte_size`.
    pub(crate) size: u64,
    /// Where its members lie by name, in bytes; without those of which that is unknown.
    pub(crate) members: BTreeMap<String, u64>,
}

impl DwarfSections<'_> {
    /// The structures of these names, and the static variables whose type is `of`.
    pub(crate) fn structs(&self, names: &[&str], of: &str) -> (StructLayouts, Vec<Notice>) {
        let dwarf = self.dwarf();
        let mut found = StructLayouts::default();
        let mut notices = Vec::new();
        let mut headers = dwarf.units();
        let mut begin = 0;
        loop {
            let read = headers.next().and_then(|header| {
                let Some(header) = header else { return Ok(false) };
                begin = header.debug_info_offset().map_or(begin, |offset| offset.0);
                let unit = dwarf.unit(header)?;
                unit_rows(&dwarf, &unit, (names, of), &mut found).map(|()| true)
            });
            match read {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    let place = format!(".debug_info, unit at {begin:#x}");
                    notices.push(Notice::incomplete(place, format!("cannot be read: {error}")));
                    break;
                }
            }
        }
        found.variables.sort_unstable();
        found.variables.dedup();
        (found, notices)
    }
}

fn unit_rows<'d>(
    dwarf: &Dwarf<Reader<'d>>,
    unit: &Unit<Reader<'d>>,
    (names, of): (&[&str], &str),
    found: &mut StructLayouts,
) -> gimli::Result<()> {
    let mut cursor = unit.entries();
    // The structure whose members come now: its name, if it is wanted, and its depth.
    let mut inside: Option<(String, isize)> = None;
    while let Some(entry) = cursor.next_dfs()? {
        let depth = entry.depth();
        if inside.as_ref().is_some_and(|(_, outer)| depth <= *outer) {
            inside = None;
        }
        match entry.tag() {
            dw::DW_TAG_structure_type => {
                // A declaration has none.
                let size = entry.attr_value(dw::DW_AT_byte_size);
                let size = size.and_then(|size| size.udata_value()).filter(|&size| size > 0);
                let Some(size) = size else { continue };
                let Some(name) = name(dwarf, unit, entry.attr_value(dw::DW_AT_name)) else {
                    continue;
                };
                if names.contains(&name.as_str()) && !found.structs.contains_key(&name) {
                    let layout = StructLayout { size, ..StructLayout::default() };
                    found.structs.insert(name.clone(), layout);
                    inside = Some((name, depth));
                }
            }
            dw::DW_TAG_member => {
                let Some((outer, at)) = &inside else { continue };
                let name = name(dwarf, unit, entry.attr_value(dw::DW_AT_name));
                if depth == at + 1
                    && let (Some(name), Some(layout)) = (name, found.structs.get_mut(outer))
                {
                    layout.members.extend(offset(unit, entry)?.map(|offset| (name, offset)));
                }
            }
            dw::DW_TAG_variable => {
                let Some(AttributeValue::Exprloc(location)) = entry.attr_value(dw::DW_AT_location)
                else {
                    continue;
                };
                let address = match location.operations(unit.encoding()).next()? {
                    Some(Operation::Address { address }) => address,
                    Some(Operation::AddressIndex { index }) => dwarf.address(unit, index)?,
                    _ => continue,
                };
                let kind = declared_type(unit, entry)?;
                if type_name(dwarf, unit, kind)?.is_some_and(|name| name == of) {
                    found.variables.push(address);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Where a member lies, in bytes. It is a number, or an expression that adds one to the address
/// of the structure (DWARF 2 and 3; DWARF 5, 5.7.6); `None` for any other and for a bit-field.
/// One that says nothing lies at the begin.
fn offset<'d>(
    unit: &Unit<Reader<'d>>,
    entry: &DebuggingInformationEntry<Reader<'d>>,
) -> gimli::Result<Option<u64>> {
    if [dw::DW_AT_data_bit_offset, dw::DW_AT_bit_size].iter().any(|&at| entry.has_attr(at)) {
        return Ok(None);
    }
    match entry.attr_value(dw::DW_AT_data_member_location) {
        None => Ok(Some(0)),
        Some(AttributeValue::Exprloc(expression)) => {
            let mut operations = expression.operations(unit.encoding());
            Ok(match (operations.next()?, operations.next()?) {
                (Some(Operation::PlusConstant { value }), None) => Some(value),
                _ => None,
            })
        }
        Some(value) => Ok(value.udata_value()),
    }
}

/// The type of a variable, or what the entry that it completes says of it.
fn declared_type<'d>(
    unit: &Unit<Reader<'d>>,
    entry: &DebuggingInformationEntry<Reader<'d>>,
) -> gimli::Result<Option<AttributeValue<Reader<'d>>>> {
    if let Some(kind) = entry.attr_value(dw::DW_AT_type) {
        return Ok(Some(kind));
    }
    for whole in [dw::DW_AT_specification, dw::DW_AT_abstract_origin] {
        if let Some(AttributeValue::UnitRef(offset)) = entry.attr_value(whole) {
            return Ok(unit.entry(offset)?.attr_value(dw::DW_AT_type));
        }
    }
    Ok(None)
}

/// The name of the structure that a type is, its qualifiers and synonyms aside.
fn type_name<'d>(
    dwarf: &Dwarf<Reader<'d>>,
    unit: &Unit<Reader<'d>>,
    mut kind: Option<AttributeValue<Reader<'d>>>,
) -> gimli::Result<Option<String>> {
    for _ in 0..STEPS {
        let Some(AttributeValue::UnitRef(UnitOffset(offset))) = kind else { return Ok(None) };
        let entry = unit.entry(UnitOffset(offset))?;
        match entry.tag() {
            dw::DW_TAG_structure_type => {
                return Ok(name(dwarf, unit, entry.attr_value(dw::DW_AT_name)));
            }
            dw::DW_TAG_const_type | dw::DW_TAG_volatile_type | dw::DW_TAG_typedef => {
                kind = entry.attr_value(dw::DW_AT_type);
            }
            _ => return Ok(None),
        }
    }
    Ok(None)
}

fn name<'d>(
    dwarf: &Dwarf<Reader<'d>>,
    unit: &Unit<Reader<'d>>,
    value: Option<AttributeValue<Reader<'d>>>,
) -> Option<String> {
    let text = dwarf.attr_string(unit, value?).ok()?;
    Some(text.to_string_lossy().into_owned())
}
