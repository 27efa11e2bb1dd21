//! From a finished program back to its DWARF: how functions are declared in C, read when
//! it is asked for.

use std::collections::BTreeMap;

use crate::dwarf::{DwarfSections, Prototype};
use crate::error::Error;
use crate::id::FuncId;
use crate::image::Image;
use crate::program::Program;

/// The prototypes of functions. Those without a DIE, and those whose DIE cannot be read,
/// are left out.
///
/// # Errors
/// If the file that the program was read from is no longer what it was.
pub fn prototypes(
    program: &Program,
    functions: &[FuncId],
) -> Result<BTreeMap<FuncId, Prototype>, Error> {
    let bytes = program.files.debug.as_ref().unwrap_or(&program.files.image);
    bytes.check()?;
    let fail = |kind| Error::new(&bytes.path, kind);
    let image = Image::parse(bytes).map_err(fail)?;
    let sections = DwarfSections::load(&image).map_err(fail)?;
    let of_die = |&id: &FuncId| Some((id, program.function(id).die()?));
    let dies: Vec<_> = functions.iter().filter_map(of_die).collect();
    let offsets: Vec<_> = dies.iter().map(|&(_, die)| die).collect();
    let found = sections.prototypes(&offsets);
    bytes.check()?;
    let prototype = |(id, die)| Some((id, found.get(&die)?.clone()));
    Ok(dies.into_iter().filter_map(prototype).collect())
}
