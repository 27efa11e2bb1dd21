//! The bytes of a packed program, in memory or mapped from an index file -> words and text,
//! whatever offset is asked for.

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use crate::load::Bytes;

use super::column::{Column, Encoded};

/// Bytes behind the last column, so that a word can be read at every byte of it.
pub(crate) const SLACK: usize = 8;
/// Bytes that one checksum is of.
pub(crate) const BLOCK: usize = 4096;

/// The bytes of a packed program. What lies outside, or in a damaged block, reads as zeros.
#[derive(Debug)]
pub(crate) enum Data {
    Memory(Vec<u8>),
    Mapped(Mapped),
}

/// The data of an index file. A query touches few of its blocks: each is checked when it is
/// read first.
#[derive(Debug)]
pub(crate) struct Mapped {
    file: Bytes,
    /// Where the data begins in the file.
    begin: usize,
    /// Where the checksums begin in the file.
    sums: usize,
    /// By block: not checked yet, good or bad.
    states: Vec<AtomicU8>,
    damaged: AtomicBool,
}

const GOOD: u8 = 1;
const BAD: u8 = 2;

impl Data {
    /// The data that begins at a byte of a file, checksums at another.
    pub(crate) fn mapped(file: Bytes, begin: usize, sums: usize) -> Self {
        let blocks = file.len().saturating_sub(begin).div_ceil(BLOCK);
        let states = (0..blocks).map(|_| AtomicU8::new(0)).collect();
        Self::Mapped(Mapped { file, begin, sums, states, damaged: AtomicBool::new(false) })
    }

    /// All bytes, not checked.
    pub(crate) fn all(&self) -> &[u8] {
        match self {
            Self::Memory(bytes) => bytes,
            Self::Mapped(mapped) => mapped.data(),
        }
    }

    /// Checks all blocks.
    pub(crate) fn check(&self) {
        if let Self::Mapped(mapped) = self {
            (0..mapped.states.len()).for_each(|block| _ = mapped.is_good(block));
        }
    }

    /// True if a block was read whose checksum is another, or that the file no longer has.
    pub(crate) fn is_damaged(&self) -> bool {
        match self {
            Self::Memory(_) => false,
            // A block that was good may be gone by now.
            Self::Mapped(mapped) => {
                mapped.damaged.load(Ordering::Relaxed) || mapped.file.problem().is_some()
            }
        }
    }

    /// Puts a column behind the others.
    pub(super) fn append(&mut self, encoded: &Encoded) -> Column {
        // What is mapped is whole already.
        let Self::Memory(data) = self else { return Column::default() };
        let at = data.len().saturating_sub(SLACK);
        data.truncate(at);
        let begin = data.len();
        data.resize(begin + encoded.column.len as usize, 0);
        encoded.write(&mut data[begin..]);
        data.resize(data.len() + SLACK, 0);
        Column { at: at as u64, ..encoded.column }
    }

    /// The eight bytes from `at`, little-endian.
    #[inline]
    pub(super) fn word(&self, at: usize) -> u64 {
        let bytes = match self {
            Self::Memory(bytes) => bytes.as_slice(),
            // Nearly every word lies in one block, and that was checked before.
            Self::Mapped(mapped) if mapped.is_known(at) => mapped.data(),
            Self::Mapped(mapped) if mapped.holds(at, at.saturating_add(SLACK)) => mapped.data(),
            Self::Mapped(_) => &[],
        };
        let bytes = bytes.get(at..).and_then(|rest| rest.first_chunk());
        bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }

    /// The bytes from `begin` up to, but not with, `end`; none if not all are there.
    pub(super) fn bytes(&self, begin: usize, end: usize) -> &[u8] {
        match self {
            Self::Mapped(mapped) if !mapped.holds(begin, end) => &[],
            _ => self.all().get(begin..end).unwrap_or_default(),
        }
    }
}

impl Mapped {
    #[inline]
    fn data(&self) -> &[u8] {
        self.file.get(self.begin..).unwrap_or_default()
    }

    /// True if the word at `at` lies in one block, which is known to be good.
    #[inline]
    fn is_known(&self, at: usize) -> bool {
        at % BLOCK <= BLOCK - SLACK
            && self
                .states
                .get(at / BLOCK)
                .is_some_and(|state| state.load(Ordering::Relaxed) == GOOD)
    }

    /// True if all blocks of a range are as they were written.
    fn holds(&self, begin: usize, end: usize) -> bool {
        let last = end.saturating_sub(1) / BLOCK;
        let mut blocks = (begin / BLOCK)..=last.min(self.states.len().saturating_sub(1));
        begin >= end || blocks.all(|block| self.is_good(block))
    }

    fn is_good(&self, block: usize) -> bool {
        let Some(state) = self.states.get(block) else { return true };
        match state.load(Ordering::Relaxed) {
            GOOD => true,
            BAD => false,
            _ => {
                let good = self.checks_out(block);
                state.store(if good { GOOD } else { BAD }, Ordering::Relaxed);
                if !good {
                    self.damaged.store(true, Ordering::Relaxed);
                }
                good
            }
        }
    }

    fn checks_out(&self, block: usize) -> bool {
        let data = self.file.get(self.begin..).unwrap_or_default();
        let sum = self.file.get(self.sums..).and_then(|sums| sums.get(4 * block..));
        let sum = sum.and_then(|sum| sum.first_chunk().copied()).map(u32::from_le_bytes);
        sum.is_some() && sum == data.chunks(BLOCK).nth(block).map(crc32fast::hash)
    }
}
