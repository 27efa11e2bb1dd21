//! Names like one that does not exist, at a bounded cost.

use std::collections::BTreeSet;

use klpscope_graph::suffix;

/// How many names to suggest.
pub(crate) const SUGGESTIONS: usize = 5;
/// Longer names are not compared: the cost of a comparison grows with the
/// product of the lengths, and files may hold names of any length.
const LONGEST: usize = 96;
/// Comparisons in full; what a name's letters rule out is not counted.
const COMPARISONS: usize = 20_000;

/// Up to five of `names` like `query`, the nearest first: the name without its
/// clone suffix, then few letters changed, then names that contain it.
pub(crate) fn nearest<'a>(query: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    if query.len() > LONGEST {
        return Vec::new();
    }
    let asked = Asked::new(query);
    let mut left = COMPARISONS;
    let mut found: BTreeSet<(usize, &str)> = BTreeSet::new();
    for name in names.filter(|name| name.len() <= LONGEST) {
        if let Some(distance) = asked.distance(name, &mut left) {
            found.insert((distance, name));
            if found.len() > SUGGESTIONS {
                found.pop_last();
            }
        }
    }
    found.into_iter().map(|(_, name)| name.to_owned()).collect()
}

struct Asked<'q> {
    query: &'q str,
    base: &'q str,
    letters: u64,
    /// Changed letters at which a name is no longer like it.
    limit: usize,
}

impl<'q> Asked<'q> {
    fn new(query: &'q str) -> Self {
        let limit = (query.len() / 3).clamp(1, 6);
        Self { query, base: suffix::parse(query).base, letters: letters(query), limit }
    }

    fn distance(&self, name: &str, left: &mut usize) -> Option<usize> {
        if name == self.base {
            return Some(0);
        }
        let ruled_out = name.len().abs_diff(self.query.len()) > self.limit
            || (letters(name) ^ self.letters).count_ones() as usize > 2 * self.limit;
        if !ruled_out && *left > 0 {
            *left -= 1;
            let distance = strsim::osa_distance(self.query, name);
            if distance <= self.limit {
                return Some(distance);
            }
        }
        // Behind every name with changed letters, the shortest first.
        (self.query.len() >= 3 && name.contains(self.query))
            .then(|| LONGEST + name.len() - self.query.len())
    }
}

/// One bit for each letter that occurs. Each changed letter turns at most two bits.
fn letters(name: &str) -> u64 {
    name.bytes().fold(0, |bits, byte| bits | 1 << (byte % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(query: &str, names: &[&str]) -> Vec<String> {
        nearest(query, names.iter().copied())
    }

    #[test]
    fn order_of_nearness() {
        let names = ["vfs_read", "vfs_readv", "vfs_write", "do_vfs_reed_all", "unrelated"];
        assert_eq!(near("vfs_reed", &names), ["vfs_read", "vfs_readv", "do_vfs_reed_all"]);
        assert_eq!(near("vfs_write.isra.0", &names), ["vfs_write"]);
        assert!(near("zzzzzz", &names).is_empty());
    }

    #[test]
    fn at_most_five_and_bounded() {
        let names: Vec<String> = (0..100_000).map(|n| format!("function_{n:06}")).collect();
        assert_eq!(nearest("function_00000x", names.iter().map(String::as_str)).len(), 5);
        assert!(near(&"x".repeat(4096), &["x"]).is_empty());
    }
}
