//! File numbers of a unit that gimli reads become normalised paths: for the few units whose
//! types are asked for.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use gimli::{Dwarf, Unit};

use super::Reader;
use super::path::{join, normalise};

/// The paths of one unit that were asked for.
pub(super) struct FileTable {
    compile_dir: String,
    /// Path index by file number.
    known: HashMap<u64, Option<u32>, RandomState>,
    pub(super) paths: Vec<String>,
}

impl FileTable {
    pub(super) fn new<'d>(dwarf: &Dwarf<Reader<'d>>, unit: &Unit<Reader<'d>>) -> Self {
        let _ = dwarf;
        let compile_dir =
            unit.comp_dir.map(|dir| normalise(&dir.to_string_lossy())).unwrap_or_default();
        Self { compile_dir, known: HashMap::default(), paths: Vec::new() }
    }

    /// The index of the path of file number `file`, as `DW_AT_decl_file` counts;
    /// `None` for 0 before DWARF 5, and for a number that leads nowhere.
    pub(super) fn index<'d>(
        &mut self,
        dwarf: &Dwarf<Reader<'d>>,
        unit: &Unit<Reader<'d>>,
        file: u64,
    ) -> Option<u32> {
        if let Some(&known) = self.known.get(&file) {
            return known;
        }
        let index = path(dwarf, unit, file, &self.compile_dir).map(|path| {
            self.paths.push(path);
            self.paths.len() as u32 - 1
        });
        self.known.insert(file, index);
        index
    }
}

/// Directory and name of a file number, joined and normalised. The compile directory
/// counts only where it is absolute: a relative one is a prefix that
/// `-fdebug-prefix-map` put in its place, as in Debian's kernels.
fn path<'d>(
    dwarf: &Dwarf<Reader<'d>>,
    unit: &Unit<Reader<'d>>,
    file: u64,
    compile_dir: &str,
) -> Option<String> {
    let header = unit.line_program.as_ref()?.header();
    if file == 0 && header.version() < 5 {
        return None;
    }
    let entry = header.file(file)?;
    let name = dwarf.attr_string(unit, entry.path_name()).ok()?.to_string_lossy().into_owned();
    let directory = match entry.directory_index() {
        // Directory 0 is the compile directory.
        0 => None,
        _ => entry.directory(header).and_then(|dir| dwarf.attr_string(unit, dir).ok()),
    };
    let directory = directory.map(|dir| dir.to_string_lossy().into_owned()).unwrap_or_default();
    Some(join(&[compile_dir, &directory, &name]))
}
