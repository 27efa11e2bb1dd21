//! A table of distinct strings. Names and paths repeat in every unit; each is kept once.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use std::collections::HashMap;

use crate::id::StrId;

/// Distinct strings by id.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    text: String,
    /// Where each string ends in `text`; it begins where the one before ends.
    ends: Vec<u32>,
}

impl Strings {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The string behind `id`.
    pub(crate) fn get(&self, id: StrId) -> &str {
        let begin = match id.index() {
            0 => 0,
            at => self.ends[at - 1] as usize,
        };
        &self.text[begin..self.ends[id.index()] as usize]
    }
}

/// Bytes of one string, far beyond any name of a compiler. Names may overlap in a file: a
/// table of n bytes can hold n names of up to n bytes.
const LONGEST: usize = 64 << 10;
/// Bytes of all strings together; a kernel with all its modules has some 100 MiB.
const BUDGET: usize = 1 << 30;
/// Bytes of all strings of a small file, and for each byte of a larger one. Names are a part
/// of their file, even where it is compressed.
const SMALL: u64 = 4 << 20;
const EACH: u64 = 16;

/// Gathers strings. Bytes that are not UTF-8 become U+FFFD: names are for
/// reading, and two names that differ only there are not told apart.
pub(crate) struct StringsBuilder {
    strings: Strings,
    /// Bytes that there is room for.
    budget: usize,
    /// The last string of each hash.
    last: HashMap<u64, StrId, RandomState>,
    /// For each string the one of the same hash before it.
    before: Vec<Option<StrId>>,
    /// Strings that did not fit; the empty one stands for each.
    pub(crate) left_out: usize,
}

impl StringsBuilder {
    /// For the strings of a file of so many bytes.
    pub(crate) fn new(file: u64) -> Self {
        let budget = SMALL.saturating_add(file.saturating_mul(EACH));
        Self {
            strings: Strings::default(),
            budget: usize::try_from(budget).unwrap_or(BUDGET).min(BUDGET),
            last: HashMap::default(),
            before: Vec::new(),
            left_out: 0,
        }
    }

    /// The id of `text`, new or known.
    pub(crate) fn intern(&mut self, text: &str) -> StrId {
        if self.has_room(text.len()) { self.insert(text) } else { self.leave_out(text.len()) }
    }

    fn has_room(&self, bytes: usize) -> bool {
        bytes <= LONGEST && self.strings.text.len() <= self.budget - LONGEST
    }

    fn leave_out(&mut self, bytes: usize) -> StrId {
        self.left_out += usize::from(bytes > 0);
        self.insert("")
    }

    fn insert(&mut self, text: &str) -> StrId {
        let hash = self.last.hasher().hash_one(text);
        if let Some(id) = self.find(hash, text) {
            return id;
        }
        let id = StrId::new(self.strings.ends.len());
        self.strings.text.push_str(text);
        self.strings.ends.push(self.strings.text.len() as u32);
        self.before.push(self.last.insert(hash, id));
        id
    }

    /// The id of a byte string from the file.
    pub(crate) fn intern_bytes(&mut self, text: &[u8]) -> StrId {
        if !self.has_room(text.len()) {
            return self.leave_out(text.len());
        }
        match str::from_utf8(text) {
            Ok(text) => self.intern(text),
            Err(_) => self.intern(&String::from_utf8_lossy(text)),
        }
    }

    /// The id of `text`, if it is known.
    pub(crate) fn known(&self, text: &str) -> Option<StrId> {
        if text.len() > LONGEST {
            return None;
        }
        self.find(self.last.hasher().hash_one(text), text)
    }

    fn find(&self, hash: u64, text: &str) -> Option<StrId> {
        let mut at = self.last.get(&hash).copied();
        while let Some(id) = at.filter(|&id| self.strings.get(id) != text) {
            at = self.before[id.index()];
        }
        at
    }

    /// The string behind `id`.
    pub(crate) fn get(&self, id: StrId) -> &str {
        self.strings.get(id)
    }

    /// How many strings there are.
    pub(crate) fn len(&self) -> usize {
        self.strings.ends.len()
    }

    pub(crate) fn finish(self) -> Strings {
        self.strings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_is_kept_once() {
        let mut strings = StringsBuilder::new(0);
        let (a, b) = (strings.intern("a"), strings.intern("b"));
        assert_eq!(strings.intern_bytes(b"a"), a);
        assert_eq!((strings.get(a), strings.get(b), strings.known("c")), ("a", "b", None));
    }

    #[test]
    fn what_is_too_long_is_left_out_and_counted() {
        let mut strings = StringsBuilder::new(0);
        let long = strings.intern(&"x".repeat(LONGEST + 1));
        assert_eq!((strings.get(long), strings.left_out), ("", 1));
        // Names that end alike are far more than their file.
        let text = "x".repeat(LONGEST);
        let ids: Vec<_> = (0..LONGEST).map(|at| strings.intern(&text[at..])).collect();
        assert_eq!((strings.get(ids[1]).len(), strings.get(ids[100])), (LONGEST - 1, ""));
        assert!(strings.strings.text.len() <= SMALL as usize);
    }
}
