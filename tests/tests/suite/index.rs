//! The index file: what is read back answers as what was written, and a file that is not
//! what was written is refused, or says so once what is damaged was read.
#![expect(clippy::expect_used, reason = "a test stops at what is not as expected")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use klpscope_graph::{IndexRefusal, Input, InputKey, Notice, Program, build, open_index};
use klpscope_tests::fuzzed::Mutations;
use klpscope_tests::fuzzed::index::{HEADER, sign};
use klpscope_tests::{corpus, dump};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

#[test]
fn what_is_written_is_read_back() {
    let scratch = tempfile::tempdir().expect("a folder");
    for (number, path) in binaries().iter().enumerate() {
        let written = Written::new(path, &scratch.path().join(number.to_string()));
        let (program, notices) = written.open().expect("a whole index opens");
        assert_eq!(dump(&program), written.dump, "{}", path.display());
        assert_eq!(notices, written.notices, "{}", path.display());
        assert_eq!(program.verify(), Vec::<String>::new(), "{}", path.display());
        assert!(program.index_damage().is_none());
    }
}

#[test]
fn a_flipped_bit_is_refused_or_found() {
    let scratch = tempfile::tempdir().expect("a folder");
    let written = Written::new(&small(), &scratch.path().join("index"));
    let whole = fs::read(&written.path).expect("it was written");
    let mut refused = 0;
    for at in 0..whole.len() {
        let mut broken = whole.clone();
        broken[at] ^= 1 << (at % 8);
        fs::write(&written.path, &broken).expect("can be written");
        match written.open() {
            Err(_) => refused += 1,
            Ok((program, _)) => {
                let same = dump(&program) == written.dump;
                assert!(same || program.index_damage().is_some(), "byte {at}");
            }
        }
    }
    assert!(refused > HEADER && refused < whole.len(), "{refused} of {}", whole.len());
}

#[test]
fn ten_thousand_mutated_files_give_no_wrong_answer() {
    const FILES: u64 = 10_000;
    let scratch = tempfile::tempdir().expect("a folder");
    let written = Written::new(&small(), &scratch.path().join("index"));
    let whole = fs::read(&written.path).expect("it was written");
    let opened = AtomicU64::new(0);
    (0..FILES).into_par_iter().for_each(|seed| {
        let path = scratch.path().join(seed.to_string());
        fs::write(&path, Mutations::new(seed).of(&whole)).expect("can be written");
        if let Ok((program, notices)) = open_index(&path, &written.key) {
            opened.fetch_add(1, Relaxed);
            let same = dump(&program) == written.dump && notices == written.notices;
            assert!(same || program.index_damage().is_some(), "file {seed}");
        }
        fs::remove_file(&path).expect("can be removed");
    });
    let opened = opened.into_inner();
    assert!(opened > FILES / 20 && opened < FILES, "{opened}");
}

#[test]
fn a_cut_or_longer_file_is_refused() {
    let scratch = tempfile::tempdir().expect("a folder");
    let written = Written::new(&small(), &scratch.path().join("index"));
    let whole = fs::read(&written.path).expect("it was written");
    for len in (0..whole.len()).step_by(7).chain([whole.len() - 1, whole.len() + 1]) {
        let mut bytes = whole.clone();
        bytes.resize(len, 0);
        fs::write(&written.path, &bytes).expect("can be written");
        assert!(matches!(written.open(), Err(IndexRefusal::Damaged(_))), "{len} bytes");
    }
}

#[test]
fn false_numbers_under_true_checksums_do_no_harm() {
    let scratch = tempfile::tempdir().expect("a folder");
    let written = Written::new(&small(), &scratch.path().join("index"));
    let whole = fs::read(&written.path).expect("it was written");
    let mut random = 1_u64;
    let mut opened = 0;
    for at in (12..whole.len()).filter(|at| !(16..HEADER).contains(at)) {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let mut broken = whole.clone();
        broken[at] ^= (random >> 56) as u8 | 1;
        sign(&mut broken).expect("the lengths are true");
        fs::write(&written.path, &broken).expect("can be written");
        if let Ok((program, _)) = written.open() {
            opened += 1;
            dump(&program);
        }
    }
    assert!(opened > 1000, "{opened}");
}

#[test]
fn an_index_of_another_file_or_version_is_refused() {
    let scratch = tempfile::tempdir().expect("a folder");
    let written = Written::new(&small(), &scratch.path().join("index"));
    let other = input(&corpus("recursion/prebuilt/gcc-12.elf"));
    let other = InputKey::of(&other).expect("has a key");
    assert!(matches!(open_index(&written.path, &other), Err(IndexRefusal::OtherInput)));
    let mut bytes = fs::read(&written.path).expect("it was written");
    bytes[12] ^= 1;
    fs::write(&written.path, &bytes).expect("can be written");
    assert!(matches!(written.open(), Err(IndexRefusal::OtherVersion)));
    fs::remove_file(&written.path).expect("can be removed");
    assert!(matches!(written.open(), Err(IndexRefusal::Absent)));
}

#[test]
fn a_key_tells_names_and_contents_apart() {
    let scratch = tempfile::tempdir().expect("a folder");
    let path = scratch.path().join("a.elf");
    let key = |path: &Path| InputKey::of(&input(path)).expect("has a key").to_string();
    fs::copy(small(), &path).expect("can be copied");
    let first = key(&path);
    assert_eq!((first.len(), key(&path)), (64, first.clone()));
    // The end of the file is among what is looked at.
    let mut bytes = fs::read(&path).expect("readable");
    *bytes.last_mut().expect("not empty") ^= 1;
    fs::write(&path, &bytes).expect("can be written");
    assert_ne!(key(&path), first, "other contents");
    let renamed = scratch.path().join("b.elf");
    fs::copy(small(), &renamed).expect("can be copied");
    assert_ne!(key(&renamed), first, "another name");
}

struct Written {
    path: PathBuf,
    key: InputKey,
    dump: String,
    notices: Vec<Notice>,
}

impl Written {
    fn new(binary: &Path, path: &Path) -> Self {
        let input = input(binary);
        let (program, notices) = build(&input, &|_| {}).expect("the corpus is readable");
        let key = InputKey::of(&input).expect("has a key");
        let mut file = fs::File::create(path).expect("can be created");
        program.write_index(&key, &mut file).expect("can be written");
        Self { path: path.to_owned(), key, dump: dump(&program), notices }
    }

    fn open(&self) -> Result<(Program, Vec<Notice>), IndexRefusal> {
        open_index(&self.path, &self.key)
    }
}

fn input(path: &Path) -> Input {
    Input { path: path.to_owned(), ..Input::default() }
}

fn small() -> PathBuf {
    corpus("lexical-block/prebuilt/gcc-12.elf")
}

/// One binary of each case of the corpus.
fn binaries() -> Vec<PathBuf> {
    let cases = fs::read_dir(corpus("")).expect("the corpus is there");
    let mut found: Vec<_> = cases
        .filter_map(Result::ok)
        .filter_map(|case| fs::read_dir(case.path().join("prebuilt")).ok())
        .filter_map(|prebuilt| prebuilt.filter_map(Result::ok).map(|file| file.path()).min())
        .filter(|path| InputKey::of(&input(path)).is_ok())
        .filter(|path| build(&input(path), &|_| {}).is_ok())
        .collect();
    found.sort();
    assert!(found.len() > 20, "{}", found.len());
    found
}
