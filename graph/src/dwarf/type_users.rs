//! Structures, unions and enumerations by name -> the functions that have a variable or
//! parameter of one, or of what leads to one: by pointers, arrays, qualifiers and typedefs.
//!
//! Two walks over all units: types first, for a link-time optimizer puts a type and its users
//! into different units.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;
use gimli::{
    Abbreviation, AttributeValue, DwAt, Dwarf, EntriesRaw, Unit, UnitHeader, constants as dw,
};
use rayon::prelude::*;

use super::Reader;
use super::sections::DwarfSections;
use super::type_file::FileTable;
use super::unit_headers::headers;
use crate::notice::Notice;

/// Types followed from a variable; `struct s *const *array[]` has five.
const STEPS: usize = 12;

/// A function that has a variable of a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeUser {
    /// The type, as asked for.
    pub type_name: String,
    /// `DW_AT_name` of the function.
    pub function: String,
    /// Declaration file, normalised; empty where DWARF names none.
    pub file: String,
    /// From 1; 0 where unknown.
    pub line: u32,
}

/// By `.debug_info` offset of a type DIE: the name it leads to, by its place among those asked for.
type Leads = HashMap<u64, usize, RandomState>;

/// Types of one unit.
#[derive(Default)]
struct UnitTypes {
    leads: Vec<(u64, usize)>,
    /// A pointer, array, qualifier or typedef, and what it is of.
    links: Vec<(u64, u64)>,
}

impl DwarfSections<'_> {
    /// The users of the types of these names, sorted, each once.
    pub(crate) fn type_users(&self, names: &[String]) -> (Vec<TypeUser>, Vec<Notice>) {
        let dwarf = self.dwarf();
        let (headers, mut notices) = headers(&dwarf);
        let types: Vec<_> = headers
            .par_iter()
            .map(|header| read(&dwarf, header, |unit| types(&dwarf, unit, names)))
            .collect();
        let mut leads = Leads::default();
        let mut links = Vec::new();
        for unit in types {
            match unit {
                Ok(unit) => {
                    leads.extend(unit.leads);
                    links.extend(unit.links);
                }
                Err(notice) => notices.push(notice),
            }
        }
        for _ in 0..STEPS {
            let before = leads.len();
            for &(from, to) in &links {
                if let Some(&name) = leads.get(&to) {
                    leads.entry(from).or_insert(name);
                }
            }
            if leads.len() == before {
                break;
            }
        }
        drop(links);
        if leads.is_empty() {
            return (Vec::new(), notices);
        }
        let users: Vec<_> = headers
            .par_iter()
            .map(|header| read(&dwarf, header, |unit| users(&dwarf, unit, names, &leads)))
            .collect();
        // What cannot be read was noticed by the first walk.
        let users: BTreeSet<TypeUser> = users.into_iter().flatten().flatten().collect();
        (users.into_iter().collect(), notices)
    }
}

fn read<'d, T>(
    dwarf: &Dwarf<Reader<'d>>,
    header: &UnitHeader<Reader<'d>>,
    walk: impl Fn(&Unit<Reader<'d>>) -> gimli::Result<T>,
) -> Result<T, Notice> {
    dwarf.unit(*header).and_then(|unit| walk(&unit)).map_err(|error| {
        let offset = header.debug_info_offset().map_or(0, |offset| offset.0);
        let text = format!("cannot be read ({error}): users of a type may not be found");
        Notice::incomplete(format!(".debug_info, unit at {offset:#x}"), text)
    })
}

fn types<'d>(
    dwarf: &Dwarf<Reader<'d>>,
    unit: &Unit<Reader<'d>>,
    names: &[String],
) -> gimli::Result<UnitTypes> {
    let mut found = UnitTypes::default();
    let mut entries = unit.entries_raw(None)?;
    while !entries.is_empty() {
        let offset = entries.next_offset();
        let Some(abbreviation) = entries.read_abbreviation()? else { continue };
        let Some(at) = offset.to_debug_info_offset(&unit.header) else { continue };
        match abbreviation.tag() {
            dw::DW_TAG_structure_type | dw::DW_TAG_union_type | dw::DW_TAG_enumeration_type => {
                let [name] = values(&mut entries, abbreviation, [dw::DW_AT_name])?;
                let Some(name) = name else { continue };
                let name = dwarf.attr_string(unit, name)?;
                let asked = names.iter().position(|one| one.as_bytes() == name.slice());
                found.leads.extend(asked.map(|asked| (at.0 as u64, asked)));
            }
            dw::DW_TAG_pointer_type
            | dw::DW_TAG_array_type
            | dw::DW_TAG_const_type
            | dw::DW_TAG_volatile_type
            | dw::DW_TAG_restrict_type
            | dw::DW_TAG_atomic_type
            | dw::DW_TAG_typedef => {
                let [of] = values(&mut entries, abbreviation, [dw::DW_AT_type])?;
                found.links.extend(target(unit, of).map(|of| (at.0 as u64, of)));
            }
            _ => entries.skip_attributes(abbreviation.attributes())?,
        }
    }
    Ok(found)
}

