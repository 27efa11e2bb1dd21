//! The kernel's own tables in an ELF file, read into plain addresses: where the tracer
//! hooks in, what is patched at run time, what is exported, what the object is.

mod kallsyms;
mod ksymtab;
mod marker;
mod mcount;
mod region;
mod release;
mod role;
mod special;
mod table;

pub(crate) use kallsyms::Hold;
pub use ksymtab::Export;
pub(crate) use marker::Markers;
pub(crate) use mcount::TracerTable;
pub use region::Region;
pub(crate) use region::{Regions, kprobe_blacklist};
pub use role::Role;
pub use special::Special;
pub(crate) use special::{Orc, SpecialRow};
pub(crate) use table::{Table, Width};
