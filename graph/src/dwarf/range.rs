//! Address ranges of a DIE: `DW_AT_low_pc`/`DW_AT_high_pc` or `DW_AT_ranges`, every form.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use gimli::{DebugAddrBase, RangeListsOffset};

use super::debug_data::DebugData;
use super::form::Value;
use super::open_unit::OpenUnit;
use crate::id::AddrRange;

/// Reads ranges into one table. A list that several DIEs share is read once: a file
/// in which every DIE names one long list would else cost the product of both.
#[derive(Default)]
pub(super) struct RangeTable {
    pub(super) ranges: Vec<AddrRange>,
    lists: HashMap<u64, (u32, u32), RandomState>,
}

impl RangeTable {
    pub(super) fn clear(&mut self) {
        self.ranges.clear();
        self.lists.clear();
    }

    /// The range from `low` of `DW_AT_high_pc`: an address, or an offset from `low`.
    #[inline]
    pub(super) fn add_pair<'d>(
        &mut self,
        data: &DebugData<'d>,
        unit: &OpenUnit<'d>,
        low: u64,
        high: Value<'d>,
    ) -> Result<(u32, u32), String> {
        let end = match high.constant() {
            Some(size) => low.checked_add(size),
            None => unit.address(data, high).map_err(|error| error.to_string())?,
        };
        let range = end.and_then(|end| AddrRange::new(low, end));
        let range =
            range.ok_or_else(|| format!("DW_AT_high_pc lies before DW_AT_low_pc {low:#x}"))?;
        let at = self.ranges.len() as u32;
        self.ranges.push(range);
        Ok((at, at + 1))
    }

    /// The ranges of `DW_AT_ranges`. Empty entries, as GCC writes for an inlined
    /// instance without code, are left out.
    pub(super) fn add_list<'d>(
        &mut self,
        data: &DebugData<'d>,
        unit: &OpenUnit<'d>,
        value: Value<'d>,
    ) -> Result<(u32, u32), String> {
        let fail = |error: gimli::Error| format!("DW_AT_ranges: {error}");
        let Some(offset) = unit.range_list(data, value).map_err(fail)? else {
            return Err("DW_AT_ranges has an unknown form".to_owned());
        };
        if let Some(&known) = self.lists.get(&offset) {
            return Ok(known);
        }
        let begin = self.ranges.len() as u32;
        let at = |offset| usize::try_from(offset).unwrap_or(usize::MAX);
        let list = data.ranges.ranges(
            RangeListsOffset(at(offset)),
            unit.encoding,
            unit.low_pc,
            &data.gimli_addresses,
            DebugAddrBase(at(unit.address_base)),
        );
        let mut list = list.map_err(fail)?;
        while let Some(range) = list.next().map_err(fail)? {
            self.ranges.extend(AddrRange::new(range.begin, range.end));
        }
        let added = (begin, self.ranges.len() as u32);
        self.lists.insert(offset, added);
        Ok(added)
    }
}
