//! A path becomes bytes.

use std::fs::File;
use std::ops::Deref;
use std::path::{Path, PathBuf};

use memmap2::Mmap;

use crate::error::{Error, ErrorKind};

/// The bytes of a file, mapped.
#[derive(Debug)]
pub(crate) struct Bytes {
    pub(crate) path: PathBuf,
    map: Option<Mmap>,
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.map.as_deref().unwrap_or_default()
    }
}

/// Maps a regular file.
pub(crate) fn map(path: &Path) -> Result<Bytes, Error> {
    map_with(path, |_, _| ()).map(|(bytes, ())| bytes)
}

/// Maps a regular file, and reads `length` bytes at some places of it, given its size: one
/// behind the other, cut off at the end of the file. Reading a page costs less than mapping
/// it, as that maps the pages around it too.
pub(crate) fn map_and_read(
    path: &Path,
    places: impl Fn(usize) -> Vec<usize>,
    length: usize,
) -> Result<(Bytes, Vec<u8>), Error> {
    let read = |file: &File, map: &[u8]| {
        let mut pages = Vec::new();
        for at in places(map.len()) {
            let end = map.len().min(at.saturating_add(length));
            let Some(mapped) = map.get(at..end) else { continue };
            let filled = pages.len();
            pages.resize(filled + mapped.len(), 0);
            if !read_at(file, &mut pages[filled..], at as u64) {
                pages[filled..].copy_from_slice(mapped);
            }
        }
        pages
    };
    map_with(path, read)
}

/// Fills `page` from a place of a file; false if that is not to be had.
#[cfg(unix)]
fn read_at(file: &File, page: &mut [u8], at: u64) -> bool {
    std::os::unix::fs::FileExt::read_exact_at(file, page, at).is_ok()
}

#[cfg(not(unix))]
fn read_at(_: &File, _: &mut [u8], _: u64) -> bool {
    false
}

fn map_with<T>(path: &Path, read: impl FnOnce(&File, &[u8]) -> T) -> Result<(Bytes, T), Error> {
    let fail = |kind| Error::new(path, kind);
    let file = File::open(path).map_err(|source| fail(ErrorKind::Io(source)))?;
    let metadata = file.metadata().map_err(|source| fail(ErrorKind::Io(source)))?;
    if metadata.is_dir() {
        return Err(fail(ErrorKind::NotAFile("a directory")));
    }
    if !metadata.is_file() {
        return Err(fail(ErrorKind::NotAFile("a device or pipe")));
    }
    if metadata.len() == 0 {
        return Ok((Bytes { path: path.to_owned(), map: None }, read(&file, &[])));
    }
    #[expect(unsafe_code, reason = "mapping a file is unsafe by signature; see below")]
    // SAFETY: the map is private and only read. Another process that truncates the
    // file while it is mapped ends this one by SIGBUS; it cannot make it read
    // outside the map.
    let map = unsafe { Mmap::map(&file) }.map_err(|source| fail(ErrorKind::Io(source)))?;
    let read = read(&file, &map);
    Ok((Bytes { path: path.to_owned(), map: Some(map) }, read))
}

/// Where distributions put separate debug files.
const DEBUG_ROOT: &str = "/usr/lib/debug";

/// The places a separate debug file may lie at, most telling first:
/// by build-id, then by the name in `.gnu_debuglink` beside the file, in its
/// `.debug` folder, and below `/usr/lib/debug` (GDB manual, "Separate Debug Files").
pub(crate) fn debug_file_candidates(
    path: &Path,
    build_id: Option<&str>,
    debuglink: Option<&str>,
) -> Vec<PathBuf> {
    let mut found = Vec::new();
    if let Some((head, tail)) = build_id.and_then(|id| id.split_at_checked(2)) {
        found.push(PathBuf::from(format!("{DEBUG_ROOT}/.build-id/{head}/{tail}.debug")));
    }
    // A name with a slash would lead anywhere on the disk.
    if let Some(name) = debuglink.filter(|name| !name.contains('/') && !name.is_empty()) {
        let folder = path.parent().unwrap_or(Path::new("."));
        found.push(folder.join(name));
        found.push(folder.join(".debug").join(name));
        if let Ok(absolute) = std::path::absolute(folder)
            && let Ok(below_root) = absolute.strip_prefix("/")
        {
            found.push(Path::new(DEBUG_ROOT).join(below_root).join(name));
        }
    }
    found.retain(|candidate| candidate.is_file() && candidate != path);
    found
}
