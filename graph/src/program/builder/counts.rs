//! What was read: units and numbers of DIEs.

use super::super::node::Unit;
use super::super::strings::StringsBuilder;
use crate::dwarf::{Counts, UnitRows};

/// The units, in the order of `.debug_info`.
pub(super) fn units(units: &[UnitRows<'_>], strings: &mut StringsBuilder) -> Vec<Unit> {
    units
        .iter()
        .map(|unit| Unit {
            offset: unit.offset,
            name: strings.intern(&unit.name),
            producer: strings.intern_bytes(unit.producer),
            version: unit.version,
        })
        .collect()
}

/// The sum of all units' counts.
pub(super) fn total(units: &[UnitRows<'_>]) -> Counts {
    let mut sum = Counts::default();
    for unit in units {
        let add = &unit.counts;
        sum.dies += add.dies;
        sum.subprograms += add.subprograms;
        sum.subprograms_with_pc += add.subprograms_with_pc;
        sum.subprograms_cross_unit += add.subprograms_cross_unit;
        sum.inlined_subroutines += add.inlined_subroutines;
        sum.inlined_with_ranges += add.inlined_with_ranges;
        sum.inlined_with_code += add.inlined_with_code;
        sum.inlined_cross_unit += add.inlined_cross_unit;
        sum.call_sites += add.call_sites;
        sum.unreadable_units += add.unreadable_units;
        sum.units_without_code += add.units_without_code;
    }
    sum
}
