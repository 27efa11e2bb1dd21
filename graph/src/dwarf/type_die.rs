//! DIEs of types and parameters, read one by one where an offset leads to them.

use std::collections::HashMap;

use gimli::{
    Attribute, AttributeValue, DebugInfoOffset, DwTag, Dwarf, EntriesRaw, Unit, UnitHeader,
    UnitOffset, UnitType, constants as dw,
};

use super::Reader;
use super::type_file::FileTable;

/// Children kept of one DIE: parameters of a function, dimensions of an array.
const CHILDREN: usize = 256;
/// DIEs below one that are looked at. Compilers write the parameters first.
const BELOW: usize = 1024;
/// Longest name kept, in bytes.
const NAME: usize = 1024;

/// What a declaration in C is made of.
pub(super) struct TypeDie {
    pub(super) tag: DwTag,
    pub(super) name: Option<String>,
    /// `DW_AT_type`: `.debug_info` offset; `None` is `void`.
    pub(super) of: Option<u64>,
    /// `DW_AT_type` is there but leads to no DIE of this file.
    pub(super) lost: bool,
    /// `DW_AT_abstract_origin`, else `DW_AT_specification`.
    pub(super) origin: Option<u64>,
    /// Declaration file and line.
    pub(super) place: Option<(String, u32)>,
    /// `DW_AT_byte_size`.
    pub(super) size: Option<u64>,
    /// Elements, for a dimension of an array.
    pub(super) count: Option<u64>,
    /// Parameters or dimensions.
    pub(super) children: Vec<TypeDie>,
}

/// Reads DIEs of one file; units are opened once.
pub(super) struct TypeReader<'r, 'd> {
    dwarf: &'r Dwarf<Reader<'d>>,
    /// Sorted by offset.
    headers: Vec<UnitHeader<Reader<'d>>>,
    /// `.debug_info` offset of the type in the unit of a signature.
    by_signature: HashMap<u64, u64>,
    open: HashMap<usize, (Unit<Reader<'d>>, FileTable)>,
}

impl<'r, 'd> TypeReader<'r, 'd> {
    pub(super) fn new(dwarf: &'r Dwarf<Reader<'d>>, headers: Vec<UnitHeader<Reader<'d>>>) -> Self {
        let mut by_signature = HashMap::new();
        for header in &headers {
            if let UnitType::Type { type_signature, type_offset } = header.type_()
                && let Some(base) = offset_of(header)
            {
                by_signature.insert(type_signature.0, base.saturating_add(type_offset.0 as u64));
            }
        }
        Self { dwarf, headers, by_signature, open: HashMap::new() }
    }

    /// The DIE at a `.debug_info` offset; `None` if no DIE can be read there.
    pub(super) fn read(&mut self, offset: u64) -> Option<TypeDie> {
        let after = self.headers.partition_point(|unit| offset_of(unit) <= Some(offset));
        let index = after.checked_sub(1)?;
        let header = self.headers[index];
        let within = usize::try_from(offset.checked_sub(offset_of(&header)?)?).ok()?;
        if !self.open.contains_key(&index) {
            let unit = self.dwarf.unit(header).ok()?;
            let files = FileTable::new(self.dwarf, &unit);
            self.open.insert(index, (unit, files));
        }
        let (unit, files) = self.open.get_mut(&index)?;
        let unit = &*unit;
        let mut reader =
            UnitReader { dwarf: self.dwarf, unit, files, by_signature: &self.by_signature };
        let mut entries = unit.entries_raw(Some(UnitOffset(within))).ok()?;
        reader.tree(&mut entries).ok().flatten()
    }
}

struct UnitReader<'u, 'd> {
    dwarf: &'u Dwarf<Reader<'d>>,
    unit: &'u Unit<Reader<'d>>,
    files: &'u mut FileTable,
    by_signature: &'u HashMap<u64, u64>,
}

impl<'d> UnitReader<'_, 'd> {
    /// A DIE with its parameters or dimensions.
    fn tree(&mut self, entries: &mut EntriesRaw<'_, Reader<'d>>) -> gimli::Result<Option<TypeDie>> {
        let depth = entries.next_depth();
        let Some((mut die, has_children)) = self.die(entries)? else { return Ok(None) };
        let wanted = |tag| match die.tag {
            dw::DW_TAG_subprogram | dw::DW_TAG_subroutine_type => {
                tag == dw::DW_TAG_formal_parameter || tag == dw::DW_TAG_unspecified_parameters
            }
            dw::DW_TAG_array_type => tag == dw::DW_TAG_subrange_type,
            _ => false,
        };
        let parent = matches!(
            die.tag,
            dw::DW_TAG_subprogram | dw::DW_TAG_subroutine_type | dw::DW_TAG_array_type
        );
        for _ in 0..BELOW {
            if !(has_children && parent) || entries.is_empty() || entries.next_depth() <= depth {
                break;
            }
            let child = entries.next_depth() == depth + 1;
            let before = entries.clone();
            let Some(abbreviation) = entries.read_abbreviation()? else { continue };
            if child && wanted(abbreviation.tag()) && die.children.len() < CHILDREN {
                *entries = before;
                die.children.extend(self.die(entries)?.map(|(die, _)| die));
            } else {
                entries.skip_attributes(abbreviation.attributes())?;
            }
        }
        Ok(Some(die))
    }

