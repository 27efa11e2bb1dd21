//! A file -> which parts of a program it holds, by its section headers alone.

use std::path::Path;

use crate::error::Error;
use crate::image::Image;
use crate::load;

/// What a file holds of a program. A separate debug file (`objcopy --only-keep-debug`) has
/// no code, a stripped file no DWARF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Bytes of executable sections.
    pub code: bool,
    /// `.debug_info`.
    pub dwarf: bool,
}

/// What the file at `path` holds.
///
/// # Errors
/// When it is no ELF file that can be read.
pub fn held(path: &Path) -> Result<Held, Error> {
    let bytes = load::open(path)?;
    let image = Image::parse(&bytes).map_err(|kind| Error::new(path, kind))?;
    let held = Held { code: image.has_code(), dwarf: image.has_dwarf() };
    bytes.check()?;
    Ok(held)
}
