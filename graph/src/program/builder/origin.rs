//! From a DIE to what it was made of: origins and specifications, over units.

use super::super::node::OriginEvidence;
use crate::dwarf::{DeclPlace, Name, UnitRows};
use crate::id::UnitId;

/// Steps followed from one DIE. Compilers write up to four; a cycle ends here.
pub(super) const STEPS: usize = 32;

/// Position of a subprogram row: unit, row.
pub(super) type RowAt = (u32, u32);

/// What a chain of DIEs says of one function.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Identity<'d> {
    pub(super) name: Option<Name<'d>>,
    pub(super) linkage_name: Option<Name<'d>>,
    pub(super) place: Option<DeclPlace>,
    pub(super) external: bool,
    /// The last DIE of the chain.
    pub(super) root: u64,
}

/// The row of the subprogram DIE at this `.debug_info` offset.
pub(super) fn find(units: &[UnitRows<'_>], die: u64) -> Option<RowAt> {
    let unit = units.partition_point(|unit| unit.offset <= die).checked_sub(1)?;
    Some((unit as u32, units[unit].subprogram_at(die)?))
}

/// As [`find`], for a reference out of a unit: most lead to the same.
pub(super) fn find_near(units: &[UnitRows<'_>], unit: u32, die: u64) -> Option<RowAt> {
    let unit = unit_at(units, unit, die)?;
    Some((unit as u32, units[unit].subprogram_at(die)?))
}

/// The unit that a `.debug_info` offset lies in, which most likely is this one.
fn unit_at(units: &[UnitRows<'_>], likely: u32, die: u64) -> Option<usize> {
    let here = likely as usize;
    let is_here =
        units[here].offset <= die && units.get(here + 1).is_none_or(|next| die < next.offset);
    if is_here {
        Some(here)
    } else {
        units.partition_point(|unit| unit.offset <= die).checked_sub(1)
    }
}

/// The subprogram DIE of a row, as what says whose code it is.
pub(super) fn evidence(units: &[UnitRows<'_>], (unit, index): RowAt) -> OriginEvidence {
    let row = units[unit as usize].subprogram(index);
    let early = row.origin.and_then(|die| unit_at(units, unit, die)).map(UnitId::new);
    let unit = UnitId::new(unit as usize);
    OriginEvidence::Die { offset: row.die, unit, early: early.filter(|&early| early != unit) }
}

/// Follows `DW_AT_abstract_origin` and `DW_AT_specification`. What stands nearest to
/// the start counts: a definition's own `DW_AT_decl_line` before its declaration's. Of the
/// place each attribute by itself: GCC and clang leave out the file of a definition if it is
/// the declaration's, and likewise the line (DWARF 5, 2.13.2).
pub(super) fn identity<'d>(units: &[UnitRows<'d>], start: RowAt) -> Identity<'d> {
    let mut found = Identity::default();
    let mut place = DeclPlace { file: None, line: 0, column: 0 };
    let mut at = Some(start);
    for _ in 0..STEPS {
        let Some((unit, index)) = at else { break };
        let row = units[unit as usize].subprogram(index);
        found.name = found.name.or(row.name);
        found.linkage_name = found.linkage_name.or(row.linkage_name);
        place.file = place.file.or(row.place.file);
        if place.line == 0 {
            (place.line, place.column) = (row.place.line, row.place.column);
        }
        found.external |= row.external;
        found.root = row.die;
        at = row.origin.and_then(|die| find_near(units, unit, die));
    }
    found.place = Some(place).filter(|place| place.file.is_some() && place.line != 0);
    found
}
