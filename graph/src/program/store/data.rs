//! The bytes of a packed program -> words and text, whatever offset is asked for.

/// Bytes behind the last column, so that a word can be read at every byte of it.
pub(crate) const SLACK: usize = 8;

/// The bytes of a packed program. What lies outside reads as zeros.
#[derive(Debug)]
pub(crate) struct Data(Vec<u8>);

impl Data {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The eight bytes from `at`, little-endian.
    pub(super) fn word(&self, at: usize) -> u64 {
        let bytes = self.0.get(at..).and_then(|rest| rest.first_chunk());
        bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }

    /// The bytes from `begin` up to, but not with, `end`; none if not all are there.
    pub(super) fn bytes(&self, begin: usize, end: usize) -> &[u8] {
        self.0.get(begin..end).unwrap_or_default()
    }
}
