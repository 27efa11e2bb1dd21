//! ELF: sections, symbols and relocations of one file, as an immutable value.
//! The only folder that names `object` and `goblin`.

mod compressed;
mod elf;
pub(crate) mod identity;
mod kernel;
mod linkage;
mod reloc;
mod symbol;

pub use elf::ElfKind;
pub(crate) use elf::Image;
pub use kernel::{Export, Region, Role, Special};
pub(crate) use kernel::{Hold, Markers, Orc, Regions, SpecialRow, TracerTable, kprobe_blacklist};
pub(crate) use linkage::is_linkage;
pub(crate) use reloc::{CodeRelocs, LoadedReloc, RelocTarget};
pub use symbol::Binding;
pub(crate) use symbol::{RawSymbol, SymbolKind, SymbolPlace};
