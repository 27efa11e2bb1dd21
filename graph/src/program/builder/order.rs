//! The final order of functions: by name, file and line.

use rayon::prelude::*;

use super::super::node::Place;
use super::super::strings::StringsBuilder;
use crate::id::{FuncId, StrId};

/// The final order.
pub(super) struct Order {
    /// The functions by their ids until now.
    pub(super) sorted: Vec<u32>,
    /// For each id until now the final one.
    pub(super) numbers: Vec<FuncId>,
}

/// What a function is sorted by.
struct Key {
    /// The first bytes of the name: they decide most comparisons.
    head: [u8; HEAD],
    name: StrId,
    /// File and line as one number, files by the order of their paths; 0 without.
    place: u64,
    /// Position before.
    index: u32,
}

/// Bytes of a name that are compared without a look at the string table.
const HEAD: usize = 16;

/// Sorts functions; of those that say the same the first stays first.
pub(super) fn sort(
    functions: impl Iterator<Item = (StrId, Option<Place>)> + Clone,
    strings: &StringsBuilder,
) -> Order {
    let ranks = ranks(functions.clone().filter_map(|(_, place)| Some(place?.file)), strings);
    let place =
        |place: Place| (u64::from(ranks[place.file.index()]) + 1) << 32 | u64::from(place.line);
    let mut keys: Vec<Key> = functions
        .zip(0..)
        .map(|((name, at), index)| Key {
            head: head(strings.get(name)),
            name,
            place: at.map_or(0, place),
            index,
        })
        .collect();
    keys.par_sort_unstable_by(|a, b| {
        let names = || match a.name == b.name {
            true => std::cmp::Ordering::Equal,
            false => strings.get(a.name).cmp(strings.get(b.name)),
        };
        let rest = || (a.place, a.index).cmp(&(b.place, b.index));
        a.head.cmp(&b.head).then_with(names).then_with(rest)
    });
    let sorted: Vec<u32> = keys.into_iter().map(|key| key.index).collect();
    let mut numbers = vec![FuncId::new(0); sorted.len()];
    for (new, &old) in sorted.iter().enumerate() {
        numbers[old as usize] = FuncId::new(new);
    }
    Order { sorted, numbers }
}

/// For each string that is a path its place among the paths.
fn ranks(paths: impl Iterator<Item = StrId>, strings: &StringsBuilder) -> Vec<u32> {
    let mut is_path = vec![false; strings.len()];
    paths.for_each(|path| is_path[path.index()] = true);
    let mut sorted: Vec<_> = (0..is_path.len()).filter(|&at| is_path[at]).map(StrId::new).collect();
    sorted.sort_unstable_by_key(|&path| strings.get(path));
    let mut ranks = vec![0; is_path.len()];
    for (path, rank) in sorted.into_iter().zip(0..) {
        ranks[path.index()] = rank;
    }
    ranks
}

/// The first bytes of a name; a short one is filled up with the least byte.
fn head(name: &str) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    let len = name.len().min(HEAD);
    head[..len].copy_from_slice(&name.as_bytes()[..len]);
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_then_file_then_line() {
        let mut strings = StringsBuilder::new(0);
        let mut row = |name: &str, place: Option<(&str, u32)>| {
            let place =
                place.map(|(file, line)| Place { file: strings.intern(file), line, column: 0 });
            (strings.intern(name), place)
        };
        let rows = [
            row("a_name_of_sixteen_b", None),
            row("a_name_of_sixteen_a", None),
            row("f", Some(("b.c", 1))),
            row("f", Some(("a.c", 9))),
            row("f", Some(("a.c", 2))),
            row("f", None),
            row("f", Some(("a.c", 2))),
            row("", None),
        ];
        let order = sort(rows.into_iter(), &strings);
        assert_eq!(order.sorted, [7, 1, 0, 5, 4, 6, 3, 2]);
        assert_eq!(order.numbers[6], FuncId::new(5));
    }
}
