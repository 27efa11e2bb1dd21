//! Names of DIEs: where they begin, and what they are.

use std::ffi::CStr;

/// Bytes of a name that are looked at: more than are kept of any.
const LONGEST: usize = 128 << 10;

/// A name that ends at the next zero byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name<'d> {
    /// From the name's first byte on, as far as its section reaches.
    from: &'d [u8],
    /// Where it begins in `.debug_str`.
    shared: Option<u32>,
}

impl<'d> Name<'d> {
    /// The name at an offset in `.debug_str`, which is `strings`.
    pub(super) fn shared(strings: &'d [u8], offset: u32) -> Self {
        Self { from: strings.get(offset as usize..).unwrap_or_default(), shared: Some(offset) }
    }

    /// A name that stands in the DIE itself, or in another section.
    pub(super) fn own(from: &'d [u8]) -> Self {
        Self { from, shared: None }
    }

    /// The name, without the zero byte. Of one that is too long, so much as shows that.
    pub(crate) fn bytes(self) -> &'d [u8] {
        let from = &self.from[..self.from.len().min(LONGEST)];
        CStr::from_bytes_until_nul(from).map_or(from, CStr::to_bytes)
    }

    /// Names of one offset in `.debug_str` are the same: the linker keeps one of each.
    pub(crate) fn offset(self) -> Option<u32> {
        self.shared
    }
}
