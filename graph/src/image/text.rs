//! A place in a section -> the C string that begins there.

use super::elf::{Image, Section};

/// Longest string read, in bytes: no C name comes near it (`KSYM_NAME_LEN` is 512), and a
/// linker's table of names may hold one string many times.
pub(super) const LONGEST: usize = 4096;

impl<'d> Section<'d> {
    /// The string at an offset, without its end; `None` if it has none within the section.
    pub(super) fn text(&self, from: u64) -> Option<&'d [u8]> {
        let rest = self.bytes.get(usize::try_from(from).ok()?..)?;
        let rest = rest.get(..LONGEST).unwrap_or(rest);
        rest.get(..rest.iter().position(|&byte| byte == 0)?)
    }
}

impl<'d> Image<'d> {
    /// The string at an address, as [`Section::text`].
    pub(crate) fn text_at(&self, address: u64) -> Option<&'d [u8]> {
        let section = self.section_at(address)?;
        section.text(address.checked_sub(section.address)?)
    }
}
