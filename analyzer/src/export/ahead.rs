//! Keys -> rows, made by all threads while one writes those before them; in their order.

use std::io;

use rayon::prelude::*;

/// Keys whose rows are made at once: what is kept is twice as many rows.
const BATCH: usize = 4096;

/// Tells the row of each key, in the order of `keys`.
///
/// # Errors
/// The first one of `tell`, which is asked no more then.
pub(super) fn in_order<K: Sync, R: Send>(
    keys: &[K],
    make: impl Fn(&K) -> R + Sync,
    mut tell: impl FnMut(R) -> io::Result<()>,
) -> io::Result<()> {
    let rows = |batch: &[K]| batch.par_iter().map(&make).collect::<Vec<R>>();
    let mut batches = keys.chunks(BATCH);
    let mut ready = batches.next().map(rows).unwrap_or_default();
    while !ready.is_empty() {
        let next = batches.next();
        let mut following = Vec::new();
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| following = next.map(rows).unwrap_or_default());
            ready.drain(..).try_for_each(&mut tell)
        })?;
        ready = following;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_in_order_until_an_error() {
        let keys: Vec<usize> = (0..3 * BATCH + 1).collect();
        let mut told = Vec::new();
        let tell = |row| {
            told.push(row);
            Ok(())
        };
        in_order(&keys, |&key| key * 2, tell).unwrap();
        assert_eq!(told, keys.iter().map(|key| key * 2).collect::<Vec<_>>());
        let mut last = 0;
        let stopped = in_order(
            &keys,
            |&key| key,
            |row| {
                last = row;
                if row == BATCH + 7 { Err(io::Error::other("full")) } else { Ok(()) }
            },
        );
        assert_eq!((stopped.is_err(), last), (true, BATCH + 7));
        in_order(&keys[..0], |&key| key, |_| Err(io::Error::other("none"))).unwrap();
    }
}