fn users<'d>(
    dwarf: &Dwarf<Reader<'d>>,
    unit: &Unit<Reader<'d>>,
    names: &[String],
    leads: &Leads,
) -> gimli::Result<BTreeSet<TypeUser>> {
    let mut found = BTreeSet::new();
    let mut files = FileTable::new(dwarf, unit);
    // The functions that are open, with their depths: name, file number, line.
    let mut open = Vec::new();
    let mut entries = unit.entries_raw(None)?;
    while !entries.is_empty() {
        let depth = entries.next_depth();
        while open.last().is_some_and(|&(outer, _)| depth <= outer) {
            open.pop();
        }
        let Some(abbreviation) = entries.read_abbreviation()? else { continue };
        match abbreviation.tag() {
            dw::DW_TAG_subprogram => {
                let wanted = [
                    dw::DW_AT_name,
                    dw::DW_AT_decl_file,
                    dw::DW_AT_decl_line,
                    dw::DW_AT_declaration,
                ];
                let [name, file, line, declaration] = values(&mut entries, abbreviation, wanted)?;
                // A prototype is no code.
                let name = name.filter(|_| declaration.is_none());
                open.push((depth, [name, file, line]));
            }
            // Its variables are those of the function that is inlined.
            dw::DW_TAG_inlined_subroutine => {
                open.push((depth, [None, None, None]));
                entries.skip_attributes(abbreviation.attributes())?;
            }
            dw::DW_TAG_formal_parameter | dw::DW_TAG_variable => {
                let [of] = values(&mut entries, abbreviation, [dw::DW_AT_type])?;
                let asked = target(unit, of).and_then(|of| leads.get(&of));
                let (Some(&asked), Some((_, function))) = (asked, open.last()) else { continue };
                let [Some(name), file, line] = *function else { continue };
                let number = |value: Option<AttributeValue<Reader<'d>>>| value.and_then(number);
                let file = number(file).and_then(|file| files.index(dwarf, unit, file));
                found.insert(TypeUser {
                    type_name: names[asked].clone(),
                    function: dwarf.attr_string(unit, name)?.to_string_lossy().into_owned(),
                    file: file.map(|file| files.paths[file as usize].clone()).unwrap_or_default(),
                    line: number(line).and_then(|line| u32::try_from(line).ok()).unwrap_or(0),
                });
            }
            _ => entries.skip_attributes(abbreviation.attributes())?,
        }
    }
    Ok(found)
}

/// The values of some attributes of the DIE that is read.
fn values<'d, const N: usize>(
    entries: &mut EntriesRaw<'_, Reader<'d>>,
    abbreviation: &Abbreviation,
    wanted: [DwAt; N],
) -> gimli::Result<[Option<AttributeValue<Reader<'d>>>; N]> {
    let mut found = [None; N];
    for &spec in abbreviation.attributes() {
        match wanted.iter().position(|&name| name == spec.name()) {
            Some(at) => found[at] = Some(entries.read_attribute(spec)?.value()),
            None => entries.skip_attributes(&[spec])?,
        }
    }
    Ok(found)
}

/// The `.debug_info` offset that a reference names.
fn target(unit: &Unit<Reader<'_>>, value: Option<AttributeValue<Reader<'_>>>) -> Option<u64> {
    match value? {
        AttributeValue::UnitRef(offset) => {
            Some(offset.to_debug_info_offset(&unit.header)?.0 as u64)
        }
        AttributeValue::DebugInfoRef(offset) => Some(offset.0 as u64),
        _ => None,
    }
}

fn number(value: AttributeValue<Reader<'_>>) -> Option<u64> {
    match value {
        AttributeValue::FileIndex(index) => Some(index),
        value => value.udata_value(),
    }
}
