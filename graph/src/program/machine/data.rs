//! Address of data -> what becomes of what lies there, by its section.

use super::Machine;
use super::memory::Section;
use crate::id::Addr;
use crate::program::Program;

/// What becomes of data at run time, by the section that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataKind {
    /// Can be written: holds state.
    Writable,
    /// Never changes once it is loaded.
    Constant,
    /// Flags of what happens once (`.data..once`, until 6.13 `.data.once`).
    Once,
    /// Descriptors of dynamic debug messages (`__dyndbg`).
    Debug,
    /// Not part of what is linked in the end (`.discard.*`).
    Discarded,
    /// No loaded section holds it.
    Unknown,
}

impl Program {
    /// What becomes of the data at an address. A variable without bytes may stand at the
    /// end of its section.
    pub fn data_at(&self, address: Addr) -> DataKind {
        self.machine().data_at(address.0)
    }
}

impl Machine {
    fn data_at(&self, address: u64) -> DataKind {
        let before = address.checked_sub(1);
        let ends_here = || before.and_then(|before| self.memory.section_at(before));
        let Some(section) = self.memory.section_at(address).or_else(ends_here) else {
            return DataKind::Unknown;
        };
        // A linked kernel has the small ones within `.data`.
        let lies_between = |start, stop| {
            let found = self.memory.between(start, stop);
            found.is_some_and(|(begin, end)| (begin..end).contains(&address))
        };
        let name = section.name.as_str();
        if name.starts_with(".discard") {
            DataKind::Discarded
        } else if [".data..once", ".data.once"].iter().any(|once| name.starts_with(once))
            || lies_between("__start_once", "__end_once")
        {
            DataKind::Once
        } else if name == "__dyndbg" || lies_between("__start___dyndbg", "__stop___dyndbg") {
            DataKind::Debug
        } else if self.never_changes(section, address) {
            DataKind::Constant
        } else {
            DataKind::Writable
        }
    }

    /// The kernel's linked `.rodata` carries SHF_WRITE, and holds what is written until
    /// boot has ended.
    pub(super) fn never_changes(&self, section: &Section, address: u64) -> bool {
        let named = [".rodata", ".data.rel.ro"].iter().any(|name| section.name.starts_with(name));
        let late = self.memory.between("__start_ro_after_init", "__end_ro_after_init");
        (named || !section.writable)
            && !late.is_some_and(|(begin, end)| (begin..end).contains(&address))
    }
}
