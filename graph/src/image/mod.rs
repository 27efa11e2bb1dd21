//! ELF: sections, symbols and relocations of one file, as an immutable value.
//! The only folder that names `object` and `goblin`.

mod compressed;
mod elf;
pub(crate) mod identity;
mod linkage;
mod reloc;
mod symbol;

pub use elf::ElfKind;
pub(crate) use elf::Image;
pub(crate) use linkage::is_linkage;
pub(crate) use reloc::{CodeRelocs, LoadedReloc, RelocTarget};
pub use symbol::Binding;
pub(crate) use symbol::{RawSymbol, SymbolKind, SymbolPlace};
