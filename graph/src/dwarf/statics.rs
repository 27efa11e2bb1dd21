//! Function-static variables: told from other variables by their location, named by
//! their origins.

use std::collections::BTreeMap;

use gimli::{EndianSlice, Error, Operation, Result, RunTimeEndian, UnitHeader};
use rayon::prelude::*;

use super::Reader;
use super::abbreviation::sized;
use super::attribute::{self, Attributes, Slot};
use super::debug_data::DebugData;
use super::form::Value;
use super::name::Name;
use super::open_unit::OpenUnit;
use super::path::PathTable;
use super::row::{DeclPlace, StaticDie, UnitRows};
use super::unit::{self, place};
use super::walk::Workspace;
use crate::notice::Notice;

/// Origins followed from one variable; compilers write one or two.
const STEPS: usize = 8;

/// Where a variable lives.
pub(super) enum Storage {
    /// At this address.
    Address(u64),
    /// At an offset in the thread-local storage.
    Thread,
    /// On the stack, in registers, nowhere.
    Automatic,
}

/// What a location says. An address alone is not enough: an automatic variable that
/// points to a global has `DW_OP_addr, DW_OP_stack_value`. LLVM's GlobalOpt keeps one bit
/// of a variable that has two values and computes them from it (corpus: `static-local`).
pub(super) fn storage<'d>(
    data: &DebugData<'d>,
    unit: &OpenUnit<'d>,
    location: Option<Value<'d>>,
) -> Result<Storage> {
    let Some(Value::Expression(bytes) | Value::Block(bytes)) = location else {
        return Ok(Storage::Automatic);
    };
    let endian = if data.big_endian { RunTimeEndian::Big } else { RunTimeEndian::Little };
    let expression = gimli::Expression(EndianSlice::new(bytes, endian));
    let mut operations = expression.operations(unit.encoding);
    let address = match operations.next()? {
        Some(Operation::Address { address }) => Some(address),
        Some(Operation::AddressIndex { index }) => {
            Some(unit.indexed_address(data, index.0 as u64)?)
        }
        Some(Operation::UnsignedConstant { .. } | Operation::ConstantIndex { .. }) => None,
        _ => return Ok(Storage::Automatic),
    };
    Ok(match (address, operations.next()?) {
        (_, Some(Operation::TLS)) => Storage::Thread,
        (Some(address), None | Some(Operation::Piece { .. })) => Storage::Address(address),
        (Some(address), Some(Operation::PlusConstant { value })) => {
            Storage::Address(address.wrapping_add(value))
        }
        (Some(address), Some(Operation::Deref { .. })) => {
            let mut scaled = false;
            while let Some(operation) = operations.next()? {
                scaled |= matches!(operation, Operation::Mul);
            }
            if scaled { Storage::Address(address) } else { Storage::Automatic }
        }
        _ => Storage::Automatic,
    })
}

/// A declaration that says both file and line.
pub(super) fn known_place(place: DeclPlace) -> Option<DeclPlace> {
    Some(place).filter(|place| place.file.is_some() && place.line != 0)
}

/// A DIE of another unit that says more of a variable: its offset in `.debug_info`, and the
/// variable's row.
pub(super) type Wanted = (u64, u32);

/// Gives variables the name and place that only their origins have, as far as those lie
/// in the same unit.
pub(super) fn resolve_within<'d>(
    data: &DebugData<'d>,
    unit: &OpenUnit<'d>,
    space: &mut Workspace<'d>,
    rows: &mut UnitRows<'d>,
) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    let mut problem = None;
    for (at, row) in rows.statics.iter_mut().enumerate() {
        let mut next = row.origin;
        for _ in 0..STEPS {
            let Some(die) = next.filter(|_| is_open(row)) else { break };
            if die < unit.offset || die >= unit.end() {
                wanted.push((die, at as u32));
                break;
            }
            match read_origin(data, unit, space, die) {
                Ok(origin) => next = origin.and_then(|origin| complete(row, &origin)),
                Err(error) => {
                    problem = Some((die, error));
                    break;
                }
            }
        }
    }
    rows.notices
        .extend(problem.map(|(die, error)| unreadable(unit.offset, &rows.name, die, error)));
    wanted
}

