//! A file -> its bytes in memory, mapped so that a file that is cut short meanwhile, or that
//! the disk cannot deliver, does not end the process.
//!
//! Reading a mapped page that the file no longer has raises SIGBUS (mmap(2)). A handler puts
//! pages of zeros in its place and marks the map; whoever reads asks [`Watched::is_lost`]
//! behind the reading and throws the answer away. Any other SIGBUS goes the way it went.

use std::fs::File;
use std::io;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use memmap2::Mmap;

/// A mapped file.
#[derive(Debug)]
pub(super) struct Watched {
    map: Mmap,
    /// Emptied before the map goes: its addresses may be another map's then.
    place: &'static Place,
    at: usize,
}

/// Where a map lies. The handler may take no lock, so these are in a fixed table.
#[derive(Debug)]
struct Place {
    /// Its first address; 0 where there is none.
    begin: AtomicUsize,
    end: AtomicUsize,
    lost: AtomicBool,
}

/// Most maps at a time: two kernels with all their modules are 10,000.
const MOST: usize = 1 << 15;

static PLACES: [Place; MOST] = [const {
    Place { begin: AtomicUsize::new(0), end: AtomicUsize::new(0), lost: AtomicBool::new(false) }
}; MOST];

/// Places of the table that nothing is in, and how many were ever used.
static FREE: Mutex<(Vec<usize>, usize)> = Mutex::new((Vec::new(), 0));
/// The same number for the handler.
static USED: AtomicUsize = AtomicUsize::new(0);

impl Watched {
    /// Maps a file.
    ///
    /// # Errors
    /// Those of the system, and when there are too many maps.
    pub(super) fn map(file: &File) -> io::Result<Self> {
        signal::install()?;
        #[expect(unsafe_code, reason = "mapping a file is unsafe by signature")]
        // SAFETY: the map is private and only read. What another process writes into the
        // file may show; nothing is derived from a byte that a second look could not bear.
        let map = unsafe { Mmap::map(file) }?;
        let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
        let at = free.0.pop().unwrap_or(free.1);
        let place = PLACES.get(at).ok_or_else(|| io::Error::other("too many files at a time"))?;
        free.1 = free.1.max(at + 1);
        USED.store(free.1, Ordering::SeqCst);
        drop(free);
        let begin = map.as_ptr() as usize;
        place.lost.store(false, Ordering::SeqCst);
        place.end.store(begin + map.len(), Ordering::SeqCst);
        place.begin.store(begin, Ordering::SeqCst);
        Ok(Self { map, place, at })
    }

    /// True if something that was read was not there: it read as zeros.
    pub(super) fn is_lost(&self) -> bool {
        self.place.lost.load(Ordering::SeqCst)
    }
}

impl Deref for Watched {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.map
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.place.begin.store(0, Ordering::SeqCst);
        self.place.end.store(0, Ordering::SeqCst);
        FREE.lock().unwrap_or_else(PoisonError::into_inner).0.push(self.at);
    }
}

/// Marks the map that an address is in: the pages from there to its end.
#[cfg(unix)]
fn lose(address: usize, page: usize) -> Option<(usize, usize)> {
    let used = USED.load(Ordering::SeqCst);
    let hit = PLACES.iter().take(used).find_map(|place| {
        let begin = place.begin.load(Ordering::SeqCst);
        let end = place.end.load(Ordering::SeqCst);
        // Another thread may put another map here meanwhile: begin and end are of one map if
        // the begin is still the same. (A map that went and one of the same begin that came
        // leave either end: neither reaches into the map that is being read.)
        let is_one = place.begin.load(Ordering::SeqCst) == begin;
        (is_one && begin != 0 && begin <= address && address < end).then_some((place, end))
    });
    let (place, end) = hit?;
    place.lost.store(true, Ordering::SeqCst);
    let first = address - address % page;
    Some((first, end - first))
}

/// The one handler of a signal in klpscope.
#[cfg(unix)]
#[expect(unsafe_code, reason = "a handler of signals is installed by a call to the system")]
mod signal {
    use std::sync::OnceLock;
    use std::{io, mem, ptr};

    use super::lose;

    /// What was installed before, the size of a page, and how installing went.
    static BEFORE: OnceLock<(libc::sigaction, usize, bool)> = OnceLock::new();

    /// Installs the handler once.
    pub(super) fn install() -> io::Result<()> {
        let (.., installed) = BEFORE.get_or_init(|| {
            // SAFETY: zeros are a `sigaction`; both pointers are to locals that live as long
            // as the calls. The handler does what a handler may: atomics and system calls.
            // It runs on the thread's own signal stack, where there is one.
            unsafe {
                let page = usize::try_from(libc::sysconf(libc::_SC_PAGESIZE)).unwrap_or(4096);
                let mut before: libc::sigaction = mem::zeroed();
                let mut ours: libc::sigaction = mem::zeroed();
                ours.sa_sigaction = handler as *const () as usize;
                ours.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK | libc::SA_RESTART;
                let done = libc::sigaction(libc::SIGBUS, &raw const ours, &raw mut before) == 0;
                (before, page, done)
            }
        });
        if *installed { Ok(()) } else { Err(io::Error::other("SIGBUS cannot be handled")) }
    }

    extern "C" fn handler(signal: libc::c_int, info: *mut libc::siginfo_t, _: *mut libc::c_void) {
        // SAFETY: the system gives a valid `info` (SA_SIGINFO).
        let (address, code) = unsafe { ((*info).si_addr() as usize, (*info).si_code) };
        // The signal may come between the installing and the noting of what was before: then
        // there is no map yet.
        let Some((before, page, _)) = BEFORE.get() else { return };
        // Zero or less: from a process (sigaction(2)), and there is no address.
        let is_sent = code <= 0;
        let hit = if is_sent { None } else { lose(address, *page) };
        let replaced = hit.is_some_and(|(begin, len)| {
            let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_FIXED;
            let at = ptr::without_provenance_mut(begin);
            // SAFETY: these pages are in a map of ours, which is only read and which its
            // owner cannot drop while one of its threads reads it, as one does here.
            unsafe { libc::mmap(at, len, libc::PROT_READ, flags, -1, 0) != libc::MAP_FAILED }
        });
        if !replaced {
            // SAFETY: `before` is what the system gave. The instruction runs again, and ends
            // as it would have without us; what was sent is sent again.
            unsafe {
                libc::sigaction(signal, before, ptr::null_mut());
                if is_sent {
                    libc::raise(signal);
                }
            }
        }
    }
}

#[cfg(not(unix))]
mod signal {
    pub(super) fn install() -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_lost_reads_as_zeros() {
        let path = std::env::temp_dir().join(format!("klpscope-watched-{}", std::process::id()));
        std::fs::write(&path, vec![7_u8; 64 << 10]).unwrap();
        let file = File::options().read(true).write(true).open(&path).unwrap();
        let (first, other) = (Watched::map(&file).unwrap(), Watched::map(&file).unwrap());
        assert!(first.iter().all(|&byte| byte == 7) && !first.is_lost());
        file.set_len(40 << 10).unwrap();
        assert_eq!(first.iter().filter(|&&byte| byte == 7).count(), 40 << 10);
        assert!(first.is_lost() && !other.is_lost());
        assert_eq!(
            other[..40 << 10].iter().map(|&byte| usize::from(byte)).sum::<usize>(),
            7 * (40 << 10)
        );
        assert!(!other.is_lost());
        // The place is another map's now, which lost nothing.
        drop(first);
        assert!(!Watched::map(&file).unwrap().is_lost());
        std::fs::remove_file(path).unwrap();
    }
}
