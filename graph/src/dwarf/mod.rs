//! DWARF: every unit's subprograms, inlined instances and call sites as plain rows.
//! The only folder that names `gimli`. Knows nothing of symbols and instructions.

mod attribute;
mod counts;
mod file;
mod line;
mod range;
mod row;
mod sections;
mod unit;
mod walk;

pub use counts::Counts;
pub(crate) use row::{CallSite, DeclPlace, InlinedDie, Subprogram, UnitRows};
pub(crate) use sections::DwarfSections;

use gimli::{EndianSlice, RunTimeEndian};

/// How gimli reads our bytes.
type Reader<'d> = EndianSlice<'d, RunTimeEndian>;
