//! Subprograms that define a function -> groups of those that define the same one, found by
//! sorting: most functions of headers are defined once in every unit.

use rayon::prelude::*;

use super::super::strings::StringsBuilder;
use super::origin::{self, RowAt};
use super::radix;
use crate::dwarf::{Name, Subprogram, UnitRows};
use crate::id::StrId;
use crate::notice::Notice;

/// A subprogram that defines a function.
#[derive(Clone, Copy)]
pub(super) struct Definition {
    /// The name: an offset in `.debug_str`, or a string behind [`OWN`]; once all names are
    /// known the number of the string.
    name: u32,
    /// Path of the declaration, by number of the string; `u32::MAX` without.
    file: u32,
    line: u32,
    external: bool,
    pub(super) at: RowAt,
}

/// Set where a name is not in `.debug_str`, or far behind its begin.
const OWN: u32 = 1 << 31;

/// The definitions of one function.
#[derive(Clone, Copy)]
pub(super) struct Group {
    pub(super) name: StrId,
    /// The first one in `.debug_info`.
    pub(super) first: RowAt,
    pub(super) external: bool,
    /// Where they stand among all definitions.
    pub(super) members: (u32, u32),
}

/// All definitions, and the groups of those of one name, file and line: in the order of their
/// first ones. `files` are the strings of paths.
pub(super) fn gather(
    units: &[UnitRows<'_>],
    files: &[StrId],
    strings: &mut StringsBuilder,
) -> (Vec<Definition>, Vec<Group>, Option<Notice>) {
    let found: Vec<_> = units
        .par_iter()
        .enumerate()
        .map(|(unit, rows)| of_unit(units, files, unit as u32, rows))
        .collect();
    let mut rows = Vec::with_capacity(found.iter().map(|unit| unit.rows.len()).sum());
    let nameless: Vec<_> = found.iter().flat_map(|unit| unit.nameless.iter().copied()).collect();
    for OfUnit { rows: mut definitions, own, .. } in found {
        for (index, name) in own {
            definitions[index].name = OWN | strings.intern_bytes(name.bytes()).0;
        }
        rows.append(&mut definitions);
    }
    intern(units, &mut rows, strings);
    let groups = group(&mut rows);
    (rows, groups, unknown(&nameless))
}

/// What a unit defines.
#[derive(Default)]
struct OfUnit<'d> {
    rows: Vec<Definition>,
    /// Names outside `.debug_str`, and whose they are.
    own: Vec<(usize, Name<'d>)>,
    /// DIEs with code whose origin leads to no name.
    nameless: Vec<u64>,
}

fn unknown(nameless: &[u64]) -> Option<Notice> {
    let text = format!(
        "{} functions with code are unknown, the first at {:#x}: the DW_AT_abstract_origin or \
         DW_AT_specification leads in a circle, nowhere, or farther than {} steps",
        nameless.len(),
        nameless.first()?,
        origin::STEPS
    );
    Some(Notice::incomplete(".debug_info", text))
}

fn of_unit<'d>(
    units: &[UnitRows<'d>],
    files: &[StrId],
    unit: u32,
    rows: &UnitRows<'d>,
) -> OfUnit<'d> {
    let mut found = OfUnit::default();
    for (row, index) in rows.subprograms().zip(0..) {
        if !row.has_pc && !is_definition(units, unit, &row) {
            continue;
        }
        let at = (unit, index);
        let identity = origin::identity(units, at);
        let Some(name) = identity.name.or(identity.linkage_name) else {
            if row.has_pc && row.origin.is_some() {
                found.nameless.push(row.die);
            }
            continue;
        };
        let offset = name.offset().filter(|&offset| offset < OWN);
        if offset.is_none() {
            found.own.push((found.rows.len(), name));
        }
        let file = identity.place.and_then(|place| place.file);
        found.rows.push(Definition {
            name: offset.unwrap_or(OWN),
            file: file.map_or(u32::MAX, |file| files[file as usize].0),
            line: identity.place.map_or(0, |place| place.line),
            external: identity.external,
            at,
        });
    }
    found
}

/// True unless a row declares what another object defines. GCC's LTRANS units give such
/// a function a DIE of its own, an instance of the early declaration.
fn is_definition(units: &[UnitRows<'_>], unit: u32, row: &Subprogram<'_>) -> bool {
    let target = row.origin.filter(|_| !row.specified);
    let target = target.and_then(|die| origin::find_near(units, unit, die));
    let target = target.map(|(unit, at)| units[unit as usize].subprogram(at));
    !row.declaration && !target.is_some_and(|target| target.declaration)
}

/// Gives names the numbers of their strings. The linker left one of each in `.debug_str`,
/// so that each is looked at once, in the order in which they stand there.
fn intern(units: &[UnitRows<'_>], rows: &mut Vec<Definition>, strings: &mut StringsBuilder) {
    radix::sort(rows, |row| u64::from(row.name));
    for same in rows.chunk_by_mut(|a, b| a.name == b.name) {
        let name = match same[0].name {
            own if own & OWN != 0 => own & !OWN,
            offset => {
                let name = units[same[0].at.0 as usize].name_at(offset);
                strings.intern_bytes(name.bytes()).0
            }
        };
        same.iter_mut().for_each(|row| row.name = name);
    }
}

fn group(rows: &mut Vec<Definition>) -> Vec<Group> {
    radix::sort(rows, |row| u64::from(row.name));
    for same in rows.chunk_by_mut(|a, b| a.name == b.name) {
        same.sort_unstable_by_key(|row| (row.file, row.line, row.at));
    }
    let mut begin = 0;
    let key = |row: &Definition| (row.name, row.file, row.line);
    let group = |members: &[Definition]| {
        let from = begin;
        begin += members.len() as u32;
        Group {
            name: StrId(members[0].name),
            first: members[0].at,
            external: members.iter().any(|row| row.external),
            members: (from, begin),
        }
    };
    let mut groups: Vec<_> = rows.chunk_by(|a, b| key(a) == key(b)).map(group).collect();
    radix::sort(&mut groups, |group| u64::from(group.first.0) << 32 | u64::from(group.first.1));
    groups
}
