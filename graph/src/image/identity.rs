//! What a file is, before anything in it is trusted: its kind, build-id and debuglink.

use goblin::container::{Container, Ctx};
use goblin::elf::header::{
    EI_CLASS, ELFCLASS64, EM_AARCH64, EM_PPC64, EM_RISCV, EM_S390, EM_X86_64,
};
use goblin::elf::note::{NT_GNU_BUILD_ID, NoteDataIterator};

use crate::error::ErrorKind;

/// `e_machine` of LoongArch (not named by goblin).
const EM_LOONGARCH: u16 = 258;

/// Refuses what is not a 64-bit ELF file, saying what it is instead.
pub(crate) fn check(bytes: &[u8]) -> Result<(), ErrorKind> {
    let Some(magic) = bytes.first_chunk::<16>() else {
        return Err(ErrorKind::NotElf(format!("it has {} bytes", bytes.len())));
    };
    let other = match magic {
        [0x7f, b'E', b'L', b'F', ..] if magic[EI_CLASS] == ELFCLASS64 => return Ok(()),
        [0x7f, b'E', b'L', b'F', ..] => {
            return Err(ErrorKind::Unsupported("a 32-bit ELF file".to_owned()));
        }
        _ if magic.starts_with(goblin::archive::MAGIC) => {
            "it is an archive; unpack it with ar x".to_owned()
        }
        // Bare, and in the wrapper of Darwin's tools (LLVM, BitCodeFormat.rst).
        [b'B', b'C', 0xc0, 0xde, ..] | [0xde, 0xc0, 0x17, 0x0b, ..] => {
            return Err(ErrorKind::NotLinked("LLVM bitcode, not linked yet"));
        }
        [b'M', b'Z', ..] => "it is a PE image or a bzImage".to_owned(),
        [0xfd, b'7', b'z', ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x1f, 0x8b, ..] => {
            "it is compressed; unpack it first".to_owned()
        }
        _ => format!("it begins {}", hex(&magic[..4])),
    };
    Err(ErrorKind::NotElf(other))
}

/// The usual name of an `e_machine` value.
pub(crate) fn machine_name(machine: u16, big_endian: bool) -> String {
    match (machine, big_endian) {
        (EM_X86_64, _) => "x86-64".to_owned(),
        (EM_AARCH64, _) => "aarch64".to_owned(),
        (EM_S390, _) => "s390x".to_owned(),
        (EM_PPC64, true) => "ppc64".to_owned(),
        (EM_PPC64, false) => "ppc64le".to_owned(),
        (EM_RISCV, _) => "riscv64".to_owned(),
        (EM_LOONGARCH, _) => "loongarch64".to_owned(),
        (other, _) => format!("machine {other}"),
    }
}

/// The GNU build-id in a note section's contents, as hexadecimal digits.
pub(crate) fn build_id(notes: &[u8], big_endian: bool) -> Option<String> {
    note(notes, big_endian, "GNU", NT_GNU_BUILD_ID).map(hex)
}

/// The contents of the first note of an owner and type.
pub(crate) fn note<'n>(
    notes: &'n [u8],
    big_endian: bool,
    owner: &str,
    kind: u32,
) -> Option<&'n [u8]> {
    let endian =
        if big_endian { goblin::container::Endian::Big } else { goblin::container::Endian::Little };
    let ctx = (4, Ctx::new(Container::Big, endian));
    NoteDataIterator { data: notes, size: notes.len(), offset: 0, ctx }
        .map_while(Result::ok)
        .find(|note| note.n_type == kind && note.name == owner)
        .map(|note| note.desc)
}

/// File name and CRC-32 in `.gnu_debuglink`: a string padded to four bytes, then the checksum.
pub(crate) fn debuglink(contents: &[u8], big_endian: bool) -> Option<(String, u32)> {
    let end = contents.iter().position(|&byte| byte == 0)?;
    let name = String::from_utf8_lossy(&contents[..end]).into_owned();
    let at = (end + 1).next_multiple_of(4);
    let crc = *contents.get(at..)?.first_chunk::<4>()?;
    Some((name, if big_endian { u32::from_be_bytes(crc) } else { u32::from_le_bytes(crc) }))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
