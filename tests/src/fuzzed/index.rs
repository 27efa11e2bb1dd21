//! Index files whose checksums are right and whose numbers are not.

use std::fs;
use std::sync::OnceLock;

use klpscope_graph::{Input, InputKey, build, open_index};
use tempfile::TempDir;

use crate::{corpus, dump};

/// Bytes of a block of data (the layout in `graph/src/program/index/mod.rs`).
const BLOCK: usize = 4096;
/// Bytes in front of the directory.
pub const HEADER: usize = 64;

/// Opens the bytes behind a true magic, version and key, with true checksums, and asks
/// everything that the graph answers.
pub(super) fn run(bytes: &[u8]) {
    let (key, whole) = true_index();
    if bytes.len() < HEADER {
        return;
    }
    let mut bytes = bytes.to_vec();
    bytes[..16].copy_from_slice(&whole[..16]);
    bytes[32..HEADER].copy_from_slice(&whole[32..HEADER]);
    if sign(&mut bytes).is_none() {
        return;
    }
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("index");
    fs::write(&path, &bytes).expect("written");
    if let Ok((program, _)) = open_index(&path, key) {
        dump(&program);
    }
}

/// The index of a small program.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    vec![true_index().1.clone()]
}

fn true_index() -> &'static (InputKey, Vec<u8>) {
    static INDEX: OnceLock<(InputKey, Vec<u8>)> = OnceLock::new();
    INDEX.get_or_init(|| {
        let path = corpus("lexical-block/prebuilt/gcc-12.elf");
        let input = Input { path, ..Input::default() };
        let (program, _) = build(&input, &|_| {}).expect("the corpus is readable");
        let key = InputKey::of(&input).expect("has a key");
        let mut bytes = Vec::new();
        program.write_index(&key, &mut bytes).expect("can be written");
        (key, bytes)
    })
}

/// Makes all checksums those of what the file holds; `None` where its lengths lead out of it.
pub fn sign(bytes: &mut [u8]) -> Option<()> {
    let number = |bytes: &[u8], at: usize| {
        usize::try_from(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?)).ok()
    };
    let (head, data) = (number(bytes, 16)?, number(bytes, 24)?);
    let begin = head.checked_next_multiple_of(BLOCK)?;
    bytes.get(begin..begin.checked_add(data)?)?;
    let sums = head.checked_sub(4 * data.div_ceil(BLOCK))?;
    for block in 0..data.div_ceil(BLOCK) {
        let from = begin + block * BLOCK;
        let sum = crc(&bytes[from..bytes.len().min(from + BLOCK)]);
        bytes[sums + 4 * block..][..4].copy_from_slice(&sum.to_le_bytes());
    }
    let sum = crc(bytes.get(12..head)?);
    bytes[8..12].copy_from_slice(&sum.to_le_bytes());
    Some(())
}

/// CRC-32 of ISO 3309, bit by bit.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 * (sum & 1)))
    })
}
