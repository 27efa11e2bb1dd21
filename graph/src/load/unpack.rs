//! A compressed file -> its contents, in memory: `.ko.xz`, `.ko.zst`, `.ko.gz`
//! (`CONFIG_MODULE_COMPRESS`), told by how they begin. Memory is taken as data arrives, up
//! to a bound that no size in the file can move.

use std::io::{self, Read};
use std::sync::{Mutex, PoisonError};

use flate2::read::MultiGzDecoder;
use lzma_rust2::XzReader;
use ruzstd::decoding::StreamingDecoder;

/// Most bytes of contents. The largest module of a distribution, `amdgpu.ko` with its debug
/// information, has 600 MB.
const LIMIT: u64 = 1 << 30;
/// Contents of more bytes than this are unpacked one at a time.
const LARGE: u64 = 64 << 20;
static UNPACKS_LARGE: Mutex<()> = Mutex::new(());
/// Most memory of an xz decoder in KiB: the dictionary of `xz -9e` has 64 MiB.
const XZ_MEMORY: u32 = 256 << 10;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Xz,
    Zstd,
    Gzip,
}

impl Format {
    /// By the first bytes; `None` for what is not compressed.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            _ => None,
        }
    }

    /// Its name, which is that of its tool.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Xz => "xz",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }

    /// The contents; else what is wrong, in a few words.
    pub(super) fn unpack(self, bytes: &[u8]) -> Result<Vec<u8>, String> {
        match self {
            Self::Xz => read(XzReader::new_mem_limit(bytes, true, XZ_MEMORY), LIMIT),
            Self::Zstd => read(Frames { rest: bytes, frame: None }, LIMIT),
            Self::Gzip => read(MultiGzDecoder::new(bytes), LIMIT),
        }
    }
}

fn read(mut packed: impl Read, limit: u64) -> Result<Vec<u8>, String> {
    let failed = |error: io::Error| error.to_string();
    let mut contents = Vec::new();
    packed.by_ref().take(LARGE.min(limit)).read_to_end(&mut contents).map_err(failed)?;
    if contents.len() as u64 == LARGE.min(limit) {
        let _one = UNPACKS_LARGE.lock().unwrap_or_else(PoisonError::into_inner);
        let left = (limit - contents.len() as u64) + 1;
        packed.take(left).read_to_end(&mut contents).map_err(failed)?;
    }
    if contents.len() as u64 > limit {
        return Err(format!("it has more than {limit} bytes unpacked"));
    }
    contents.shrink_to_fit();
    Ok(contents)
}

/// The frames of a zstd file, one behind the other (RFC 8878, section 3), their checksums
/// compared.
struct Frames<'b> {
    rest: &'b [u8],
    frame: Option<StreamingDecoder<&'b [u8], ruzstd::decoding::FrameDecoder>>,
}

impl Read for Frames<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(frame) = &mut self.frame {
                let len = frame.read(buffer)?;
                if len > 0 || buffer.is_empty() {
                    return Ok(len);
                }
                let decoder = &frame.decoder;
                let stored = decoder.get_checksum_from_data();
                if stored.is_some() && stored != decoder.get_calculated_checksum() {
                    return Err(io::Error::other("its checksum is another"));
                }
                self.rest = frame.get_ref();
                self.frame = None;
            }
            if self.rest.is_empty() {
                return Ok(0);
            }
            let frame = StreamingDecoder::new(self.rest).map_err(io::Error::other)?;
            self.frame = Some(frame);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const PLAIN: &[u8] = b"one two three one two three";
    /// `printf 'one two three one two three' | xz --check=crc32`
    const XZ: &[u8] = &[
        0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 1, 0x69, 0x22, 0xde, 0x36, 2, 0, 0x21, 1, 0x16, 0, 0,
        0, 0x74, 0x2f, 0xe5, 0xa3, 0xe0, 0, 0x1a, 0, 0x14, 0x5d, 0, 0x37, 0x9b, 0x88, 0xce, 0x76,
        0xe2, 0xf4, 0xe3, 0x65, 0xde, 0xfd, 0x21, 0x54, 0x79, 0x33, 0xf0, 0xbb, 0xf4, 0, 0, 0, 3,
        0x7b, 0x62, 0x7a, 0, 1, 0x2c, 0x1b, 0x69, 0x17, 0xd2, 0x93, 0x90, 0x42, 0x99, 0xd, 1, 0, 0,
        0, 0, 1, 0x59, 0x5a,
    ];

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn unpack(bytes: &[u8]) -> Result<Vec<u8>, String> {
        Format::of(bytes).unwrap().unpack(bytes)
    }

    #[test]
    fn contents_come_back() {
        assert_eq!(Format::of(b"\x7fELF"), None);
        for packed in [XZ.to_vec(), zstd(PLAIN), gzip(PLAIN)] {
            assert_eq!(unpack(&packed).as_deref(), Ok(PLAIN));
            // Several streams stand for all of their contents.
            let twice = [&packed[..], &packed[..]].concat();
            assert_eq!(unpack(&twice).map(|bytes| bytes.len()), Ok(2 * PLAIN.len()));
        }
    }

    #[test]
    fn every_part_of_them_is_refused() {
        for packed in [XZ.to_vec(), zstd(PLAIN), gzip(PLAIN)] {
            for len in 10..packed.len() {
                assert!(unpack(&packed[..len]).is_err(), "{len} of {}", packed.len());
            }
        }
    }

    #[test]
    fn the_bound_holds() {
        let packed = gzip(&[0; 5000]);
        assert!(read(MultiGzDecoder::new(&packed[..]), 5000).is_ok());
        let refused = read(MultiGzDecoder::new(&packed[..]), 4999);
        assert!(refused.is_err_and(|text| text.contains("more than 4999 bytes")));
    }
}
