//! `__mcount_loc` and `__patchable_function_entries`: the addresses at which the tracer
//! can hook in.

use super::super::elf::{ElfKind, Image};
use super::marker::Markers;
use super::table::{Table, Width};
use crate::notice::Notice;

/// Bytes of an entry.
const ENTRY: usize = 8;

/// The addresses of one kind of table.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct TracerTable {
    /// Sorted, without repetition.
    pub(crate) sites: Vec<u64>,
    /// True for `__patchable_function_entries`: a site is where the no-ops begin, which
    /// may be before the entry of the function, and not reach past it.
    pub(crate) is_padding: bool,
}

impl TracerTable {
    /// Reads the table; `None` if there is none. The kernel takes one of the two sections
    /// (`FTRACE_CALLSITE_SECTION`). x86 has call padding in the second one, and uses the first.
    pub(crate) fn read(
        image: &Image<'_>,
        markers: &Markers,
        notices: &mut Vec<Notice>,
    ) -> Option<Self> {
        if let Some(range) = markers.between("__start_mcount_loc", "__stop_mcount_loc")
            && image.has_code()
        {
            let tables = Table::between(image, range, "__start_mcount_loc", notices);
            // A linker script gathers both in one place.
            return Some(Self { sites: sites(image, &tables, notices), is_padding: false });
        }
        for (name, is_padding) in [("__mcount_loc", false), ("__patchable_function_entries", true)]
        {
            let tables = Table::sections(image, |section| section == name, notices);
            if !tables.is_empty() {
                return Some(Self { sites: sites(image, &tables, notices), is_padding });
            }
        }
        None
    }
}

/// What the entries say. The kernel, too, skips those that are 0: what a linker left of
/// code it dropped (`ftrace_process_locs`).
fn sites(image: &Image<'_>, tables: &[Table<'_>], notices: &mut Vec<Notice>) -> Vec<u64> {
    let mut sites = Vec::new();
    for table in tables {
        let mut lost = Vec::new();
        for offset in table.entries(ENTRY, notices) {
            match table.address(offset, Width::Absolute8) {
                Some(site) if image.is_code(site) => sites.push(site),
                Some(0) => {}
                Some(_) => lost.push(offset),
                None if image.kind == ElfKind::Relocatable || table.is_damaged(offset) => {
                    lost.push(offset);
                }
                None => {}
            }
        }
        if let Some(&first) = lost.first() {
            let text = format!("{} entries lead to no code: sites may be missing", lost.len());
            notices.push(table.notice(first, text));
        }
    }
    sites.sort_unstable();
    sites.dedup();
    sites
}
