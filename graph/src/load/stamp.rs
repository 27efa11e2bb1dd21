//! What a file system tells of a file without its content being read: enough to see that
//! it is still the one that was read.

use std::fs::Metadata;
use std::time::{Duration, SystemTime};

/// File systems count time in steps, the coarsest of two seconds (FAT): what was written
/// within one step of an earlier look may have the same time.
const STEP: Duration = Duration::from_secs(2);

/// Size, times and identity of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// Bytes; modification in nanoseconds; then, where the system has them, change of the
    /// inode in nanoseconds, device and inode.
    pub(crate) words: [u64; 5],
}

impl Stamp {
    /// The stamp of a file, and whether it may be kept: a write that follows will change it.
    pub(crate) fn of(data: &Metadata) -> (Self, bool) {
        let modified = data.modified().ok();
        let since = modified.and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
        let modified = since.map_or(0, |since| since.as_nanos() as u64);
        let (changed, device, inode) = inode(data);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let latest = Duration::from_nanos(modified.max(changed));
        let settled = changed > 0 && latest + STEP < now;
        (Self { words: [data.len(), modified, changed, device, inode] }, settled)
    }

    /// True if `now` is of the same file, and its length or content is another.
    pub(crate) fn is_written_since(&self, now: &Self) -> bool {
        let [length, modified, _, device, inode] = self.words;
        now.words[3..] == [device, inode] && now.words[..2] != [length, modified]
    }
}

#[cfg(unix)]
fn inode(data: &Metadata) -> (u64, u64, u64) {
    use std::os::unix::fs::MetadataExt;
    let seconds = u64::try_from(data.ctime()).unwrap_or(0);
    let part = u64::try_from(data.ctime_nsec()).unwrap_or(0);
    (seconds.wrapping_mul(1_000_000_000).wrapping_add(part), data.dev(), data.ino())
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> (u64, u64, u64) {
    (0, 0, 0)
}
