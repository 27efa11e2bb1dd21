//! The files of the cache.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use klpscope_graph::{IndexHead, KeyRecords, read_index_head};

use super::write::UNFINISHED;
use super::{KEYS, SUFFIX};

/// A file of the cache.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) path: PathBuf,
    pub(crate) bytes: u64,
    /// When it was used last, to the hour.
    pub(crate) used: SystemTime,
    pub(crate) state: State,
}

/// What a file of the cache is good for.
#[derive(Debug)]
pub(crate) enum State {
    /// It can answer.
    Good(IndexHead),
    /// It holds the keys of a whole kernel.
    Keys,
    /// It cannot, and why.
    Useless(String),
    /// It is being written, or its writer died.
    Unfinished,
}

/// An unfinished file that was not touched for so long has no writer any more.
const ABANDONED: Duration = Duration::from_secs(3600);

impl Entry {
    /// All files, the last used first. An empty folder has none, nor one that is not there.
    pub(crate) fn all(dir: &Path) -> io::Result<Vec<Self>> {
        let listed = match fs::read_dir(dir) {
            Ok(listed) => listed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut entries = Vec::new();
        for file in listed {
            // What went away in between was removed by another process.
            entries.extend(Self::read(&file?.path()));
        }
        entries.sort_by(|a, b| b.used.cmp(&a.used).then_with(|| a.path.cmp(&b.path)));
        Ok(entries)
    }

    fn read(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let is_unfinished = name.starts_with(UNFINISHED);
        let has_keys = name.ends_with(KEYS);
        if !is_unfinished && !has_keys && !name.ends_with(SUFFIX) {
            return None;
        }
        let data = path.metadata().ok().filter(fs::Metadata::is_file)?;
        let state = match is_unfinished {
            true => State::Unfinished,
            false if has_keys && KeyRecords::read(path) == KeyRecords::default() => {
                State::Useless("it holds no keys for this version of klpscope".to_owned())
            }
            false if has_keys => State::Keys,
            false => read_index_head(path)
                .map_or_else(|refusal| State::Useless(refusal.to_string()), State::Good),
        };
        let used = data.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        Some(Self { path: path.to_owned(), bytes: data.len(), used, state })
    }

    /// How long it was not used.
    pub(crate) fn age(&self) -> Duration {
        SystemTime::now().duration_since(self.used).unwrap_or_default()
    }

    /// True for a file that no question will use.
    pub(crate) fn is_useless(&self) -> bool {
        match self.state {
            State::Good(_) | State::Keys => false,
            State::Useless(_) => true,
            State::Unfinished => self.age() > ABANDONED,
        }
    }

    /// Removes it. One that is in use stays readable for who reads it.
    pub(crate) fn remove(&self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}
