//! From a finished program back to its DWARF: which functions have variables of a type, read
//! when it is asked for.

use crate::dwarf::{DwarfSections, TypeUser};
use crate::error::Error;
use crate::image::Image;
use crate::notice::Notice;
use crate::program::Program;

/// The functions with a variable or parameter of one of the structures, unions and
/// enumerations of these names, or of what leads to one, sorted; and what could not be read.
/// Who reaches a member through other structures alone is not among them.
///
/// # Errors
/// If the file that the program was read from is no longer what it was.
pub fn type_users(
    program: &Program,
    names: &[String],
) -> Result<(Vec<TypeUser>, Vec<Notice>), Error> {
    // Read anew and let go of: of a whole kernel thousands are asked.
    let bytes = &program.files.debug.as_ref().unwrap_or(&program.files.image).let_go();
    bytes.check()?;
    let fail = |kind| Error::new(&bytes.path, kind);
    let image = Image::parse(bytes).map_err(fail)?;
    let sections = DwarfSections::load(&image).map_err(fail)?;
    let users = sections.type_users(names);
    bytes.check()?;
    Ok(users)
}
