//! Paths of all units, each once: joined of compile directory, directory and name, and
//! normalised.

use std::collections::HashMap;

use foldhash::fast::RandomState;

/// Paths in the order in which they came.
#[derive(Default)]
pub(super) struct PathTable {
    pub(super) paths: Vec<String>,
    known: HashMap<String, u32, RandomState>,
}

impl PathTable {
    /// The number of a path, new or known.
    pub(super) fn add(&mut self, path: String) -> u32 {
        if let Some(&known) = self.known.get(&path) {
            return known;
        }
        let index = self.paths.len() as u32;
        self.known.insert(path.clone(), index);
        self.paths.push(path);
        index
    }

    /// One sorted table of several, so that it is the same however the work was shared;
    /// and the new numbers of each one's paths.
    pub(super) fn merge(tables: impl IntoIterator<Item = Vec<String>>) -> (Self, Vec<Vec<u32>>) {
        let tables: Vec<_> = tables.into_iter().collect();
        let mut sorted: Vec<&String> = tables.iter().flatten().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let mut merged = Self::default();
        for path in sorted {
            merged.add(path.clone());
        }
        let numbers =
            tables.iter().map(|paths| paths.iter().map(|path| merged.known[path]).collect());
        let numbers = numbers.collect();
        (merged, numbers)
    }
}

/// The paths that one worker met, known by the parts they are made of: most are joined once
/// for thousands of units.
#[derive(Default)]
pub(super) struct PathCache<'d> {
    pub(super) table: PathTable,
    /// Compile directories, normalised.
    compile_dirs: Vec<String>,
    compile_dir_of: HashMap<&'d [u8], u32, RandomState>,
    joined: HashMap<(u32, &'d [u8], &'d [u8]), u32, RandomState>,
}

impl<'d> PathCache<'d> {
    /// The number of a compile directory.
    pub(super) fn compile_dir(&mut self, dir: &'d [u8]) -> u32 {
        *self.compile_dir_of.entry(dir).or_insert_with(|| {
            self.compile_dirs.push(normalise(&String::from_utf8_lossy(dir)));
            self.compile_dirs.len() as u32 - 1
        })
    }

    /// The number of a path.
    pub(super) fn join(&mut self, compile_dir: u32, dir: &'d [u8], name: &'d [u8]) -> u32 {
        if let Some(&known) = self.joined.get(&(compile_dir, dir, name)) {
            return known;
        }
        let base = &self.compile_dirs[compile_dir as usize];
        let text = String::from_utf8_lossy;
        let index = self.table.add(join(&[base, &text(dir), &text(name)]));
        self.joined.insert((compile_dir, dir, name), index);
        index
    }
}

/// Joins path parts from the last absolute one on, and normalises. `parts[0]` is the
/// compile directory. It counts only where it is absolute: a relative one is a prefix that
/// `-fdebug-prefix-map` put in its place, as in Debian's kernels.
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

    #[test]
    fn merged_paths_do_not_depend_on_who_met_them() {
        let table = |paths: &[&str]| paths.iter().map(|&path| path.to_owned()).collect::<Vec<_>>();
        let (one, numbers) = PathTable::merge([table(&["b", "a"]), table(&["c", "b"])]);
        assert_eq!(one.paths, ["a", "b", "c"]);
        assert_eq!(numbers, [[1, 0], [2, 1]]);
        let (other, _) = PathTable::merge([table(&["c", "b", "a"]), table(&[])]);
        assert_eq!(one.paths, other.paths);
    }
}
