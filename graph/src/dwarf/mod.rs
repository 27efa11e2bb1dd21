//! DWARF: every unit's subprograms, inlined instances, call sites and function-static
//! variables as plain rows.
//! The only folder that names `gimli`. Knows nothing of symbols and instructions.

mod abbreviation;
mod attribute;
mod c_type;
mod counts;
mod cursor;
mod debug_data;
mod file;
mod file_rows;
mod form;
mod line;
mod line_header;
mod line_program;
mod name;
mod open_unit;
mod pack;
mod path;
#[cfg(test)]
mod peer;
mod prototype;
mod queue;
mod range;
mod range_list;
mod row;
mod sections;
mod statics;
mod struct_layout;
mod type_die;
mod type_file;
mod type_users;
mod unit;
mod unit_headers;
mod walk;

pub use c_type::{NamedType, TypeKind};
pub use counts::Counts;
pub(crate) use line::Lines;
pub(crate) use name::Name;
pub use prototype::{Prototype, ReturnValue};
pub(crate) use row::{CallSite, DeclPlace, InlinedDie, StaticDie, Subprogram, UnitRows};
pub(crate) use sections::{DwarfRows, DwarfSections};
pub(crate) use struct_layout::{StructLayout, StructLayouts};
pub use type_users::TypeUser;

use gimli::{EndianSlice, RunTimeEndian};

/// How gimli reads our bytes.
type Reader<'d> = EndianSlice<'d, RunTimeEndian>;
