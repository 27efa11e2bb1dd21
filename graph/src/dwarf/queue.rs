//! Units are dealt to workers one by one; each keeps its memory from unit to unit.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::walk::Workspace;

/// What was read, in the order of the units.
pub(super) struct Read<T> {
    /// The worker that read it, and what it found: files are numbers in that worker's paths.
    pub(super) found: Vec<(usize, T)>,
    /// The paths of each worker.
    pub(super) paths: Vec<Vec<String>>,
}

/// Reads all units.
pub(super) fn run<'d, U: Sync, T: Send>(
    units: &[U],
    read: impl Fn(&U, &mut Workspace<'d>) -> T + Sync,
) -> Read<T> {
    let next = AtomicUsize::new(0);
    let workers = rayon::current_num_threads().min(units.len()).max(1);
    let work = |_| {
        let mut space = Workspace::default();
        let mut found = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(unit) = units.get(at) else { break };
            found.push((at, read(unit, &mut space)));
        }
        (found, space.paths.table.paths)
    };
    let done: Vec<_> = (0..workers).into_par_iter().with_max_len(1).map(work).collect();
    let mut found = Vec::with_capacity(units.len());
    let mut paths = Vec::with_capacity(workers);
    for (worker, (rows, known)) in done.into_iter().enumerate() {
        found.extend(rows.into_iter().map(|(at, row)| (at, worker, row)));
        paths.push(known);
    }
    found.sort_unstable_by_key(|(at, ..)| *at);
    Read { found: found.into_iter().map(|(_, worker, row)| (worker, row)).collect(), paths }
}
