//! A path becomes bytes: those of the file, or those that are packed in it.

mod stamp;
mod unpack;
mod watched;

use std::fs::File;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::error::{Error, ErrorKind};
pub(crate) use stamp::Stamp;
use unpack::Format;
use watched::Watched;

/// The bytes of a file.
#[derive(Debug)]
pub(crate) struct Bytes {
    pub(crate) path: PathBuf,
    stamp: Stamp,
    /// True if a later change of the file will change its stamp.
    settled: bool,
    /// Read when first asked for.
    content: OnceLock<Result<Content, ErrorKind>>,
}

/// Where the bytes are.
#[derive(Debug)]
enum Content {
    /// Of an empty file there is no map.
    Mapped(Option<Watched>),
    Unpacked(Vec<u8>),
}

impl Deref for Bytes {
    type Target = [u8];

    /// None where the file cannot be read any more: [`Bytes::problem`].
    fn deref(&self) -> &[u8] {
        match self.content.get_or_init(|| self.again()) {
            Ok(Content::Mapped(map)) => map.as_deref().unwrap_or_default(),
            Ok(Content::Unpacked(bytes)) => bytes,
            Err(_) => &[],
        }
    }
}

impl Bytes {
    /// The file as it was when it had `stamp`, to be read when its bytes are asked for.
    pub(crate) fn later(path: PathBuf, stamp: Stamp) -> Self {
        Self { path, stamp, settled: true, content: OnceLock::new() }
    }

    /// The same file, let go of until its bytes are asked for.
    pub(crate) fn let_go(&self) -> Self {
        let (path, content) = (self.path.clone(), OnceLock::new());
        Self { path, stamp: self.stamp, settled: self.settled, content }
    }

    /// What its file system told of the file, if that may be kept.
    pub(crate) fn settled_stamp(&self) -> Option<Stamp> {
        self.settled.then_some(self.stamp)
    }

    /// Why there are no bytes, or not all that were there. To be asked behind the reading.
    pub(crate) fn problem(&self) -> Option<String> {
        match self.content.get()? {
            Ok(Content::Mapped(Some(map))) if map.is_lost() => Some(CUT_SHORT.to_owned()),
            Ok(_) => None,
            Err(problem) => Some(problem.to_string()),
        }
    }

    /// That the bytes are there, and all that was read of them was.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.content.get_or_init(|| self.again());
        match self.problem() {
            None => Ok(()),
            Some(problem) => Err(Error::new(&self.path, ErrorKind::NotTheSame(problem))),
        }
    }

    /// The same, and that nothing was written to the file since it was opened. One that took
    /// its place is another file.
    pub(crate) fn check_unwritten(&self) -> Result<(), Error> {
        self.check()?;
        let now = self.path.metadata().ok().map(|metadata| Stamp::of(&metadata).0);
        if now.is_some_and(|now| self.stamp.is_written_since(&now)) {
            let problem = "it was written to while it was read".to_owned();
            return Err(Error::new(&self.path, ErrorKind::NotTheSame(problem)));
        }
        Ok(())
    }

    fn again(&self) -> Result<Content, ErrorKind> {
        let read = open(&self.path).map_err(|error| error.kind)?;
        if read.stamp != self.stamp {
            return Err(ErrorKind::NotTheSame("it was written anew meanwhile".to_owned()));
        }
        read.content.into_inner().unwrap_or(Ok(Content::Mapped(None)))
    }
}

/// Of a file that a page was missing of.
const CUT_SHORT: &str = "it was cut short, or the disk failed, while it was read";

/// The bytes of a regular file, unpacked if it is compressed.
pub(crate) fn open(path: &Path) -> Result<Bytes, Error> {
    unpacked(map(path)?)
}

/// The bytes that are packed in a file; those of the file if it is not compressed.
pub(crate) fn unpacked(packed: Bytes) -> Result<Bytes, Error> {
    let Some(format) = Format::of(&packed) else { return Ok(packed) };
    let bytes = format.unpack(&packed).map_err(|problem| {
        Error::new(&packed.path, ErrorKind::Packed { format: format.name(), problem })
    });
    // What is missing would be the reason.
    packed.check()?;
    let bytes = bytes?;
    Ok(Bytes { content: OnceLock::from(Ok(Content::Unpacked(bytes))), ..packed })
}

/// What its file system tells of a file; `None` if that cannot be trusted to change with it.
pub(crate) fn stamp_of(path: &Path) -> Option<Stamp> {
    let (stamp, settled) = Stamp::of(&path.metadata().ok()?);
    settled.then_some(stamp)
}

/// Maps a regular file as it is.
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
    let (stamp, settled) = Stamp::of(&metadata);
    let of = |map| {
        let content = OnceLock::from(Ok(Content::Mapped(map)));
        Bytes { path: path.to_owned(), stamp, settled, content }
    };
    if metadata.len() == 0 {
        return Ok((of(None), read(&file, &[])));
    }
    let map = Watched::map(&file).map_err(|source| fail(ErrorKind::Io(source)))?;
    let read = read(&file, &map);
    Ok((of(Some(map)), read))
}

/// Where distributions put separate debug files, below the root of the system.
const DEBUG_ROOT: &str = "usr/lib/debug";

/// The places a separate debug file may lie at, most telling first:
/// by build-id, then by the name in `.gnu_debuglink` beside the file, in its
/// `.debug` folder, and below `/usr/lib/debug` (GDB manual, "Separate Debug Files").
/// `root` is the `/` of the system that the file belongs to.
pub(crate) fn debug_file_candidates(
    path: &Path,
    root: &Path,
    build_id: Option<&str>,
    debuglink: Option<&str>,
) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let debug_root = root.join(DEBUG_ROOT);
    if let Some((head, tail)) = build_id.and_then(|id| id.split_at_checked(2)) {
        found.push(debug_root.join(".build-id").join(head).join(format!("{tail}.debug")));
    }
    // A name with a slash would lead anywhere on the disk.
    if let Some(name) = debuglink.filter(|name| !name.contains('/') && !name.is_empty()) {
        let folder = path.parent().unwrap_or(Path::new("."));
        found.push(folder.join(name));
        found.push(folder.join(".debug").join(name));
        if let (Ok(folder), Ok(root)) = (std::path::absolute(folder), std::path::absolute(root))
            && let Ok(below_root) = folder.strip_prefix(root)
        {
            found.push(debug_root.join(below_root).join(name));
        }
    }
    found.retain(|candidate| candidate.is_file() && candidate != path);
    found
}
