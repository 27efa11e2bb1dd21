//! The symbols that the kernel's symbol table holds at run time: what
//! `klp_find_object_symbol` looks names up in.

use object::elf::{STB_LOCAL, STB_WEAK, STT_FILE, STT_FUNC, STT_GNU_IFUNC, STT_SECTION, STT_TLS};
use object::read::elf::Sym as _;

use super::super::elf::Image;
use super::super::symbol::{Binding, SymbolPlace};
use super::role::Role;

/// A defined symbol of code or data that has a name and an address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NamedSymbol<'d> {
    pub(crate) name: &'d [u8],
    pub(crate) address: u64,
    pub(crate) size: u64,
    pub(crate) binding: Binding,
    /// `STT_FUNC`, or `STT_NOTYPE` in an executable section.
    pub(crate) is_code: bool,
    /// Position in the symbol table.
    pub(crate) index: u32,
    /// The section that defines it.
    section: usize,
}

/// Which symbols are held, and in which order they are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    /// vmlinux: what `scripts/mksysmap` and `scripts/kallsyms.c` leave, by address.
    Kernel,
    /// A module, or what becomes one: in the order of the symbol table. What is in
    /// `.init*` sections is dropped once the module is loaded (`is_core_symbol`).
    Module,
    /// A program of user space: all, by address.
    Program,
}

impl Hold {
    /// By what the object is to the kernel.
    pub(crate) fn of(role: &Role) -> Self {
        match role {
            Role::Kernel => Self::Kernel,
            Role::Module(_) | Role::KernelPart => Self::Module,
            Role::UserSpace => Self::Program,
        }
    }

    /// True if symbols are counted by address.
    pub(crate) fn is_by_address(self) -> bool {
        self != Self::Module
    }
}

/// Bytes of a name with its end, `KSYM_NAME_LEN` since Linux 6.1 (128 before): a longer
/// name is in no kernel.
const NAME_LEN: usize = 512;

impl<'d> Image<'d> {
    /// All symbols of loaded sections, in the order of the symbol table. Those of
    /// sections, files and thread-local variables are not among them.
    pub(crate) fn named_symbols(&self, mut each: impl FnMut(NamedSymbol<'d>)) {
        let Some(table) = self.symbol_table() else { return };
        for (index, symbol) in table.enumerate() {
            let kind = symbol.st_type();
            if [STT_FILE, STT_SECTION, STT_TLS].contains(&kind) {
                continue;
            }
            let SymbolPlace::Section(section) = self.place_of(&table, index, symbol) else {
                continue;
            };
            let name = symbol.name(self.endian, table.strings()).unwrap_or_default();
            if name.is_empty() || !self.sections[section].alloc {
                continue;
            }
            let base = self.base_of(SymbolPlace::Section(section));
            let function = kind == STT_FUNC || kind == STT_GNU_IFUNC;
            let untyped = kind == object::elf::STT_NOTYPE && self.sections[section].executable;
            each(NamedSymbol {
                name,
                address: symbol.st_value(self.endian).wrapping_add(base),
                size: symbol.st_size(self.endian),
                binding: match symbol.st_bind() {
                    STB_LOCAL => Binding::Local,
                    STB_WEAK => Binding::Weak,
                    _ => Binding::Global,
                },
                is_code: function || untyped,
                index: index.0 as u32,
                section,
            });
        }
    }

    /// True if the symbol is looked at when a name is looked up.
    pub(crate) fn is_held(&self, symbol: &NamedSymbol<'_>, hold: Hold) -> bool {
        match hold {
            Hold::Kernel => symbol.name.len() < NAME_LEN && !is_left_out(symbol.name),
            Hold::Module => {
                symbol.name.len() < NAME_LEN
                    && !self.sections[symbol.section].name.starts_with(".init")
            }
            Hold::Program => true,
        }
    }
}

/// Names that a kernel's symbol table leaves out: `scripts/mksysmap` of Linux 6.12, and
/// what `scripts/kallsyms.c` of 6.1 has beyond it.
fn is_left_out(name: &[u8]) -> bool {
    const PREFIXES: &[&[u8]] = &[
        b"$",
        b".L",
        b"__efistub_",
        b"__pi_$",
        b"__pi_.L",
        b"__kvm_nvhe_$",
        b"__kvm_nvhe_.L",
        b"__kcfi_typeid_",
        b"__kvm_nvhe___kcfi_typeid_",
        b"__pi___kcfi_typeid_",
        b"__crc_",
        b"__kstrtab_",
        b"__kstrtabns_",
    ];
    const SUFFIXES: &[&[u8]] = &[b"_from_arm", b"_from_thumb", b"_veneer"];
    const NAMES: &[&[u8]] = &[b"L0", b"_SDA_BASE_", b"_SDA2_BASE_"];
    const PARTS: &[&[u8]] = &[b".long_branch.", b".plt_branch."];
    let contains = |part: &&[u8]| name.windows(part.len()).any(|window| window == *part);
    // lld's thunks: `__AArch64ADRPThunk_NAME` and the like.
    let thunk = || {
        let rest = name.strip_prefix(b"__").unwrap_or_default();
        let word = rest.iter().position(|byte| !byte.is_ascii_alphanumeric());
        word.is_some_and(|end| rest[..end].ends_with(b"Thunk") && rest[end] == b'_')
    };
    NAMES.contains(&name)
        || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
        || name.starts_with(b"__") && thunk()
        || name.contains(&b'.') && PARTS.iter().any(contains)
}
