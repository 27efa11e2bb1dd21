//! Structures by name: their size and where their members lie, and the static variables of
//! one of them. For small files: every DIE is looked at.

use std::collections::BTreeMap;

use gimli::{AttributeValue, Dwarf, Operation, Unit, UnitOffset, constants as dw};

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
    /// `DW_AT_data_member_location` by name, in bytes.
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
                let Some(size) = entry.attr_value(dw::DW_AT_byte_size) else { continue };
                let Some(name) = name(dwarf, unit, entry.attr_value(dw::DW_AT_name)) else {
                    continue;
                };
                if names.contains(&name.as_str()) && !found.structs.contains_key(&name) {
                    let size = size.udata_value().unwrap_or(0);
                    let layout = StructLayout { size, ..StructLayout::default() };
                    found.structs.insert(name.clone(), layout);
                    inside = Some((name, depth));
                }
            }
            dw::DW_TAG_member => {
                let Some((outer, at)) = &inside else { continue };
                let name = name(dwarf, unit, entry.attr_value(dw::DW_AT_name));
                let offset = entry.attr_value(dw::DW_AT_data_member_location);
                let offset = offset.and_then(|offset| offset.udata_value());
                if depth == at + 1
                    && let (Some(name), Some(layout)) = (name, found.structs.get_mut(outer))
                {
                    layout.members.insert(name, offset.unwrap_or(0));
                }
            }
            dw::DW_TAG_variable => {
                let Some(AttributeValue::Exprloc(location)) = entry.attr_value(dw::DW_AT_location)
                else {
                    continue;
                };
                let Some(Operation::Address { address }) =
                    location.operations(unit.encoding()).next()?
                else {
                    continue;
                };
                let kind = entry.attr_value(dw::DW_AT_type);
                if type_name(dwarf, unit, kind)?.is_some_and(|name| name == of) {
                    found.variables.push(address);
                }
            }
            _ => {}
        }
    }
    Ok(())
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