    fn die(
        &mut self,
        entries: &mut EntriesRaw<'_, Reader<'d>>,
    ) -> gimli::Result<Option<(TypeDie, bool)>> {
        let Some(abbreviation) = entries.read_abbreviation()? else { return Ok(None) };
        let mut die = TypeDie {
            tag: abbreviation.tag(),
            name: None,
            of: None,
            lost: false,
            origin: None,
            place: None,
            size: None,
            count: None,
            children: Vec::new(),
        };
        let (mut file, mut line) = (None, 0);
        for spec in abbreviation.attributes() {
            let attribute = entries.read_attribute(*spec)?;
            match attribute.name() {
                dw::DW_AT_decl_file => file = number(&attribute),
                dw::DW_AT_decl_line => line = number(&attribute).unwrap_or(0),
                _ => self.take(&mut die, &attribute),
            }
        }
        let file = file.and_then(|file| self.files.index(self.dwarf, self.unit, file));
        die.place = file.map(|file| {
            (self.files.paths[file as usize].clone(), u32::try_from(line).unwrap_or(0))
        });
        Ok(Some((die, abbreviation.has_children())))
    }

    fn take(&self, die: &mut TypeDie, attribute: &Attribute<Reader<'d>>) {
        let value = attribute.value();
        match attribute.name() {
            dw::DW_AT_name => {
                let text = self.dwarf.attr_string(self.unit, value).ok();
                let text = text.filter(|text| text.slice().len() <= NAME);
                die.name = text.map(|text| text.to_string_lossy().into_owned());
            }
            dw::DW_AT_type => {
                die.of = self.target(value);
                die.lost = die.of.is_none();
            }
            dw::DW_AT_abstract_origin => die.origin = self.target(value),
            dw::DW_AT_specification => die.origin = die.origin.or_else(|| self.target(value)),
            dw::DW_AT_byte_size => die.size = number(attribute),
            dw::DW_AT_count => die.count = number(attribute),
            dw::DW_AT_upper_bound => {
                die.count = number(attribute).and_then(|bound| bound.checked_add(1));
            }
            _ => {}
        }
    }

    fn target(&self, value: AttributeValue<Reader<'d>>) -> Option<u64> {
        match value {
            AttributeValue::DebugTypesRef(signature) => {
                self.by_signature.get(&signature.0).copied()
            }
            _ => reference(&self.unit.header, Some(value)),
        }
    }
}

/// The `.debug_info` offset that a reference attribute names. References into a
/// supplementary file (`dwz -m`) or a type unit are none.
fn reference<'d>(
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

fn number(attribute: &Attribute<Reader<'_>>) -> Option<u64> {
    match attribute.value() {
        AttributeValue::FileIndex(index) => Some(index),
        // An upper bound of -1 is that of an array without elements.
        AttributeValue::Sdata(value) => Some(value as u64),
        _ => attribute.udata_value(),
    }
}

fn offset_of(header: &UnitHeader<Reader<'_>>) -> Option<u64> {
    header.debug_info_offset().map(|DebugInfoOffset(offset)| offset as u64)
}
