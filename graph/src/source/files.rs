//! Folders -> the C files of a program: those that its debug information names, and
//! headers that it does not, because nothing of them left a trace.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use foldhash::fast::RandomState;

use crate::error::{Error, ErrorKind};
use crate::notice::Notice;

/// Bytes of one file; an amalgamation has 10 MB.
const LONGEST: u64 = 32 << 20;
/// Bytes of all headers that the debug information does not name. All headers of a kernel
/// for one architecture have less; those of every driver have more, and are not needed.
const BUDGET: u64 = 64 << 20;

/// A file to read.
#[derive(Debug)]
pub(super) struct Found {
    file: PathBuf,
    paths: Vec<String>,
    is_known: bool,
}

/// A file's text.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) file: PathBuf,
    pub(super) paths: Vec<String>,
    pub(super) is_known: bool,
    pub(super) bytes: Vec<u8>,
}

impl Found {
    /// Reads it.
    pub(super) fn text(self) -> Result<Text, Error> {
        let failed = |error| Error::new(&self.file, ErrorKind::Io(error));
        let mut bytes = Vec::new();
        let opened = File::open(&self.file).map_err(failed)?;
        opened.take(LONGEST).read_to_end(&mut bytes).map_err(failed)?;
        let Self { file, paths, is_known } = self;
        Ok(Text { file, paths, is_known, bytes })
    }
}

/// The C files below `roots`, sorted by path. Each path of `known` goes to the files whose
/// own path agrees with its last components best: a root may be any folder of the tree.
pub(super) fn find(
    roots: &[PathBuf],
    known: &BTreeSet<&str>,
    notices: &mut Vec<Notice>,
) -> Result<Vec<Found>, Error> {
    let roots: Vec<_> = roots.iter().map(|root| full(root)).collect::<Result<_, _>>()?;
    let mut files = BTreeMap::new();
    for root in &roots {
        walk(root, &mut files)?;
    }
    files.retain(|file: &PathBuf, len| {
        if *len > LONGEST {
            let text = "too long for a C source: not read";
            notices.push(Notice::note(file.display().to_string(), text));
        }
        *len <= LONGEST
    });
    let mut matched = matched(&files, known);
    let bases: Vec<_> = roots.iter().map(|root| moved(&matched, root)).collect();
    let base_of = |file: &Path| {
        let at = roots.iter().position(|root| file.starts_with(root));
        at.map_or(&[][..], |at| &bases[at])
    };
    matched.retain(|file, paths| {
        paths.retain(|path| base_of(file).iter().any(|base| is_same(file, path, base)));
        !paths.is_empty()
    });
    if matched.is_empty() && !known.is_empty() {
        let roots: Vec<_> = roots.iter().map(|root| root.display().to_string()).collect();
        let text = "holds none of the files that the debug information names";
        notices.push(Notice::incomplete(format!("--source {}", roots.join(", ")), text));
    }
    let mut left_out = 0;
    let mut bytes = 0;
    let mut found = Vec::new();
    for (file, len) in files {
        if let Some(paths) = matched.get(&file) {
            let paths = paths.iter().map(|&path| path.to_owned()).collect();
            found.push(Found { file, paths, is_known: true });
        } else if !is_unit(&file) {
            bytes += len;
            if bytes > BUDGET {
                left_out += 1;
                continue;
            }
            let path = would_be(&file, base_of(&file).first());
            found.push(Found { file, paths: vec![path], is_known: false });
        }
    }
    if left_out > 0 {
        let text = format!("{left_out} headers that the debug information does not name");
        notices.push(Notice::note(
            "--source",
            format!("{text} were not read: name a folder with fewer"),
        ));
    }
    Ok(found)
}

/// Adds the C files at or below `root`, with their sizes. Links to folders are not
/// followed: they may lead in a circle.
fn walk(root: &Path, files: &mut BTreeMap<PathBuf, u64>) -> Result<(), Error> {
    let mut open = vec![root.to_owned()];
    while let Some(path) = open.pop() {
        let failed = |error| Error::new(&path, ErrorKind::Io(error));
        let meta = fs::metadata(&path).map_err(failed)?;
        if meta.is_file() {
            files.insert(path, meta.len());
            continue;
        }
        for entry in fs::read_dir(&path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let kind = entry.file_type().map_err(failed)?;
            let below = entry.path();
            if kind.is_dir() || (is_c(&below) && below.is_file()) {
                open.push(below);
            }
        }
    }
    Ok(())
}

fn is_c(path: &Path) -> bool {
    path.extension().is_some_and(|end| ["c", "h", "inc"].iter().any(|known| end == *known))
}

