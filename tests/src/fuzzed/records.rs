//! What compilers record: `.ipa-clones` of GCC, optimization records of LLVM.

use std::path::Path;

use super::ask::{Scratch, ask};
use super::inputs::{corpus_files, read};
use crate::corpus;

/// A dump of GCC, beside a program that it could be of.
pub(super) fn ipa_clones(bytes: &[u8]) {
    beside("records-lto/prebuilt/gcc-14.elf", "--ipa-clones", "main.c.000i.ipa-clones", bytes);
}

/// The dumps of the corpus.
pub(super) fn ipa_clones_seeds() -> Vec<Vec<u8>> {
    let folders = corpus_files("prebuilt").into_iter().filter(|path| ends(path, "ipa-clones"));
    let files = folders.flat_map(|folder| folder.read_dir().into_iter().flatten());
    let mut files: Vec<_> = files.filter_map(Result::ok).map(|file| file.path()).collect();
    files.extend(corpus_files("prebuilt").into_iter().filter(|path| ends(path, "ipa-clones")));
    files.sort();
    read(files)
}

/// Records of LLVM, beside a program that they could be of.
pub(super) fn opt_remarks(bytes: &[u8]) {
    beside("records-clang/prebuilt/clang-19.elf", "--opt-remarks", "main.opt.yaml", bytes);
}

/// The records of the corpus.
pub(super) fn opt_remarks_seeds() -> Vec<Vec<u8>> {
    read(corpus_files("prebuilt").into_iter().filter(|path| ends(path, "yaml")))
}

fn beside(program: &str, option: &str, name: &str, bytes: &[u8]) {
    let scratch = Scratch::new(name, bytes);
    let program = corpus(program);
    let program = program.to_str().expect("a path of text");
    ask(&["list", "hosts", program, option, &scratch.file], &[]);
    ask(&["impact", program, "-f", "*", option, &scratch.file, "--format", "json"], &[]);
}

fn ends(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|end| end == wanted)
}
