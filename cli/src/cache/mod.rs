//! The cache of index files: a folder with one file for each input, named by its key.
//!
//! Every file is written beside its place and moved there whole, so that readers and
//! other writers never see a part of one.

mod age;
mod entry;
#[cfg(feature = "parquet")]
mod folder;
mod write;

use std::env;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use klpscope_graph::InputKey;

pub(crate) use age::{parse_age, parse_size, text_of_age};
pub(crate) use entry::{Entry, State};
#[cfg(feature = "parquet")]
pub(crate) use folder::whole_folder;
pub(crate) use write::whole;

/// What the files of the cache are called behind the key.
const SUFFIX: &str = ".klpx";
/// What a file of keys is called behind its name.
const KEYS: &str = ".keys";
/// Bytes of all files together, beyond which the least recently used are removed.
pub(crate) const MOST_BYTES: u64 = 4 << 30;
/// A file used is marked as used again after this time only: most questions write nothing.
const USED_AGAIN: Duration = Duration::from_secs(3600);

/// The folder.
#[derive(Clone, Debug)]
pub(crate) struct Cache {
    dir: PathBuf,
}

impl Cache {
    /// `$XDG_CACHE_HOME/klpscope`, else `$HOME/.cache/klpscope` (XDG Base Directory
    /// Specification: a relative path does not count). `None` where neither is set.
    pub(crate) fn of_user() -> Option<Self> {
        let absolute =
            |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let base = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
        Some(Self { dir: base.join("klpscope") })
    }

    /// Where it lies.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The file for an input.
    pub(crate) fn file(&self, key: &InputKey) -> PathBuf {
        self.dir.join(format!("{key}{SUFFIX}"))
    }

    /// The file of the keys of a whole kernel.
    pub(crate) fn records(&self, root: &Path, name: &str) -> PathBuf {
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        self.records_of((root, name))
    }

    /// The file of the key of an input that is looked for at `places`.
    pub(crate) fn record(&self, places: &[PathBuf]) -> PathBuf {
        self.records_of(places)
    }

    fn records_of(&self, what: impl Hash) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        what.hash(&mut hasher);
        self.dir.join(format!("{:016x}{KEYS}", hasher.finish()))
    }

    /// Notes that a file was used, for [`Cache::trim`]. Where that fails, it may be removed
    /// sooner than others.
    pub(crate) fn used(file: &Path) {
        let now = SystemTime::now();
        let is_old = |time: SystemTime| now.duration_since(time).is_ok_and(|age| age > USED_AGAIN);
        if file.metadata().and_then(|data| data.modified()).is_ok_and(is_old)
            && let Ok(opened) = std::fs::File::options().append(true).open(file)
        {
            let _ = opened.set_modified(now);
        }
    }

    /// Removes the least recently used files until at most `bytes` are left.
    pub(crate) fn trim(&self, bytes: u64) -> Vec<Entry> {
        let mut entries = Entry::all(&self.dir).unwrap_or_default();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.used));
        let mut kept = 0_u64;
        let mut is_beyond = |entry: &Entry| {
            kept = kept.saturating_add(entry.bytes);
            kept > bytes
        };
        let mut removed: Vec<_> = entries.into_iter().filter(|entry| is_beyond(entry)).collect();
        removed.retain(|entry| entry.remove().is_ok());
        removed
    }
}
