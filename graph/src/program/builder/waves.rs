//! Work in waves: while every thread but one works on a wave, that one joins what the wave
//! before has found. What is found is then never there as a whole before it is joined.

use rayon::prelude::*;

/// Waves in all: each waits for its slowest part.
const WAVES: usize = 12;

/// Makes something of every item, in parallel, and joins it in the order of the items.
pub(super) fn each<T: Sync, R: Send>(
    items: &[T],
    make: impl Fn(usize, &T) -> R + Sync,
    mut join: impl FnMut(R) + Send,
) {
    let size = items.len().div_ceil(WAVES).max(1);
    let mut before = Vec::new();
    for (wave, items) in items.chunks(size).enumerate() {
        let make = |(at, item)| make(wave * size + at, item);
        let (found, ()) = rayon::join(
            || items.par_iter().enumerate().map(make).collect::<Vec<R>>(),
            || std::mem::take(&mut before).into_iter().for_each(&mut join),
        );
        before = found;
    }
    before.into_iter().for_each(join);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_is_joined_in_order() {
        for count in [0, 1, WAVES - 1, WAVES, 5 * WAVES + 3] {
            let items: Vec<usize> = (0..count).map(|at| 7 * at).collect();
            let mut joined = Vec::new();
            each(&items, |at, item| (at, *item), |made| joined.push(made));
            assert_eq!(joined, items.into_iter().enumerate().collect::<Vec<_>>());
        }
    }
}
