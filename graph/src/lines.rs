//! From a finished program back to its line tables: which lines of source files became
//! code, and where; read when it is asked for.

use crate::dwarf::DwarfSections;
use crate::error::Error;
use crate::id::Addr;
use crate::image::Image;
use crate::notice::Notice;
use crate::program::Program;

/// What the build has of one source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLines {
    /// Normalised, as declaration places name it.
    pub path: String,
    /// Sorted by line, then address. Empty for a file that holds no code, such as a header
    /// of types.
    pub rows: Vec<SourceLine>,
}

/// A row of a line table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceLine {
    /// From 1.
    pub line: u32,
    /// Code of it.
    pub address: Addr,
}

/// The lines of every file whose path `wanted` says of, sorted by path, and what could not
/// be read.
///
/// # Errors
/// If the file that the program was read from is no longer what it was.
pub fn source_lines(
    program: &Program,
    wanted: &(dyn Fn(&str) -> bool + Sync),
) -> Result<(Vec<SourceLines>, Vec<Notice>), Error> {
    // Read anew and let go of: of a whole kernel thousands are asked.
    let bytes = &program.files.debug.as_ref().unwrap_or(&program.files.image).let_go();
    bytes.check()?;
    let fail = |kind| Error::new(&bytes.path, kind);
    let image = Image::parse(bytes).map_err(fail)?;
    let sections = DwarfSections::load(&image).map_err(fail)?;
    let (files, notices) = sections.file_rows(wanted);
    bytes.check()?;
    let files = files.into_iter().map(|file| SourceLines {
        path: file.path,
        rows: file
            .rows
            .into_iter()
            .map(|(line, address)| SourceLine { line, address: Addr(address) })
            .collect(),
    });
    Ok((files.collect(), notices))
}
