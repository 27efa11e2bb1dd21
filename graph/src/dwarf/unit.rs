//! One unit: its header and root DIE, then the walk over its DIEs.

use gimli::{Dwarf, Section, Unit, UnitHeader, constants as dw};

use super::Reader;
use super::counts::Counts;
use super::file::FileTable;
use super::row::{Packed, UnitRows};
use super::walk::Walk;
use crate::notice::Notice;

/// Reads one unit. What cannot be read becomes a notice in the rows.
pub(super) fn read<'d>(
    dwarf: &Dwarf<Reader<'d>>,
    header: UnitHeader<Reader<'d>>,
) -> (UnitRows<'d>, Vec<String>) {
    let offset = header.debug_info_offset().map_or(0, |offset| offset.0 as u64);
    let version = header.version();
    match dwarf.unit(header) {
        Ok(unit) => read_dies(dwarf, &unit, offset),
        Err(error) => (
            UnitRows {
                version,
                counts: Counts { unreadable_units: 1, ..Counts::default() },
                notices: vec![Notice::incomplete(
                    place(offset, ""),
                    format!("unit cannot be read ({error}); its functions are unknown"),
                )],
                ..empty(offset)
            },
            Vec::new(),
        ),
    }
}

fn read_dies<'d>(
    dwarf: &Dwarf<Reader<'d>>,
    unit: &Unit<Reader<'d>>,
    offset: u64,
) -> (UnitRows<'d>, Vec<String>) {
    let mut rows = empty(offset);
    rows.packed.strings = dwarf.debug_str.reader().slice();
    rows.version = unit.header.version();
    rows.name = unit.name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let root = unit.entry(unit.header.root_offset());
    let producer = root.ok().and_then(|root| root.attr_value(dw::DW_AT_producer));
    let producer = producer.and_then(|value| dwarf.attr_string(unit, value).ok());
    rows.producer = producer.map(|text| text.slice()).unwrap_or_default();
    if unit.dwo_id.is_some() || unit.dwo_name().is_ok_and(|name| name.is_some()) {
        rows.notices.push(Notice::incomplete(
            place(offset, &rows.name),
            "its DIEs are in a .dwo file (-gsplit-dwarf), which is not read",
        ));
    }
    let mut walk = Walk::new(dwarf, unit, FileTable::new(dwarf, unit), rows);
    let result = walk.run();
    let (mut rows, files) = walk.finish();
    if let Err(error) = result {
        rows.counts.unreadable_units = 1;
        rows.notices.push(Notice::incomplete(
            place(offset, &rows.name),
            format!("DIEs cannot be read to the end ({error}); functions behind are unknown"),
        ));
    }
    (rows, files)
}

/// How notices name a unit.
pub(super) fn place(offset: u64, name: &str) -> String {
    match name {
        "" => format!(".debug_info, unit at {offset:#x}"),
        name => format!(".debug_info, unit at {offset:#x} ({name})"),
    }
}

pub(super) fn empty<'d>(offset: u64) -> UnitRows<'d> {
    UnitRows {
        offset,
        name: String::new(),
        producer: &[],
        version: 0,
        packed: Packed::default(),
        statics: Vec::new(),
        ranges: Vec::new(),
        counts: Counts::default(),
        notices: Vec::new(),
    }
}
