//! File numbers of a unit's line table become normalised paths.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use gimli::{Dwarf, Unit};

use super::Reader;

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

/// Joins path parts from the last absolute one on, and normalises. `parts[0]` is the
/// compile directory: a relative one is left out.
pub(super) fn join(parts: &[&str]) -> String {
    let first = parts.iter().rposition(|part| part.starts_with('/')).unwrap_or(1);
    let parts: Vec<_> = parts.iter().skip(first).copied().filter(|part| !part.is_empty()).collect();
    normalise(&parts.join("/"))
}

/// Takes `.`, empty parts and `DIR/..` out of a path; keeps leading `..`.
pub(super) fn normalise(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|&last| last != "..") => {
                parts.pop();
            }
            ".." if path.starts_with('/') => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if path.starts_with('/') { format!("/{joined}") } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normalised() {
        assert_eq!(join(&["/w/obj", "../../src", "x.c"]), "/src/x.c");
        assert_eq!(join(&["/w", "/usr/include", "x.h"]), "/usr/include/x.h");
        assert_eq!(join(&["debian/build", "fs", "./x.c"]), "fs/x.c");
        assert_eq!(join(&["debian/build", "../lib", "x.c"]), "../lib/x.c");
        assert_eq!(join(&["", "", "x.c"]), "x.c");
        assert_eq!(normalise("/../a/./b//c/.."), "/a/b");
    }
}
