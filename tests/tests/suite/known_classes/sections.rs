//! What the ELF file itself claims: sections, symbols, relocations.

use std::fs;

use klpscope_tests::by_hand::{ODD, TEXT};
use klpscope_tests::corpus;

use super::{answered, answered_bytes, hand, list};

/// `SHF_COMPRESSED` (System V gABI, chapter 4).
const COMPRESSED: u64 = 0x800;
const NOT_READABLE: i32 = 3;
/// No processor has it.
const UNKNOWN: u32 = 0xee;

#[test]
fn symbols_outside_every_section() {
    let mut hand = hand();
    hand.symbols.extend([
        (b"below".to_vec(), 0, 16),
        (b"between".to_vec(), TEXT + 0x10_0000, 16),
        (b"last".to_vec(), u64::MAX, u64::MAX),
        (b"long".to_vec(), ODD, u64::MAX),
    ]);
    answered(&hand, ".symtab: 4 functions lie outside");
}

/// A header of 24 bytes, 2^50 bytes of contents, aligned to 1 (System V gABI, chapter 4).
#[test]
fn a_section_that_claims_petabytes() {
    let mut new = [1_u32.to_le_bytes(), 0_u32.to_le_bytes()].concat();
    new.extend((1_u64 << 50).to_le_bytes());
    new.extend(1_u64.to_le_bytes());
    new.extend(EMPTY);
    let mut gnu = b"ZLIB".to_vec();
    gnu.extend((1_u64 << 50).to_be_bytes());
    gnu.extend(EMPTY);
    for (name, bytes, flags) in [(".debug_str", &new, COMPRESSED), (".zdebug_line_str", &gnu, 0)] {
        let mut hand = hand();
        hand.others.push((name, bytes.clone()));
        let mut file = hand.finish();
        set_flags(&mut file, 4, flags);
        let answer = list(&file);
        assert_eq!((answer.code, answer.out.as_str()), (NOT_READABLE, ""), "{name}: {answer:?}");
        let said = ["claims 1125899906842624 bytes", name, "the limit is", "objcopy"];
        assert!(said.iter().all(|said| answer.err.contains(said)), "{}", answer.err);
    }
    // One that nobody asks about is nobody's loss.
    let mut hand = hand();
    hand.others.push((".debug_macro", new));
    let mut file = hand.finish();
    set_flags(&mut file, 4, COMPRESSED);
    answered_bytes(&file, "");
}

/// zlib: no bytes.
const EMPTY: [u8; 8] = [0x78, 0x9c, 3, 0, 0, 0, 0, 1];

/// Of the section header with this number.
fn set_flags(bytes: &mut [u8], section: usize, flags: u64) {
    let table = u64::from_le_bytes(*bytes[40..].first_chunk().expect("e_shoff")) as usize;
    let at = table + 64 * section + 8;
    bytes[at..at + 8].copy_from_slice(&flags.to_le_bytes());
}

/// In a debug section nothing could be believed; in code a call may lead anywhere.
#[test]
fn relocations_of_an_unknown_type() {
    let whole = fs::read(corpus("kernel-tables/prebuilt/gcc-14.o")).expect("the corpus");
    let healthy = list(&whole);
    assert_eq!(healthy.code, 0, "{healthy:?}");
    for (section, code) in [(".debug_info", NOT_READABLE), (".debug_line", NOT_READABLE)] {
        let answer = list(&with_unknown(&whole, section));
        assert_eq!((answer.code, answer.out.as_str()), (code, ""), "{section}: {answer:?}");
        let said = ["relocation type 238", section];
        assert!(said.iter().all(|said| answer.err.contains(said)), "{}", answer.err);
    }
    for (section, said) in [
        (
            ".text",
            "section .text at file offset 0x60: relocation type 238 at offset 0x16 is unknown",
        ),
        ("__mcount_loc", "__mcount_loc, offset 0x0: 1 entries lead to no code"),
        ("__jump_table", "__jump_table, offset 0x0: "),
        ("__ksymtab", "__ksymtab, offset 0x0: "),
    ] {
        let answer = list(&with_unknown(&whole, section));
        assert_eq!(answer.code, super::INCOMPLETE, "{section}: {answer:?}");
        assert!(answer.err.contains(said), "{section}: {}", answer.err);
        // The functions are there, with or without.
        let names = |answer: &super::Answer| -> Vec<String> {
            let lines = answer.out.lines().map(|line| line.split('\t').take(3).collect());
            lines.collect::<Vec<Vec<_>>>().iter().map(|columns| columns.join(" ")).collect()
        };
        assert_eq!(names(&answer), names(&healthy), "{section}");
    }
}

/// The first relocation of a section with another type.
fn with_unknown(bytes: &[u8], name: &str) -> Vec<u8> {
    let elf = goblin::elf::Elf::parse(bytes).expect("an ELF file");
    let named = |section: &goblin::elf::SectionHeader| {
        elf.shdr_strtab.get_at(section.sh_name) == Some(&format!(".rela{name}"))
    };
    let table = elf.section_headers.iter().find(|section| named(section)).expect("relocations");
    let mut broken = bytes.to_vec();
    // The lower half of `r_info`.
    let at = table.sh_offset as usize + 8;
    broken[at..at + 4].copy_from_slice(&UNKNOWN.to_le_bytes());
    broken
}
