//! From a finished program back to its file: which kernel release it is of.

use crate::error::Error;
use crate::image::Image;
use crate::program::Program;

/// `uname -r` of the kernel that a vmlinux is, or that a module was built for; `None` where
/// the file does not tell.
///
/// # Errors
/// If the file that the program was read from is no longer what it was.
pub fn kernel_release(program: &Program) -> Result<Option<String>, Error> {
    let of = |bytes: &crate::load::Bytes| {
        bytes.check()?;
        let image = Image::parse(bytes).map_err(|kind| Error::new(&bytes.path, kind))?;
        let release = image.kernel_release();
        bytes.check()?;
        Ok(release)
    };
    match of(&program.files.image)? {
        // Data may be in the one, symbols in the other.
        None => program.files.debug.as_ref().map_or(Ok(None), |bytes| of(bytes)),
        found => Ok(found),
    }
}
