//! The symbols that a kernel's linker script puts around tables, by name.

use super::super::store::{Col, Store};

/// All that are looked for.
const MARKS: [&str; 22] = [
    "__con_initcall_end",
    "__con_initcall_start",
    "__end_once",
    "__end_ro_after_init",
    "__initcall_end",
    "__initcall_start",
    "__start___bug_table",
    "__start___dyndbg",
    "__start___ex_table",
    "__start___jump_table",
    "__start_error_injection_whitelist",
    "__start_kprobe_blacklist",
    "__start_mcount_loc",
    "__start_once",
    "__start_ro_after_init",
    "__stop___bug_table",
    "__stop___dyndbg",
    "__stop___ex_table",
    "__stop___jump_table",
    "__stop_error_injection_whitelist",
    "__stop_kprobe_blacklist",
    "__stop_mcount_loc",
];

/// Their addresses.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Marks([Option<u64>; MARKS.len()]);

impl Marks {
    /// Notes the address of a symbol, if it is one of them.
    pub(crate) fn note(&mut self, name: &[u8], address: u64) {
        if name.starts_with(b"__")
            && let Ok(at) = MARKS.binary_search_by(|mark| mark.as_bytes().cmp(name))
        {
            self.0[at] = Some(address);
        }
    }

    /// The address of a mark.
    pub(super) fn get(&self, name: &str) -> Option<u64> {
        self.0[MARKS.binary_search(&name).ok()?]
    }

    /// As numbers: an address and one, or 0.
    pub(crate) fn numbers(self) -> impl Iterator<Item = u64> + Send {
        self.0.into_iter().map(|at| at.map_or(0, |at| at.saturating_add(1)))
    }
}

impl Store {
    pub(super) fn marks(&self) -> Marks {
        Marks(std::array::from_fn(|row| self.get(Col::MarkAddress, row).checked_sub(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_sorted_and_found() {
        assert!(MARKS.is_sorted());
        let mut marks = Marks::default();
        marks.note(b"__start_once", 7);
        marks.note(b"__start_other", 8);
        assert_eq!((marks.get("__start_once"), marks.get("__end_once")), (Some(7), None));
    }
}
