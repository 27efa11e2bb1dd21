//! Address ranges of a DIE: `DW_AT_low_pc`/`DW_AT_high_pc` or `DW_AT_ranges`, every form.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::debug_data::DebugData;
use super::form::Value;
use super::open_unit::OpenUnit;
use super::range_list::{Entry, RangeList};
use crate::id::AddrRange;

/// Entries of lists that a unit has, beside one for each of its bytes. No compiler writes a
/// tenth of them; but lists may share their ends, and units and DIEs their lists.
const ENTRIES: usize = 256;

/// Reads ranges into one table. A list that several DIEs share is read once: a file
/// in which every DIE names one long list would else cost the product of both.
#[derive(Default)]
pub(super) struct RangeTable {
    pub(super) ranges: Vec<AddrRange>,
    /// By offset; or why one cannot be read.
    lists: HashMap<u64, Result<(u32, u32), String>, RandomState>,
    /// Entries read.
    entries: usize,
}

impl RangeTable {
    pub(super) fn clear(&mut self) {
        self.ranges.clear();
        self.lists.clear();
        self.entries = 0;
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
        let offset = unit.range_list(data, value).map_err(|error| format!("DW_AT_ranges: {error}"));
        let Some(offset) = offset? else {
            return Err("DW_AT_ranges has an unknown form".to_owned());
        };
        if let Some(known) = self.lists.get(&offset) {
            let known = known.clone()?;
            self.entries += (known.1 - known.0) as usize;
            let is_much = self.entries > limit(unit);
            return if is_much {
                Err(format!("DW_AT_ranges: {}", too_many(unit)))
            } else {
                Ok(known)
            };
        }
        let begin = self.ranges.len();
        let added = match self.read_list(data, unit, offset) {
            Ok(()) => Ok((begin as u32, self.ranges.len() as u32)),
            Err(problem) => {
                self.ranges.truncate(begin);
                Err(format!("DW_AT_ranges: {problem}"))
            }
        };
        self.lists.insert(offset, added.clone());
        added
    }

    fn read_list<'d>(
        &mut self,
        data: &DebugData<'d>,
        unit: &OpenUnit<'d>,
        offset: u64,
    ) -> Result<(), String> {
        let mut list = RangeList::open(data, unit, offset).map_err(|error| error.to_string())?;
        loop {
            match list.next()? {
                Entry::Range(range) => self.ranges.push(range),
                Entry::Nothing => {}
                Entry::End => return Ok(()),
            }
            self.entries += 1;
            if self.entries > limit(unit) {
                return Err(too_many(unit));
            }
        }
    }
}

fn limit(unit: &OpenUnit<'_>) -> usize {
    ENTRIES + unit.bytes.len()
}

#[cold]
fn too_many(unit: &OpenUnit<'_>) -> String {
    format!("the lists of the unit have more than {} entries", limit(unit))
}
