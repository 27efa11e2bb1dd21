//! The kernel's tables, broken: cut off, of a size that no entry has, filled with what
//! leads nowhere. Always an answer that says what is missing, never a crash.
#![expect(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use std::fs;

use goblin::elf::{Elf, section_header::SHT_RELA};
use klpscope_tests::{Answer, corpus, klpscope};

const INCOMPLETE: u8 = 4;
const BUG: u8 = 70;
/// Offsets in an ELF64 section header.
const SH_OFFSET: usize = 24;
const SH_SIZE: usize = 32;

const TABLES: [&str; 7] = [
    "__mcount_loc",
    "__jump_table",
    ".static_call_sites",
    ".altinstructions",
    "__ex_table",
    "__bug_table",
    "__ksymtab",
];

/// Those that have a section of their own in the linked file.
const LINKED: [&str; 4] = [".altinstructions", "__ex_table", "__bug_table", "__ksymtab"];

#[test]
fn a_table_that_ends_within_an_entry_is_said() {
    let whole = object();
    for name in TABLES {
        let mut bytes = whole.clone();
        let header = header_of(&whole, name);
        let size = number(&whole, header + SH_SIZE);
        // One alternative has 14 bytes here; without one or two it could be an older kernel's.
        put(&mut bytes, header + SH_SIZE, size - 3);
        names(&ask(&bytes), name, &format!("{name} cut by three bytes"));
    }
}

#[test]
fn entries_that_lead_nowhere_are_said() {
    let whole = object();
    for name in TABLES {
        // Relocations that name a symbol that is not there.
        let mut bytes = whole.clone();
        for entry in relocations_of(&whole, name) {
            put(&mut bytes, entry + 8, u64::MAX);
        }
        names(&ask(&bytes), name, &format!("{name} with relocations of no symbol"));
        // Relocations of other fields.
        let mut bytes = whole.clone();
        for entry in relocations_of(&whole, name) {
            put(&mut bytes, entry, number(&whole, entry) + 1);
        }
        names(&ask(&bytes), name, &format!("{name} with relocations between fields"));
    }
    let whole = linked();
    for name in LINKED {
        let header = header_of(&whole, name);
        let (from, size) = (number(&whole, header + SH_OFFSET), number(&whole, header + SH_SIZE));
        for value in [0x00, 0x7f, 0xff] {
            let mut bytes = whole.clone();
            bytes[from as usize..(from + size) as usize].fill(value);
            names(&ask(&bytes), name, &format!("{name} filled with {value:#x}"));
        }
    }
}

#[test]
fn nothing_that_stands_in_a_table_is_a_bug() {
    let whole = object();
    let linked = linked();
    // A fixed sequence: a failure can be seen again.
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    for round in 0..40 {
        let mut bytes = whole.clone();
        for name in TABLES {
            for entry in relocations_of(&whole, name) {
                let field = entry + 8 * (next() % 3) as usize;
                put(&mut bytes, field, number(&whole, field) ^ (1 << (next() % 64)));
            }
            let header = header_of(&whole, name);
            if next() % 4 == 0 {
                put(&mut bytes, header + SH_SIZE, next() >> (next() % 64));
            }
        }
        assert_ne!(ask(&bytes).code, BUG, "object, round {round}");
        let mut bytes = linked.clone();
        for name in LINKED {
            let header = header_of(&linked, name);
            let from = number(&linked, header + SH_OFFSET) as usize;
            let size = number(&linked, header + SH_SIZE) as usize;
            for byte in &mut bytes[from..from + size] {
                *byte ^= if next() % 8 == 0 { next() as u8 } else { 0 };
            }
        }
        assert_ne!(ask(&bytes).code, BUG, "linked, round {round}");
    }
}

fn names(answer: &Answer, table: &str, what: &str) {
    assert_eq!(answer.code, INCOMPLETE, "{what}: {answer:?}");
    let said = answer.err.lines().any(|line| line.contains(&format!("section {table}")));
    assert!(said, "{what}: {}", answer.err);
}

fn object() -> Vec<u8> {
    fs::read(corpus("kernel-tables/prebuilt/gcc-14.o")).expect("the corpus")
}

fn linked() -> Vec<u8> {
    fs::read(corpus("kernel-tables/prebuilt/gcc-14.elf")).expect("the corpus")
}

fn ask(bytes: &[u8]) -> Answer {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("input");
    fs::write(&file, bytes).expect("written");
    klpscope(["list".as_ref(), "functions".as_ref(), file.as_os_str()])
}

/// File offset of a section's header.
fn header_of(bytes: &[u8], name: &str) -> usize {
    let elf = Elf::parse(bytes).expect("an ELF file");
    let is_it = |section: &goblin::elf::SectionHeader| {
        elf.shdr_strtab.get_at(section.sh_name) == Some(name)
    };
    let index = elf.section_headers.iter().position(is_it).expect("the section");
    elf.header.e_shoff as usize + index * 64
}

/// File offsets of the `Elf64_Rela` entries of a section.
fn relocations_of(bytes: &[u8], name: &str) -> Vec<usize> {
    let elf = Elf::parse(bytes).expect("an ELF file");
    let of = |section: &goblin::elf::SectionHeader| {
        let target = elf.section_headers.get(section.sh_info as usize);
        let target = target.and_then(|target| elf.shdr_strtab.get_at(target.sh_name));
        section.sh_type == SHT_RELA && target == Some(name)
    };
    let sections = elf.section_headers.iter().filter(|section| of(section));
    sections
        .flat_map(|section| {
            (0..section.sh_size / 24).map(move |at| (section.sh_offset + 24 * at) as usize)
        })
        .collect()
}

fn number(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("8 bytes"))
}

fn put(bytes: &mut [u8], at: usize, value: u64) {
    bytes[at..at + 8].copy_from_slice(&value.to_le_bytes());
}
