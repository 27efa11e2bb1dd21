//! Bytes of a section become numbers. Every read is checked against the end.

use gimli::{Error, ReaderOffsetId, Result};

/// A position in a run of bytes.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'d> {
    pub(super) bytes: &'d [u8],
    /// Never behind the end.
    pub(super) at: usize,
    pub(super) big_endian: bool,
}

/// What gimli says where bytes end too early.
#[cold]
pub(super) fn end_of_input() -> Error {
    Error::UnexpectedEof(ReaderOffsetId(0))
}

impl<'d> Cursor<'d> {
    pub(super) fn new(bytes: &'d [u8], big_endian: bool) -> Self {
        Self { bytes, at: 0, big_endian }
    }

    /// From `offset` to the end of `section`.
    pub(super) fn within(section: &'d [u8], offset: u64, big_endian: bool) -> Result<Self> {
        let bytes = usize::try_from(offset).ok().and_then(|offset| section.get(offset..));
        Ok(Self::new(bytes.ok_or_else(end_of_input)?, big_endian))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.at >= self.bytes.len()
    }

    pub(super) fn rest(&self) -> &'d [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    #[inline]
    pub(super) fn u8(&mut self) -> Result<u8> {
        let byte = *self.bytes.get(self.at).ok_or_else(end_of_input)?;
        self.at += 1;
        Ok(byte)
    }

    #[inline]
    pub(super) fn u16(&mut self) -> Result<u16> {
        let bytes = self.array()?;
        Ok(if self.big_endian { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    }

    #[inline]
    pub(super) fn u32(&mut self) -> Result<u32> {
        let bytes = self.array()?;
        Ok(if self.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    }

    #[inline]
    pub(super) fn u64(&mut self) -> Result<u64> {
        let bytes = self.array()?;
        Ok(if self.big_endian { u64::from_be_bytes(bytes) } else { u64::from_le_bytes(bytes) })
    }

    /// An unsigned number of 1, 2, 3, 4 or 8 bytes.
    #[inline]
    pub(super) fn uint(&mut self, size: u8) -> Result<u64> {
        match size {
            1 => self.u8().map(u64::from),
            2 => self.u16().map(u64::from),
            4 => self.u32().map(u64::from),
            8 => self.u64(),
            3 => {
                let [a, b, c] = self.array()?;
                let bytes = if self.big_endian { [0, a, b, c] } else { [0, c, b, a] };
                Ok(u64::from(u32::from_be_bytes(bytes)))
            }
            other => Err(Error::UnsupportedAddressSize(other)),
        }
    }

    /// DWARF 5, 7.6.
    #[inline]
    pub(super) fn uleb(&mut self) -> Result<u64> {
        let byte = self.u8()?;
        if byte & 0x80 == 0 {
            return Ok(u64::from(byte));
        }
        self.long_uleb(u64::from(byte & 0x7f))
    }

    fn long_uleb(&mut self, mut result: u64) -> Result<u64> {
        for shift in (7..63).step_by(7) {
            let byte = self.u8()?;
            result |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(result);
            }
        }
        match self.u8()? {
            last @ 0..=1 => Ok(result | u64::from(last) << 63),
            _ => Err(Error::BadUnsignedLeb128),
        }
    }

    /// A number that 16 bits hold: tags, names and forms.
    #[inline]
    pub(super) fn uleb16(&mut self) -> Result<u16> {
        u16::try_from(self.uleb()?).map_err(|_| Error::BadUnsignedLeb128)
    }

    /// DWARF 5, 7.6.
    pub(super) fn sleb(&mut self) -> Result<i64> {
        let mut result = 0_i64;
        for shift in (0..64).step_by(7) {
            let byte = self.u8()?;
            if shift == 63 && byte != 0 && byte != 0x7f {
                return Err(Error::BadSignedLeb128);
            }
            result |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let negative = byte & 0x40 != 0 && shift < 57;
                return Ok(if negative { result | -1 << (shift + 7) } else { result });
            }
        }
        Err(Error::BadSignedLeb128)
    }

    /// Passes over a number of any length.
    #[inline]
    pub(super) fn skip_leb(&mut self) -> Result<()> {
        while self.u8()? & 0x80 != 0 {}
        Ok(())
    }

    /// The next `length` bytes.
    #[inline]
    pub(super) fn take(&mut self, length: u64) -> Result<&'d [u8]> {
        let length = usize::try_from(length).map_err(|_| end_of_input())?;
        let bytes = self.rest().get(..length).ok_or_else(end_of_input)?;
        self.at += length;
        Ok(bytes)
    }

    /// The bytes before the next zero, which is passed over.
    #[inline]
    pub(super) fn text(&mut self) -> Result<&'d [u8]> {
        let rest = self.rest();
        let length = rest.iter().position(|&byte| byte == 0).ok_or_else(end_of_input)?;
        self.at += length + 1;
        Ok(&rest[..length])
    }

    #[inline]
    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let bytes = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk());
        self.at += N;
        bytes.copied().ok_or_else(|| {
            self.at -= N;
            end_of_input()
        })
    }
}