/// True for a file that is compiled on its own.
fn is_unit(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "c")
}

/// For each file the known paths that it is the best match of.
fn matched<'k>(
    files: &BTreeMap<PathBuf, u64>,
    known: &BTreeSet<&'k str>,
) -> BTreeMap<PathBuf, Vec<&'k str>> {
    let mut by_name: HashMap<_, Vec<_>, RandomState> = HashMap::default();
    for file in files.keys() {
        by_name.entry(file.file_name()).or_default().push(file);
    }
    let mut matched: BTreeMap<PathBuf, Vec<&str>> = BTreeMap::new();
    for &path in known {
        let candidates = by_name.get(&Path::new(path).file_name()).into_iter().flatten();
        let scored: Vec<_> = candidates.map(|&file| (common(file, path), file)).collect();
        let best = scored.iter().map(|(score, _)| *score).max().unwrap_or_default();
        for (_, file) in scored.into_iter().filter(|(score, _)| *score == best) {
            matched.entry(file.clone()).or_default().push(path);
        }
    }
    matched
}

/// How many last components of two paths agree.
fn common(file: &Path, path: &str) -> usize {
    let pairs = file.components().rev().zip(Path::new(path).components().rev());
    pairs.take_while(|(a, b)| a == b).count()
}

/// The path from the root of the file system: only so its components can all be compared.
fn full(root: &Path) -> Result<PathBuf, Error> {
    fs::canonicalize(root).map_err(|error| Error::new(root, ErrorKind::Io(error)))
}

/// True if a path can mean a file, where most files lay in folder `base.1`. The names
/// of files recur in a tree: where it is not there in full, one of the same name in
/// another folder is no match.
fn is_same(file: &Path, path: &str, base: &(PathBuf, PathBuf)) -> bool {
    let agree = common(file, path);
    let (here, then) = base;
    match Path::new(path).strip_prefix(then) {
        Ok(rest) => agree >= rest.components().count(),
        Err(_) => agree > 1 || file.parent() == Some(here),
    }
}

/// Where most files below `root` lay when they were compiled: the folder here, and the
/// folder then. Several where the debug information has two spellings of it.
fn moved(matched: &BTreeMap<PathBuf, Vec<&str>>, root: &Path) -> Vec<(PathBuf, PathBuf)> {
    let mut votes: BTreeMap<_, usize> = BTreeMap::new();
    for (file, paths) in matched.iter().filter(|(file, _)| file.starts_with(root)) {
        for path in paths {
            let count = common(file, path);
            let here = file.ancestors().nth(count);
            let then = Path::new(path).ancestors().nth(count);
            if let (Some(here), Some(then)) = (here, then) {
                *votes.entry((here.to_owned(), then.to_owned())).or_default() += 1;
            }
        }
    }
    let most = votes.values().copied().max().unwrap_or(0);
    let mut bases: Vec<_> = votes.into_iter().filter(|(_, n)| n * 4 >= most).collect();
    bases.sort_by(|a, b| b.1.cmp(&a.1).then(b.0.cmp(&a.0)));
    bases.into_iter().map(|(pair, _)| pair).collect()
}

/// How the debug information would have named a file.
fn would_be(file: &Path, moved: Option<&(PathBuf, PathBuf)>) -> String {
    let rest = moved.and_then(|(here, then)| Some(then.join(file.strip_prefix(here).ok()?)));
    rest.unwrap_or_else(|| file.to_owned()).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_agree_from_their_ends() {
        let files: BTreeMap<_, _> = ["s/a/util.c", "s/b/util.c", "s/b/util.h"]
            .into_iter()
            .map(|path| (PathBuf::from(path), 1))
            .collect();
        let known = BTreeSet::from(["/w/src/a/util.c", "/w/src/b/util.h"]);
        let matched = matched(&files, &known);
        assert_eq!(matched[Path::new("s/a/util.c")], ["/w/src/a/util.c"]);
        assert_eq!(matched.get(Path::new("s/b/util.c")), None);
        let moved = moved(&matched, Path::new("s"));
        assert_eq!(would_be(Path::new("s/c/new.h"), moved.first()), "/w/src/c/new.h");
    }

    #[test]
    fn a_file_of_the_same_name_elsewhere_is_no_match() {
        let base = (PathBuf::from("/s"), PathBuf::from("/w/src"));
        let file = Path::new("/s/fs/9p/core.c");
        assert!(is_same(file, "/w/src/fs/9p/core.c", &base));
        assert!(!is_same(file, "/w/src/drivers/base/core.c", &base));
        assert!(!is_same(file, "/usr/include/core.c", &base));
        assert!(is_same(file, "/w/build/fs/9p/core.c", &base));
    }
}