/// Gives variables the name and place that only their origins in other units have: under
/// GCC's LTO (corpus: `lto-static-local`). `wanted` are offset, unit and row.
pub(super) fn resolve<'d>(
    data: &DebugData<'d>,
    headers: &[UnitHeader<Reader<'d>>],
    rows: &mut [UnitRows<'d>],
    mut wanted: Vec<(u64, At)>,
    paths: &mut PathTable,
) -> Vec<Notice> {
    let mut notices = Vec::new();
    for _ in 0..STEPS {
        if wanted.is_empty() {
            break;
        }
        let mut next = Vec::new();
        for (asked, found) in read_all(data, headers, rows, &wanted) {
            notices.extend(found.notice);
            let global: Vec<u32> = found.paths.into_iter().map(|path| paths.add(path)).collect();
            for ((_, at), origin) in asked.into_iter().zip(found.origins) {
                let Some(mut origin) = origin else { continue };
                origin.place.file = origin.place.file.map(|file| global[file as usize]);
                let row = &mut rows[at.0].statics[at.1];
                let further = complete(row, &origin);
                next.extend(further.filter(|_| is_open(row)).map(|die| (die, at)));
            }
        }
        wanted = next;
    }
    notices
}

/// Position of a variable: unit, row.
pub(super) type At = (usize, usize);

/// A variable's DIE that another one refers to.
struct Origin<'d> {
    name: Option<Name<'d>>,
    place: DeclPlace,
    origin: Option<u64>,
}

/// What was read of one unit; `origins` in the order asked.
struct Found<'d> {
    paths: Vec<String>,
    origins: Vec<Option<Origin<'d>>>,
    notice: Option<Notice>,
}

fn is_open(row: &StaticDie<'_>) -> bool {
    row.name.is_none() || row.place.is_none()
}

/// Takes over what the origin knows; where it leads on to.
fn complete<'d>(row: &mut StaticDie<'d>, origin: &Origin<'d>) -> Option<u64> {
    row.name = row.name.or(origin.name);
    row.place = row.place.or(known_place(origin.place));
    origin.origin
}

/// Reads DIEs by their offsets, each unit once, units in parallel.
fn read_all<'d>(
    data: &DebugData<'d>,
    headers: &[UnitHeader<Reader<'d>>],
    rows: &[UnitRows<'d>],
    wanted: &[(u64, At)],
) -> Vec<(Vec<(u64, At)>, Found<'d>)> {
    let mut by_unit: BTreeMap<usize, Vec<(u64, At)>> = BTreeMap::new();
    for &(die, at) in wanted {
        let after = rows.partition_point(|unit| unit.offset <= die);
        if let Some(unit) = after.checked_sub(1) {
            by_unit.entry(unit).or_default().push((die, at));
        }
    }
    let by_unit: Vec<_> = by_unit.into_iter().collect();
    let read = |(unit, asked): (usize, Vec<(u64, At)>)| {
        let found = read_unit(data, &headers[unit], &rows[unit], &asked);
        (asked, found)
    };
    by_unit.into_par_iter().map(read).collect()
}

fn read_unit<'d>(
    data: &DebugData<'d>,
    header: &UnitHeader<Reader<'d>>,
    rows: &UnitRows<'d>,
    asked: &[(u64, At)],
) -> Found<'d> {
    let mut space = Workspace::default();
    // If it cannot be opened, the walk has said so.
    let Ok(unit) = unit::open(data, header, &mut space) else {
        return Found { paths: Vec::new(), origins: Vec::new(), notice: None };
    };
    let mut problem = None;
    let mut read = |die| match read_origin(data, &unit, &mut space, die) {
        Ok(origin) => origin,
        Err(error) => {
            problem = Some((die, error));
            None
        }
    };
    let origins = asked.iter().map(|&(die, _)| read(die)).collect();
    let notice = problem.map(|(die, error)| unreadable(rows.offset, &rows.name, die, error));
    Found { paths: space.paths.table.paths, origins, notice }
}

fn unreadable(offset: u64, name: &str, die: u64, error: Error) -> Notice {
    let text = format!("DIE at {die:#x}, origin of a variable, cannot be read ({error})");
    Notice::incomplete(place(offset, name), text)
}

fn read_origin<'d>(
    data: &DebugData<'d>,
    unit: &OpenUnit<'d>,
    space: &mut Workspace<'d>,
    die: u64,
) -> Result<Option<Origin<'d>>> {
    let mut cursor = unit.cursor(data, die.saturating_sub(unit.offset))?;
    let code = cursor.uleb()?;
    if code == 0 {
        return Ok(None);
    }
    let record = space.abbreviations.get(code)?;
    let specs = space.abbreviations.read_specs(data, record)?;
    let specs = specs.into_iter().map(|spec| sized(spec, unit.encoding.format));
    let mut reads = Vec::new();
    attribute::compile(specs, unit.encoding, &mut reads);
    let mut read = Attributes::default();
    read.read(&mut cursor, &reads, unit.encoding)?;
    let decl = read.decl();
    let name = read.get(Slot::Name).map(|name| unit.text(data, name)).transpose()?;
    let path = |file| space.files.path(data, unit, &mut space.paths, file);
    Ok(Some(Origin {
        name,
        place: DeclPlace {
            file: decl.file.and_then(path),
            line: u32::try_from(decl.line).unwrap_or(0),
            column: u32::try_from(decl.column).unwrap_or(0),
        },
        origin: unit.reference(read.get(Slot::AbstractOrigin).or(read.get(Slot::Specification))),
    }))
}
