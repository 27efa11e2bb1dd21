//! Names of DIEs: where they begin, and what they are.

use std::ffi::CStr;

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

    /// The name, without the zero byte.
    pub(crate) fn bytes(self) -> &'d [u8] {
        CStr::from_bytes_until_nul(self.from).map_or(self.from, CStr::to_bytes)
    }

    /// Names of one offset in `.debug_str` are the same: the linker keeps one of each.
    pub(crate) fn offset(self) -> Option<u32> {
        self.shared
    }
}
