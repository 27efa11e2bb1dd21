//! Files and folders that only this process needs, for whoever ends it from another thread.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

static ALL: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// A file that is being written, or a folder of such; noted until this is dropped.
#[derive(Debug)]
pub(crate) struct Unfinished(PathBuf);

impl Unfinished {
    /// Notes a path.
    pub(crate) fn note(path: &Path) -> Self {
        ALL.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        Self(path.to_owned())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        ALL.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

/// Removes all that is noted, as far as it can be. If the thread that stopped holds the list
/// nothing is: `cache prune` finds such files too.
pub(super) fn remove_all() {
    let Ok(all) = ALL.try_lock() else { return };
    for path in all.iter() {
        let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_goes_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let [file, kept, inner] = ["file", "kept", "folder"].map(|name| folder.path().join(name));
        fs::write(&file, "half").unwrap();
        fs::write(&kept, "whole").unwrap();
        fs::create_dir(&inner).unwrap();
        fs::write(inner.join("index"), "half").unwrap();
        let noted = [Unfinished::note(&file), Unfinished::note(&inner)];
        drop(Unfinished::note(&kept));
        remove_all();
        assert_eq!([&file, &inner, &kept].map(|path| path.exists()), [false, false, true]);
        drop(noted);
    }
}
