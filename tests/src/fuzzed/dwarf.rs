//! The sections of DWARF, each by itself: libFuzzer need not learn ELF to reach them.
//!
//! ```text
//! address of the code: 8 bytes | lengths of the sections, 2 bytes each | sections in that order
//! ```

use goblin::elf::Elf;

use super::ask::{Scratch, ask};
use super::inputs::programs;
use crate::elf::File;

const SECTIONS: [&str; 13] = [
    ".text",
    ".debug_info",
    ".debug_abbrev",
    ".debug_str",
    ".debug_line",
    ".debug_line_str",
    ".debug_str_offsets",
    ".debug_addr",
    ".debug_rnglists",
    ".debug_ranges",
    ".debug_loclists",
    ".debug_loc",
    ".debug_types",
];
/// Bytes in front of the sections.
const HEAD: usize = 8 + 2 * SECTIONS.len();

/// Builds a program of the sections, and asks for all that is in it.
pub(super) fn run(bytes: &[u8]) {
    let Some((head, mut rest)) = bytes.split_at_checked(HEAD) else { return };
    let (address, lengths) = head.split_first_chunk().expect("eight bytes");
    let address = u64::from_le_bytes(*address);
    let mut file = File::new();
    for (name, length) in SECTIONS.iter().zip(lengths.chunks_exact(2)) {
        let length = usize::from(length[0]) | usize::from(length[1]) << 8;
        let (section, others) = rest.split_at(length.min(rest.len()));
        rest = others;
        if !section.is_empty() {
            file.section(name, section, if *name == ".text" { address } else { 0 });
        }
    }
    let scratch = Scratch::new("program", &file.finish(address));
    ask(&["stats", &scratch.file, "--verify"], &[1]);
    ask(&["list", "hosts", &scratch.file], &[]);
    ask(&["impact", &scratch.file, "-f", "*", "--format", "json"], &[2]);
}

/// Those of the linked programs of the corpus.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    programs().iter().filter_map(|program| taken_apart(program)).collect()
}

fn taken_apart(program: &[u8]) -> Option<Vec<u8>> {
    let elf = Elf::parse(program).ok().filter(|elf| elf.little_endian && elf.header.e_type != 1)?;
    let mut head: Vec<u8> = Vec::new();
    let mut body: Vec<u8> = Vec::new();
    for wanted in SECTIONS {
        let name = |at| elf.shdr_strtab.get_at(at);
        let found = elf.section_headers.iter().find(|header| name(header.sh_name) == Some(wanted));
        if wanted == ".text" {
            head.extend(found.map_or(0, |header| header.sh_addr).to_le_bytes());
        }
        let range = found.and_then(goblin::elf::SectionHeader::file_range);
        let bytes = range.and_then(|range| program.get(range)).unwrap_or_default();
        head.extend(u16::try_from(bytes.len()).ok()?.to_le_bytes());
        body.extend(bytes);
    }
    head.extend(body);
    Some(head)
}
