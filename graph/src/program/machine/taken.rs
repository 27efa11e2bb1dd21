//! Code and data become the functions whose address is taken.

use super::super::query::Program;
use super::memory::{Memory, Section, Target};
use super::{Machine, RefTarget};
use crate::code::AddressSet;
use crate::id::{Addr, InstanceId};
use crate::image::ElfKind;

/// Tables that list code only to find it: the tracer's, unwinders', those of places to
/// change at boot, of exported names. By the begin of their sections' names.
const LISTS: [&str; 22] = [
    "__mcount_loc",
    "__patchable_function_entries",
    "__jump_table",
    "__ex_table",
    "__bug_table",
    "__ksymtab",
    "__kcrctab",
    "_kprobe_blacklist",
    "_error_injection_whitelist",
    ".static_call_sites",
    ".altinstructions",
    ".smp_locks",
    ".retpoline_sites",
    ".return_sites",
    ".call_sites",
    ".ibt_endbr_seal",
    ".cfi_sites",
    ".orc_",
    ".eh_frame",
    ".gcc_except_table",
    ".export_symbol",
    ".discard",
];

/// The same in a linked kernel, where they lie within `.init.data`: between marks.
const MARKED_LISTS: [(&str, &str); 3] = [
    ("__start_mcount_loc", "__stop_mcount_loc"),
    ("__start_kprobe_blacklist", "__stop_kprobe_blacklist"),
    ("__start_error_injection_whitelist", "__stop_error_injection_whitelist"),
];

/// Tables of a linked kernel whose entries are 32 bits wide and count from themselves
/// (CONFIG_HAVE_ARCH_PREL32_RELOCATIONS).
const RELATIVE_TABLES: [(&str, &str); 2] =
    [("__initcall_start", "__initcall_end"), ("__con_initcall_start", "__con_initcall_end")];

/// Keeps the lowest site.
pub(super) fn note(taken: &mut [Option<Addr>], id: InstanceId, site: Addr) {
    let known = &mut taken[id.index()];
    *known = Some(known.map_or(site, |known| known.min(site)));
}

/// The instances whose entry the code of an instance refers to, each with the place.
pub(super) fn by_code(
    machine: &Machine,
    program: &Program,
    id: InstanceId,
) -> Vec<(InstanceId, Addr)> {
    let references = machine.references(program, id).unwrap_or_default();
    let entered = references.into_iter().filter_map(|reference| match reference.target {
        RefTarget::Address(at) => Some((program.instance_entered_at(at)?, reference.site)),
        RefTarget::PerCpu(_) | RefTarget::Undefined(_) => None,
    });
    entered.collect()
}

/// True for the addend of a relocation (`Elf64_Rela`) whose slot is among the pointers: what
/// it leads to is told there.
fn is_addend(memory: &Memory, section: &Section, at: u64) -> bool {
    section.name.starts_with(".rela")
        && at
            .checked_sub(16)
            .and_then(|at| memory.number64(at))
            .is_some_and(|slot| memory.pointer_in_slot(slot).is_some())
}

/// The places in data that hold an entry, by instance. `wanted` has all entries.
pub(super) fn by_data(
    machine: &Machine,
    program: &Program,
    wanted: &AddressSet,
) -> Vec<Option<Addr>> {
    let mut taken = vec![None; program.instances().len()];
    let mut note = |at: u64, target: u64| {
        if let Some(id) = program.instance_entered_at(Addr(target)) {
            note(&mut taken, id, Addr(at));
        }
    };
    let memory = &machine.memory;
    let data = |section: &&Section| {
        !section.executable && !LISTS.iter().any(|list| section.name.starts_with(list))
    };
    if memory.kind == ElfKind::Relocatable {
        for reloc in &memory.relocs {
            if let Target::Address(target) = reloc.target
                && memory.section_at(reloc.at).filter(data).is_some()
            {
                note(reloc.at, target);
            }
        }
        return taken;
    }
    for &(at, target) in &memory.pointers {
        if memory.section_at(at).as_ref().is_none_or(data) {
            note(at, target);
        }
    }
    let marked = MARKED_LISTS.iter().filter_map(|(start, stop)| memory.between(start, stop));
    let marked: Vec<_> = marked.collect();
    for section in memory.sections.iter().filter(data) {
        for (at, value) in memory.words(section).filter(|row| wanted.may_hold(row.1 as u32)) {
            let is_listed = marked.iter().any(|(begin, end)| (*begin..*end).contains(&at));
            if value != 0 && !is_listed && !is_addend(memory, section, at) {
                note(at, value);
            }
        }
    }
    for (start, stop) in RELATIVE_TABLES {
        let Some((begin, end)) = memory.between(start, stop) else { continue };
        for at in (begin..end).step_by(4) {
            if let Some(target) = memory.near_pointer(at) {
                note(at, target);
            }
        }
    }
    taken
}
