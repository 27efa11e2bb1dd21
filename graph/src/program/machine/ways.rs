//! The kernel's tables become ways of control that no instruction shows: jump labels,
//! fixups of exceptions, and traps whose handler goes on.

use super::super::store::{Col, List, Store};
use super::memory::Memory;

/// Such ways.
#[derive(Debug, Default)]
pub(super) struct Ways {
    /// From an instruction to where control may also go, sorted.
    pub(super) jumps: Vec<(u64, u64)>,
    /// `ud2` of a `WARN`, sorted.
    pub(super) warnings: Vec<u64>,
}

/// Distance of two entries of `__jump_table` (struct jump_entry: code, target, key).
const JUMP_ENTRY: usize = 16;
/// Distance of two entries of `__ex_table` (struct exception_table_entry: insn, fixup, data).
const EXCEPTION_ENTRY: usize = 12;
/// `BUGFLAG_WARNING` of include/linux/bug.h.
const WARNING: u8 = 1;

impl Ways {
    pub(super) fn new(memory: &Memory) -> Self {
        let mut ways = Self::default();
        for (name, distance) in [("__jump_table", JUMP_ENTRY), ("__ex_table", EXCEPTION_ENTRY)] {
            for (begin, end) in memory.table(name) {
                for at in (begin..end.saturating_sub(7)).step_by(distance) {
                    let to = memory.near_pointer(at + 4);
                    ways.jumps.extend(memory.near_pointer(at).zip(to));
                }
            }
        }
        for table in memory.table("__bug_table") {
            ways.warnings.extend(warnings(memory, table));
        }
        ways.jumps.sort_unstable();
        ways.warnings.sort_unstable();
        ways
    }
}

impl Store {
    /// The ways that begin in `begin..end`.
    pub(super) fn ways(&self, begin: u64, end: u64) -> List<'_, (u64, u64)> {
        let all = List::new(self, 0..self.rows(Col::WayFrom), |store, row| {
            (store.get(Col::WayFrom, row), store.get(Col::WayTo, row))
        });
        let first = all.partition_point(|way| way.0 < begin);
        let behind = all.partition_point(|way| way.0 < end);
        all.slice(first..behind.max(first))
    }

    /// True for the `ud2` of a `WARN`.
    pub(super) fn is_warning(&self, trap: u64) -> bool {
        let all =
            List::new(self, 0..self.rows(Col::Warning), |store, row| store.get(Col::Warning, row));
        all.get(all.partition_point(|warning| warning < trap)) == Some(trap)
    }
}

/// The warnings of a `__bug_table`. An entry (struct bug_entry) has 12 bytes with
/// `CONFIG_DEBUG_BUGVERBOSE`, its flags in the last two, else 8: the distance is the one
/// by which every entry leads to a `ud2`.
fn warnings(memory: &Memory, (begin, end): (u64, u64)) -> Vec<u64> {
    let sites = |distance: u64| -> Option<Vec<u64>> {
        let mut found = Vec::new();
        for at in (begin..end.saturating_sub(distance - 1)).step_by(distance as usize) {
            let site = memory.near_pointer(at)?;
            if memory.bytes(site, site.checked_add(2)?)? != [0x0f, 0x0b] {
                return None;
            }
            // The flags follow the line number, which only the longer entry has.
            let flags = at + if distance == 12 { 10 } else { 4 };
            if memory.bytes(flags, flags + 1)?.first()? & WARNING != 0 {
                found.push(site);
            }
        }
        Some(found)
    };
    let known = [12, 8].into_iter().find_map(sites);
    // An unknown layout: each entry may be a warning.
    known.unwrap_or_else(|| {
        (begin..end).step_by(4).filter_map(|at| memory.near_pointer(at)).collect()
    })
}
