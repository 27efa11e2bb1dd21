//! Random programs: a model of what a compiler and a linker leave, the file that they would
//! write, and what must be found in it, worked out from the model alone.

#![expect(clippy::expect_used, reason = "the writers get nothing that they could refuse")]

mod change;
mod derived;
mod dwarf;
mod elf_file;
mod expected;
mod file;
mod generate;
mod layout;
mod model;
mod random;
mod smaller;
mod symbols;

pub use expected::{Expected, Facts, Rule, add};
pub use layout::Form;
pub use model::{
    Body, Code, Copy, Fold, Folded, Function, Piece, Program, Suffix, Symbol, Unit, UnitKind,
};
