//! Where code lies -> attributes: one range or a list, from a base or not.

use gimli::constants as dw;
use gimli::write::{Address, AttributeValue as Value, Range, RangeList};

use super::super::layout::Spot;
use super::{Attributes, Writer};

impl Writer<'_> {
    /// An address of a section of code.
    pub(super) fn at(&self, section: usize, offset: u64) -> Address {
        Address::Symbol { symbol: section, addend: offset as i64 }
    }

    /// The attributes for code in these spots, in this order.
    pub(super) fn code(&mut self, unit: usize, spots: &[Spot]) -> Attributes {
        match spots {
            [] if self.random.chance(70) => Vec::new(),
            // Nothing is left of it, but where it was is known.
            [] => self.pair(Spot { section: 0, begin: 0, end: 0 }),
            [only] if self.random.chance(80) => self.pair(*only),
            _ => {
                let list = RangeList(self.list(unit, spots));
                let unit = self.dwarf.units.get_mut(self.units[unit]);
                vec![(dw::DW_AT_ranges, Value::RangeListRef(unit.ranges.add(list)))]
            }
        }
    }

    /// The attributes of code that the linker dropped.
    pub(super) fn nowhere(&mut self, length: u64) -> Attributes {
        let low = Value::Address(Address::Constant(0));
        vec![(dw::DW_AT_low_pc, low), (dw::DW_AT_high_pc, Value::Udata(length))]
    }

    fn pair(&mut self, spot: Spot) -> Attributes {
        let (low, end) = (self.at(spot.section, spot.begin), self.at(spot.section, spot.end));
        let high = match self.random.chance(10) {
            true => Value::Address(end),
            false => Value::Udata(spot.end - spot.begin),
        };
        vec![(dw::DW_AT_low_pc, Value::Address(low)), (dw::DW_AT_high_pc, high)]
    }

    fn list(&mut self, number: usize, spots: &[Spot]) -> Vec<Range> {
        let unit = &self.program.units[number];
        let mut base = if unit.based { Some(0) } else { None };
        let mut list = Vec::new();
        for spot in spots {
            let (begin, end) = (spot.begin, spot.end);
            // Lists of DWARF 4 cannot do without a base once there is one.
            let wants_base = unit.based || base.is_some() && unit.version == 4;
            if wants_base || self.random.chance(20) {
                if base != Some(spot.section) {
                    base = Some(spot.section);
                    list.push(Range::BaseAddress { address: self.at(spot.section, 0) });
                }
                // A pair of zeros would be the end of the list.
                list.push(Range::OffsetPair { begin, end });
            } else if self.random.chance(50) {
                let (begin, end) = (self.at(spot.section, begin), self.at(spot.section, end));
                list.push(Range::StartEnd { begin, end });
            } else {
                let begin = self.at(spot.section, begin);
                list.push(Range::StartLength { begin, length: end - spot.begin });
            }
        }
        list
    }
}
