//! Function-static variables: told from other variables by their location, named by
//! their origins.

use std::collections::BTreeMap;

use gimli::{
    Abbreviation, AttributeValue, DebugInfoOffset, Dwarf, EntriesRaw, Operation, Unit, UnitOffset,
    constants as dw,
};
use rayon::prelude::*;

use super::Reader;
use super::attribute::{Attributes, reference};
use super::file::FileTable;
use super::name::Name;
use super::path::PathTable;
use super::row::{DeclPlace, UnitRows};
use super::unit::place;
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

/// True if a variable of this abbreviation may have static storage: most variables of
/// optimised code have a list of locations, or none.
pub(super) fn may_be_static(abbreviation: &Abbreviation) -> bool {
    const FORMS: [gimli::DwForm; 5] = [
        dw::DW_FORM_exprloc,
        dw::DW_FORM_block,
        dw::DW_FORM_block1,
        dw::DW_FORM_block2,
        dw::DW_FORM_block4,
    ];
    let mut specs = abbreviation.attributes().iter();
    let location = specs.find(|spec| spec.name() == dw::DW_AT_location);
    location.is_some_and(|spec| FORMS.contains(&spec.form()))
}

/// What a location says. An address alone is not enough: an automatic variable that
/// points to a global has `DW_OP_addr, DW_OP_stack_value`. LLVM's GlobalOpt keeps one bit
/// of a variable that has two values and computes them from it (corpus: `static-local`).
pub(super) fn storage<'d>(
    dwarf: &Dwarf<Reader<'d>>,
    unit: &Unit<Reader<'d>>,
    location: Option<AttributeValue<Reader<'d>>>,
) -> gimli::Result<Storage> {
    let expression = match location {
        Some(AttributeValue::Exprloc(expression)) => expression,
        Some(AttributeValue::Block(bytes)) => gimli::Expression(bytes),
        _ => return Ok(Storage::Automatic),
    };
    let mut operations = expression.operations(unit.encoding());
    let address = match operations.next()? {
        Some(Operation::Address { address }) => Some(address),
        Some(Operation::AddressIndex { index }) => Some(dwarf.address(unit, index)?),
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

/// Gives variables the name and place that only their origins have. Under GCC's LTO
/// those lie in another unit (corpus: `lto-static-local`).
pub(super) fn resolve<'d>(
    dwarf: &Dwarf<Reader<'d>>,
    rows: &mut [UnitRows<'d>],
    paths: &mut PathTable,
) -> Vec<Notice> {
    let mut wanted = Vec::new();
    for (index, unit) in rows.iter_mut().enumerate() {
        for (at, row) in unit.statics.iter_mut().enumerate() {
            row.place = row.place.filter(|own| own.file.is_some() && own.line != 0);
            let origin = row.origin.filter(|_| row.name.is_none() || row.place.is_none());
            wanted.extend(origin.map(|origin| (origin, (index, at))));
        }
    }
    let mut notices = Vec::new();
    for _ in 0..STEPS {
        let mut next = Vec::new();
        for (asked, found) in read_all(dwarf, rows, &wanted) {
            let Found { files, dies, notice } = found;
            notices.extend(notice);
            let files: Vec<u32> = files.into_iter().map(|path| paths.add(path)).collect();
            for (at, die) in asked.into_iter().zip(dies) {
                let Some(die) = die else { continue };
                let row = &mut rows[at.0].statics[at.1];
                row.name = row.name.or(die.name);
                let file = die.place.file.map(|file| files[file as usize]);
                if row.place.is_none() && file.is_some() && die.place.line != 0 {
                    row.place = Some(DeclPlace { file, ..die.place });
                }
                let open = row.name.is_none() || row.place.is_none();
                next.extend(die.origin.filter(|_| open).map(|origin| (origin, at)));
            }
        }
        if next.is_empty() {
            break;
        }
        wanted = next;
    }
    notices
}

/// Position of a variable: unit, row.
type At = (usize, usize);

/// A variable's DIE that another one refers to.
struct Origin<'d> {
    name: Option<Name<'d>>,
    place: DeclPlace,
    origin: Option<u64>,
}

/// What was read of one unit; `dies` in the order asked.
struct Found<'d> {
    files: Vec<String>,
    dies: Vec<Option<Origin<'d>>>,
    notice: Option<Notice>,
}

/// Reads DIEs by their offsets, each unit once, units in parallel.
fn read_all<'d>(
    dwarf: &Dwarf<Reader<'d>>,
    rows: &[UnitRows<'d>],
    wanted: &[(u64, At)],
) -> Vec<(Vec<At>, Found<'d>)> {
    let mut by_unit: BTreeMap<usize, Vec<(u64, At)>> = BTreeMap::new();
    for &(die, at) in wanted {
        let after = rows.partition_point(|unit| unit.offset <= die);
        if let Some(unit) = after.checked_sub(1) {
            by_unit.entry(unit).or_default().push((die, at));
        }
    }
    let by_unit: Vec<_> = by_unit.into_iter().collect();
    let read = |(unit, asked): (usize, Vec<(u64, At)>)| {
        let found = read_unit(dwarf, &rows[unit], &asked);
        (asked.into_iter().map(|(_, at)| at).collect(), found)
    };
    by_unit.into_par_iter().map(read).collect()
}

fn read_unit<'d>(dwarf: &Dwarf<Reader<'d>>, rows: &UnitRows<'d>, asked: &[(u64, At)]) -> Found<'d> {
    let header = dwarf.unit_header(DebugInfoOffset(rows.offset as usize));
    let unit = match header.and_then(|header| dwarf.unit(header)) {
        Ok(unit) => unit,
        // The walk has said so.
        Err(_) => return Found { files: Vec::new(), dies: Vec::new(), notice: None },
    };
    let mut files = FileTable::new(dwarf, &unit);
    let mut problem = None;
    let dies = asked
        .iter()
        .map(|&(die, _)| {
            let offset = die.checked_sub(rows.offset).and_then(|at| usize::try_from(at).ok())?;
            let entries = unit.entries_raw(Some(UnitOffset(offset)));
            match entries.and_then(|entries| read_die(dwarf, &unit, &mut files, entries)) {
                Ok(origin) => origin,
                Err(error) => {
                    problem = Some((die, error));
                    None
                }
            }
        })
        .collect();
    let notice = problem.map(|(die, error)| {
        let text = format!("DIE at {die:#x}, origin of a variable, cannot be read ({error})");
        Notice::incomplete(place(rows.offset, &rows.name), text)
    });
    Found { files: files.paths, dies, notice }
}

fn read_die<'d>(
    dwarf: &Dwarf<Reader<'d>>,
    unit: &Unit<Reader<'d>>,
    files: &mut FileTable,
    mut entries: EntriesRaw<'_, Reader<'d>>,
) -> gimli::Result<Option<Origin<'d>>> {
    let Some(abbreviation) = entries.read_abbreviation()? else { return Ok(None) };
    let read = Attributes::read(&mut entries, abbreviation)?;
    let name = read.name.map(|name| dwarf.attr_string(unit, name)).transpose()?;
    Ok(Some(Origin {
        name: name.map(|name| Name::own(name.slice())),
        place: DeclPlace {
            file: read.decl.file.and_then(|file| files.index(dwarf, unit, file)),
            line: u32::try_from(read.decl.line).unwrap_or(0),
            column: u32::try_from(read.decl.column).unwrap_or(0),
        },
        origin: reference(&unit.header, read.abstract_origin.or(read.specification)),
    }))
}
