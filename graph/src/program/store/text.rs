//! The strings that rows refer to, numbered anew: paths first, then names in the order of
//! the functions, so that neighbours have near numbers. What nothing refers to is left out.

use super::super::strings::Strings;
use super::rows::Rows;
use crate::id::StrId;

/// FNV-1a: the same in every build, as an index outlives the process that wrote it.
pub(crate) fn name_hash(name: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    name.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

const UNUSED: u32 = u32::MAX;

/// New numbers of strings.
pub(super) struct Numbers {
    /// By old number.
    new: Vec<u32>,
    /// By new number.
    old: Vec<StrId>,
}

impl Numbers {
    /// Numbers what the rows refer to.
    pub(super) fn new(rows: &Rows) -> Self {
        let mut numbers = Self { new: vec![UNUSED; rows.strings.len()], old: Vec::new() };
        numbers.add_all(rows.functions.iter().filter_map(|row| Some(row.place?.file)));
        numbers.add_all(rows.inlined.iter().filter_map(|row| Some(row.call_place?.file)));
        numbers.add_all(rows.calls.iter().filter_map(|row| Some(row.place?.file)));
        numbers.add_all(rows.statics.iter().filter_map(|row| Some(row.place?.file)));
        numbers.add_all(rows.units.iter().map(|row| row.name));
        numbers.add_all(rows.symbols.iter().filter_map(|row| row.file));
        numbers.add_all(rows.functions.iter().map(|row| row.name));
        numbers.add_all(rows.symbols.iter().map(|row| row.name));
        numbers.add_all(rows.functions.iter().filter_map(|row| row.linkage_name));
        numbers.add_all(rows.externals.iter().copied());
        numbers.add_all(rows.statics.iter().map(|row| row.name));
        numbers.add_all(rows.kernel.special.iter().filter_map(|row| row.key));
        numbers.add_all(rows.kernel.exports.iter().map(|row| row.0));
        numbers.add_all(rows.units.iter().map(|row| row.producer));
        numbers
    }

    fn add_all(&mut self, ids: impl Iterator<Item = StrId>) {
        for id in ids {
            let new = &mut self.new[id.index()];
            if *new == UNUSED {
                *new = self.old.len() as u32;
                self.old.push(id);
            }
        }
    }

    /// The new number of a string.
    pub(super) fn of(&self, id: StrId) -> u64 {
        self.new[id.index()].into()
    }

    /// The new number of a string and one, or 0.
    pub(super) fn of_some(&self, id: Option<StrId>) -> u64 {
        id.map_or(0, |id| self.of(id) + 1)
    }

    /// Where each string begins, and the end of the last, in a text of them all.
    pub(super) fn begins(&self, strings: &Strings) -> impl Iterator<Item = u64> {
        let mut end = 0;
        let ends = self.old.iter().map(move |&id| {
            end += strings.get(id).len() as u64;
            end
        });
        [0].into_iter().chain(ends)
    }

    /// That text.
    pub(super) fn text(&self, strings: &Strings) -> Vec<u8> {
        let mut text = Vec::with_capacity(self.begins(strings).last().unwrap_or(0) as usize);
        for &id in &self.old {
            text.extend_from_slice(strings.get(id).as_bytes());
        }
        text
    }
}
