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
    /// The string behind `id`.
    pub(crate) fn get(&self, id: StrId) -> &str {
        let begin = match id.index() {
            0 => 0,
            at => self.ends[at - 1] as usize,
        };
        &self.text[begin..self.ends[id.index()] as usize]
    }
}

/// Gathers strings. Bytes that are not UTF-8 become U+FFFD: names are for
/// reading, and two names that differ only there are not told apart.
#[derive(Default)]
pub(crate) struct StringsBuilder {
    strings: Strings,
    known: HashMap<u64, Vec<StrId>, RandomState>,
}

impl StringsBuilder {
    /// The id of `text`, new or known.
    pub(crate) fn intern(&mut self, text: &str) -> StrId {
        let hash = self.known.hasher().hash_one(text);
        if let Some(ids) = self.known.get(&hash)
            && let Some(&id) = ids.iter().find(|&&id| self.strings.get(id) == text)
        {
            return id;
        }
        let id = StrId::new(self.strings.ends.len());
        self.strings.text.push_str(text);
        self.strings.ends.push(self.strings.text.len() as u32);
        self.known.entry(hash).or_default().push(id);
        id
    }

    /// The id of a byte string from the file.
    pub(crate) fn intern_bytes(&mut self, text: &[u8]) -> StrId {
        self.intern(&String::from_utf8_lossy(text))
    }

    /// The string behind `id`.
    pub(crate) fn get(&self, id: StrId) -> &str {
        self.strings.get(id)
    }

    pub(crate) fn finish(self) -> Strings {
        self.strings
    }
}
