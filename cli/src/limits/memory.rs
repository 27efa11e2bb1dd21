//! Memory that is not to be had ends the command with a message and an exit code, where the
//! standard library would abort: under `--max-memory`, a limit from outside, or a full machine.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::give_up;

/// The system's allocator; what it refuses ends the process.
struct OrGiveUp;

#[global_allocator]
static ALLOCATOR: OrGiveUp = OrGiveUp;

/// What to say, if there is a limit.
static MESSAGE: OnceLock<String> = OnceLock::new();
const NONE_LEFT: &str = "error: the system has no memory left\n";

#[expect(unsafe_code, reason = "an allocator is unsafe by signature")]
// SAFETY: every call goes to `System` as it came, and what it returns is returned if it is
// not null; otherwise nothing is.
unsafe impl GlobalAlloc for OrGiveUp {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's.
        or_give_up(unsafe { System.alloc(layout) })
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's.
        or_give_up(unsafe { System.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's.
        or_give_up(unsafe { System.realloc(block, layout, size) })
    }
}

#[inline]
fn or_give_up(block: *mut u8) -> *mut u8 {
    if block.is_null() {
        none_left();
    }
    block
}

#[cold]
fn none_left() -> ! {
    static GIVES_UP: AtomicBool = AtomicBool::new(false);
    if GIVES_UP.swap(true, Ordering::SeqCst) {
        // Another thread is at it; if it is this one, it got stuck.
        thread::sleep(Duration::from_secs(2));
        std::process::exit(crate::Exit::GaveUp.code().into());
    }
    // Cleaning up may need some.
    let _ = limit_to(None);
    give_up(MESSAGE.get().map_or(NONE_LEFT, String::as_str))
}

/// Allows the process so many bytes of its own; mapped files are not counted.
///
/// # Errors
/// Where the system has no such limit.
pub(super) fn limit(bytes: u64) -> Result<(), String> {
    let _ = MESSAGE.set(format!(
        "error: more than {} MiB of memory is needed\nhint: allow more: --max-memory {}M\n",
        bytes >> 20,
        (bytes >> 20).saturating_mul(2)
    ));
    limit_to(Some(bytes))
}

/// `RLIMIT_DATA`: since Linux 4.7 all private memory that can be written (getrlimit(2)).
#[cfg(unix)]
fn limit_to(bytes: Option<u64>) -> Result<(), String> {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut now = getrlimit(Resource::Data);
    now.current = match (bytes, now.maximum) {
        (Some(bytes), Some(most)) => Some(bytes.min(most)),
        (bytes, most) => bytes.or(most),
    };
    setrlimit(Resource::Data, now).map_err(|error| error.to_string())
}

#[cfg(not(unix))]
fn limit_to(_: Option<u64>) -> Result<(), String> {
    Err("this system has no such limit".to_owned())
}
