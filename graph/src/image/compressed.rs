//! `SHF_COMPRESSED` and `.zdebug_*` sections become their contents. The size a header
//! declares is a claim, not a fact: memory is taken as data arrives, up to the claim
//! and up to an absolute budget.

use std::io::Read;

use flate2::read::ZlibDecoder;
use object::Endianness;
use object::elf::{CompressionHeader64, ELFCOMPRESS_ZLIB, ELFCOMPRESS_ZSTD};
use object::read::ReadRef;
use ruzstd::decoding::StreamingDecoder;

/// No section of a kernel comes near it: the largest `.debug_info` of an all-modules
/// debug build has about 1 GiB.
const BUDGET: u64 = 4 << 30;
/// What a section may have however few bytes it is compressed to: paths that are in
/// `.debug_line_str` once for each unit compress very well.
const ANY: u64 = 512 << 20;
/// What it may have beyond, for each of its bytes. Compilers' sections of that size come to
/// three to eight.
const RATIO: u64 = 16;

/// The contents of an `SHF_COMPRESSED` section.
pub(super) fn decompress(bytes: &[u8], endian: Endianness) -> Result<Vec<u8>, String> {
    let header: &CompressionHeader64<Endianness> =
        bytes.read_at(0).map_err(|()| "has no room for its compression header".to_owned())?;
    let size = header.ch_size.get(endian);
    let data = &bytes[size_of::<CompressionHeader64<Endianness>>()..];
    match header.ch_type.get(endian) {
        ELFCOMPRESS_ZLIB => read_exactly(ZlibDecoder::new(data), size, data),
        ELFCOMPRESS_ZSTD => {
            let decoder = StreamingDecoder::new(data).map_err(|error| format!("zstd: {error}"))?;
            read_exactly(decoder, size, data)
        }
        other => Err(format!("compression type {} is unknown", other.0)),
    }
}

/// The size that an `SHF_COMPRESSED` section claims to have; 0 without a header.
pub(super) fn claimed_size(bytes: &[u8], endian: Endianness) -> u64 {
    let header: Result<&CompressionHeader64<Endianness>, ()> = bytes.read_at(0);
    header.map_or(0, |header| header.ch_size.get(endian))
}

/// The contents of a `.zdebug_*` section (`ZLIB`, size as 8 bytes big-endian, zlib data).
pub(super) fn decompress_gnu(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let rest = bytes.strip_prefix(b"ZLIB").ok_or("does not begin with ZLIB")?;
    let (size, data) = rest.split_first_chunk::<8>().ok_or("has no room for its size")?;
    read_exactly(ZlibDecoder::new(data), u64::from_be_bytes(*size), data)
}

fn read_exactly(decoder: impl Read, size: u64, compressed: &[u8]) -> Result<Vec<u8>, String> {
    let limit = BUDGET.min(ANY + RATIO * compressed.len() as u64);
    if size > limit {
        return Err(format!(
            "claims {size} bytes uncompressed; the limit is {limit} for its {}, and none for a \
             file without compression: objcopy --decompress-debug-sections",
            compressed.len()
        ));
    }
    let mut contents = Vec::new();
    decoder
        .take(size + 1)
        .read_to_end(&mut contents)
        .map_err(|error| format!("cannot be decompressed: {error}"))?;
    if contents.len() as u64 != size {
        return Err(format!("claims {size} bytes uncompressed, holds {}", contents.len()));
    }
    Ok(contents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_false_claim_is_refused() {
        let mut section = b"ZLIB".to_vec();
        section.extend(u64::MAX.to_be_bytes());
        assert!(decompress_gnu(&section).is_err_and(|text| text.contains("limit")));
        section.truncate(4);
        section.extend(1000_u64.to_be_bytes());
        assert!(decompress_gnu(&section).is_err());
        assert!(decompress_gnu(b"ZLI").is_err());
    }
}
