//! What an object is to the kernel, by its sections and symbols, and the kernel's LTO note.

use super::super::elf::{ElfKind, Image};
use super::super::identity;
use super::marker::Markers;

/// What an object is to the kernel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// The kernel itself: vmlinux, linked.
    Kernel,
    /// A loadable module; the name is that of `klp_object.name`: `-` is `_`.
    Module(String),
    /// Part of the kernel that is not linked to the end: vmlinux.o, the object of a driver.
    KernelPart,
    /// A program or library of user space.
    #[default]
    UserSpace,
}

impl Role {
    /// True for the kernel, its modules and parts: patched through ftrace.
    pub fn is_kernel(&self) -> bool {
        *self != Self::UserSpace
    }
}

/// Sections that no program of user space has.
const OF_A_KERNEL: &[&str] = &[
    "__ksymtab",
    "__ksymtab_gpl",
    "__ex_table",
    "__bug_table",
    "__jump_table",
    ".init.text",
    ".exit.text",
    ".altinstructions",
    ".static_call_sites",
    ".orc_unwind_ip",
    ".modinfo",
    "__mcount_loc",
    ".export_symbol",
    "_kprobe_blacklist",
    ".noinstr.text",
    ".entry.text",
];

/// Symbols and sections that a linked file must have of those of a kernel to be one: a
/// program may have one of them by chance.
const ENOUGH: usize = 3;

/// `struct module` of every version begins with its state and two list pointers; then
/// comes the name (`include/linux/module.h`).
const NAME_IN_THIS_MODULE: usize = 24;

impl<'d> Image<'d> {
    /// What the object is to the kernel; `file_name` without its folders.
    pub(crate) fn role(&self, markers: &Markers, file_name: &str) -> Role {
        let sections = self.sections.iter().filter(|section| section.alloc);
        let signs = sections.filter(|section| is_of_a_kernel(&section.name)).count();
        if self.kind != ElfKind::Relocatable {
            let is_kernel = markers.of_a_kernel() > 0 && signs + markers.count() >= ENOUGH;
            return if is_kernel { Role::Kernel } else { Role::UserSpace };
        }
        if self.section(".gnu.linkonce.this_module").is_some() {
            return Role::Module(self.module_name(file_name).replace('-', "_"));
        }
        if signs > 0 { Role::KernelPart } else { Role::UserSpace }
    }

    /// `CONFIG_LTO`: note of type 0x101 and owner `Linux` (`include/linux/elfnote-lto.h`).
    pub(crate) fn lto_note(&self) -> Option<bool> {
        let notes = self.sections.iter().filter(|section| section.is_note());
        let value = notes
            .filter_map(|section| identity::note(section.bytes, self.big_endian, "Linux", 0x101))
            .next()?;
        Some(value.iter().any(|&byte| byte != 0))
    }

    /// The values of a key of `.modinfo` (`MODULE_INFO` of `include/linux/module.h`).
    pub(crate) fn module_info(&self, key: &str) -> Vec<String> {
        let bytes = self.section(".modinfo").map_or(&[][..], |(_, section)| section.bytes);
        let lines = bytes.split(|&byte| byte == 0);
        let values = lines.filter_map(|line| line.strip_prefix(key.as_bytes())?.strip_prefix(b"="));
        values.map(|value| String::from_utf8_lossy(value).into_owned()).collect()
    }

    /// From `.modinfo`, else from `struct module`, else from the file's name.
    fn module_name(&self, file_name: &str) -> String {
        let bytes = |name| self.section(name).map_or(&[][..], |(_, section)| section.bytes);
        let info = self.module_info("name");
        let named = info.first().map(String::as_bytes);
        let own = bytes(".gnu.linkonce.this_module").get(NAME_IN_THIS_MODULE..);
        let own = own.and_then(|rest| rest.split(|&byte| byte == 0).next());
        match named.or(own).filter(|name| !name.is_empty()) {
            Some(name) => String::from_utf8_lossy(name).into_owned(),
            None => file_name.split(".ko").next().unwrap_or(file_name).to_owned(),
        }
    }
}

fn is_of_a_kernel(section: &str) -> bool {
    let name = section.split('#').next().unwrap_or(section);
    let prefixes = ["___ksymtab", ".initcall", ".init.text."];
    OF_A_KERNEL.contains(&name) || prefixes.iter().any(|prefix| name.starts_with(prefix))
}
