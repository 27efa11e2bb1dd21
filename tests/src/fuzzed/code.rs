//! Machine code of x86-64 in functions that all have a DIE and a symbol.

use std::sync::OnceLock;

use goblin::elf::Elf;

use super::ask::{Scratch, ask};
use super::inputs::programs;
use crate::generated;

/// Puts the code below the functions, and asks who calls whom and who returns.
pub(super) fn run(bytes: &[u8]) {
    static PROGRAM: OnceLock<Vec<u8>> = OnceLock::new();
    let mut program = PROGRAM.get_or_init(|| generated::named_program(1)).clone();
    // Its first section, behind the header of the file.
    let length = bytes.len().min((generated::FUNCTIONS * generated::STRIDE) as usize);
    program[64..64 + length].copy_from_slice(&bytes[..length]);
    let scratch = Scratch::new("program", &program);
    ask(&["stats", &scratch.file, "--verify"], &[1]);
    ask(&["list", "calls", &scratch.file], &[]);
    ask(&["impact", &scratch.file, "-f", "function_0_0"], &[2]);
}

/// The code of the corpus' programs.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let text = |program: &Vec<u8>| {
        let elf = Elf::parse(program).ok()?;
        let name = |at| elf.shdr_strtab.get_at(at);
        let header = elf.section_headers.iter().find(|it| name(it.sh_name) == Some(".text"))?;
        program.get(header.file_range()?).map(<[u8]>::to_vec)
    };
    programs().iter().filter_map(text).filter(|text| !text.is_empty()).collect()
}
