//! Symbols that say where a table or a region of a linked kernel begins and ends
//! (`include/asm-generic/vmlinux.lds.h`), and those by which a kernel is known.

use std::collections::BTreeMap;

use object::read::elf::Sym as _;

use super::super::elf::{ElfKind, Image};

/// Name and address of the symbols that a linker script defines, if the file is linked.
/// In a part of a kernel nothing lies between them yet.
#[derive(Default)]
pub(crate) struct Markers {
    found: BTreeMap<String, u64>,
}

/// Symbols that every kernel has, whatever its configuration.
/// A hypervisor shares its linker script's symbols, but not these.
const OF_A_KERNEL: &[&str] = &["linux_banner", "init_task"];

impl Markers {
    /// The markers of a linked file; none in any other.
    pub(crate) fn read(image: &Image<'_>) -> Self {
        let mut found = BTreeMap::new();
        if image.kind == ElfKind::Relocatable {
            return Self { found };
        }
        let Some(table) = image.symbol_table() else { return Self { found } };
        for symbol in table.iter() {
            let name = symbol.name(image.endian, table.strings()).unwrap_or_default();
            if !symbol.is_undefined(image.endian) && is_marker(name) {
                let name = String::from_utf8_lossy(name).into_owned();
                found.entry(name).or_insert(symbol.st_value(image.endian));
            }
        }
        Self { found }
    }

    /// Where a marker stands.
    pub(crate) fn at(&self, name: &str) -> Option<u64> {
        self.found.get(name).copied()
    }

    /// The addresses between two markers, if both are there and in this order.
    pub(crate) fn between(&self, begin: &str, end: &str) -> Option<(u64, u64)> {
        let (begin, end) = (self.at(begin)?, self.at(end)?);
        (begin <= end).then_some((begin, end))
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    /// How many of the symbols are there that every kernel has.
    pub(super) fn of_a_kernel(&self) -> usize {
        OF_A_KERNEL.iter().filter(|name| self.found.contains_key(**name)).count()
    }
}

/// A kernel has some hundred such symbols; no name of a file can make it more.
fn is_marker(name: &[u8]) -> bool {
    const REGIONS: &[&[u8]] = &[
        b"_stext",
        b"_etext",
        b"_sinittext",
        b"_einittext",
        b"__init_begin",
        b"__init_end",
        b"__alt_instructions",
    ];
    const TEXTS: &[&[u8]] = &[b"__noinstr_text_", b"__entry_text_", b"__cpuidle_text_"];
    const TABLES: &[&[u8]] = &[
        b"mcount_loc",
        b"kprobe_blacklist",
        b"__jump_table",
        b"static_call_sites",
        b"__ex_table",
        b"__bug_table",
        b"orc_unwind_ip",
        b"__ksymtab",
        b"__ksymtab_gpl",
    ];
    let table =
        |prefix: &[u8]| name.strip_prefix(prefix).is_some_and(|name| TABLES.contains(&name));
    name.len() < 40
        && (REGIONS.contains(&name)
            || OF_A_KERNEL.iter().any(|known| known.as_bytes() == name)
            || name == b"__alt_instructions_end"
            || name.starts_with(b"__kprobes_text_")
            || TEXTS.iter().any(|prefix| name.starts_with(prefix))
            || table(b"__start_")
            || table(b"__stop_"))
}
