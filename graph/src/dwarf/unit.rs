//! One unit: its header and root DIE, then the walk over its DIEs.

use gimli::{Error, Result, UnitHeader};

use super::Reader;
use super::counts::Counts;
use super::debug_data::DebugData;
use super::name::Name;
use super::open_unit::OpenUnit;
use super::row::{Packed, UnitRows};
use super::statics::{self, Wanted};
use super::walk::{Walk, Workspace};
use crate::notice::Notice;

/// Reads one unit, and what its variables have to ask of others. What cannot be read
/// becomes a notice in the rows.
pub(super) fn read<'d>(
    data: &DebugData<'d>,
    header: &UnitHeader<Reader<'d>>,
    space: &mut Workspace<'d>,
) -> (UnitRows<'d>, Vec<Wanted>) {
    let offset = header.debug_info_offset().map_or(0, |offset| offset.0 as u64);
    match open(data, header, space) {
        Ok(unit) => read_dies(data, &unit, space),
        Err(error) => {
            let mut rows = empty(offset);
            rows.version = header.version();
            rows.counts.unreadable_units = 1;
            rows.opened = Err(error);
            rows.notices.push(Notice::incomplete(
                place(offset, ""),
                format!("unit cannot be read ({error}); its functions are unknown"),
            ));
            (rows, Vec::new())
        }
    }
}

/// Opens a unit, with its abbreviations and files.
pub(super) fn open<'d>(
    data: &DebugData<'d>,
    header: &UnitHeader<Reader<'d>>,
    space: &mut Workspace<'d>,
) -> Result<OpenUnit<'d>> {
    let unit = OpenUnit::open(data, header, &mut space.abbreviations)?;
    space.files.load(data, &unit, &mut space.paths)?;
    Ok(unit)
}

fn read_dies<'d>(
    data: &DebugData<'d>,
    unit: &OpenUnit<'d>,
    space: &mut Workspace<'d>,
) -> (UnitRows<'d>, Vec<Wanted>) {
    let mut rows = empty(unit.offset);
    rows.version = unit.encoding.version;
    rows.opened = Ok(*unit);
    let name = unit.name.map(|name| String::from_utf8_lossy(name.bytes()).into_owned());
    rows.name = name.unwrap_or_default();
    rows.producer = unit.producer.map(Name::bytes).unwrap_or_default();
    if unit.is_skeleton {
        rows.notices.push(Notice::incomplete(
            place(unit.offset, &rows.name),
            "its DIEs are in a .dwo file (-gsplit-dwarf), which is not read",
        ));
    }
    let mut walk = Walk::new(data, unit, space, rows);
    let result = walk.run();
    let mut rows = walk.finish();
    if let Err(error) = result {
        rows.counts.unreadable_units = 1;
        rows.notices.push(Notice::incomplete(
            place(unit.offset, &rows.name),
            format!("DIEs cannot be read to the end ({error}); functions behind are unknown"),
        ));
    }
    let wanted = statics::resolve_within(data, unit, space, &mut rows);
    (rows, wanted)
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
        statics: Vec::new(),
        ranges: Vec::new(),
        counts: Counts::default(),
        notices: Vec::new(),
        packed: Packed::default(),
        opened: Err(Error::MissingUnitDie),
    }
}
