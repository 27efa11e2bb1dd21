//! Threads under `--max-memory`: the stack of each counts, and a pool of which one cannot
//! start is none.

use std::error::Error;
use std::thread;

use rayon::ThreadPoolBuilder;

/// Memory for each thread: 2 MiB of stack, and what it works with.
const BYTES_A_THREAD: u64 = 8 << 20;

/// Starts no more threads than so much memory is enough for.
///
/// # Errors
/// Where the system refuses one.
pub(super) fn limit(bytes: u64) -> Result<(), String> {
    let most = usize::try_from(bytes / BYTES_A_THREAD).unwrap_or(usize::MAX);
    if wanted() <= most {
        return Ok(());
    }
    match ThreadPoolBuilder::new().num_threads(most).build_global() {
        // The other reason is that they run already.
        Err(error) if error.source().is_some() => Err(error.to_string()),
        _ => Ok(()),
    }
}

/// How many rayon would start.
fn wanted() -> usize {
    let asked = std::env::var("RAYON_NUM_THREADS").ok().and_then(|text| text.parse().ok());
    let cores = || thread::available_parallelism().map_or(1, usize::from);
    asked.filter(|&threads| threads > 0).unwrap_or_else(cores)
}
