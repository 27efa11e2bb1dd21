//! ELF: sections, symbols and relocations of one file, as an immutable value.
//! The only folder that names `object` and `goblin`.

mod compressed;
mod elf;
pub(crate) mod identity;
mod kernel;
mod linkage;
mod live;
mod reloc;
mod symbol;
mod text;

pub use elf::ElfKind;
pub(crate) use elf::Image;
pub use kernel::{Export, Region, Role, Special};
pub(crate) use kernel::{
    Hold, Markers, Orc, Regions, SpecialRow, Table, TracerTable, Width, kprobe_blacklist,
};
pub(crate) use linkage::is_linkage;
pub(crate) use reloc::{CodeRelocs, LoadedReloc, RelocTarget};
pub use symbol::Binding;
pub(crate) use symbol::{RawSymbol, SymbolKind, SymbolPlace};
