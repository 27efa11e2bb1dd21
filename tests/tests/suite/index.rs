//! The index file: what is read back answers as what was written, and a file that is not
//! what was written is refused, or says so once what is damaged was read.
#![expect(clippy::expect_used, reason = "a test stops at what is not as expected")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use klpscope_graph::{
    Addr, IndexRefusal, Input, InputKey, Notice, Program, Special, build, open_index,
};
use klpscope_tests::corpus;

/// Bytes of a block of data, and of the header (the layout in `program/index/mod.rs`).
const BLOCK: usize = 4096;
const HEADER: usize = 64;

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
        sign(&mut broken);
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

/// Every answer of a program, as text.
fn dump(program: &Program) -> String {
    let mut out = String::new();
    let mut say = |what: std::fmt::Arguments<'_>| writeln!(out, "{what}").expect("text grows");
    say(format_args!("{:?} {:?}", program.object(), program.counts()));
    say(format_args!("{:?} {:?}", program.coverage(), program.survey()));
    say(format_args!("{:?} {:?}", program.role(), program.lto_note()));
    for unit in program.units() {
        let texts = (program.str(unit.name()), program.str(unit.producer()));
        say(format_args!("unit {:#x} {texts:?} {}", unit.offset(), unit.version()));
    }
    for id in program.functions() {
        let row = program.function(id);
        let name = program.function_name(id);
        let linkage = row.linkage_name().map(|name| program.str(name));
        let files: Vec<_> = row.places().iter().map(|place| program.str(place.file)).collect();
        say(format_args!("{id:?} {name} {linkage:?} {files:?} {} {:?}", row.external(), row.die()));
        say(format_args!("{:?} {:?}", row.places(), program.functions_named(name)));
        say(format_args!("{:?} {:?}", program.bodies_of(id), program.copies_of(id)));
        say(format_args!("{:?} {}", program.statics_of(id), program.calls_elsewhere(name)));
    }
    for id in program.instances() {
        let row = program.instance(id);
        let name = program.instance_name(id);
        say(format_args!("{id:?} {name} {:?} {:?} {:?}", row.entry(), row.kind(), row.abi()));
        say(format_args!("{:?} {:?}", row.ranges(), row.functions()));
        say(format_args!("{:?} {:?}", row.symbols(), row.cold_symbols()));
        for symbol in row.symbols().iter().chain(row.cold_symbols()) {
            let one = program.symbol(symbol);
            let file = one.file().map(|file| program.str(file));
            let numbers = (one.address(), one.size(), one.binding(), one.index());
            say(format_args!("{} {file:?} {numbers:?}", program.symbol_name(symbol)));
            say(format_args!(
                "{:?} {:?}",
                program.sympos(symbol),
                program.symbol_at(one.address())
            ));
        }
        say(format_args!("{:?} {:?}", program.inlined_into(id), program.calls_from(id)));
        say(format_args!("{:?} {:?}", program.calls_to(id), program.instances_of_symbol(name)));
        say(format_args!("{:?} {:?}", program.ftrace_site(id), program.region(id)));
        say(format_args!("{} {:?}", program.is_kprobe_blacklisted(id), program.special_sites(id)));
        say(format_args!("{}", program.special_count(id, Special::Orc)));
        say(format_args!("{:?} {:?}", program.export_of(name), program.returns(id)));
        say(format_args!("{:?} {:?}", program.size_of(id), program.address_taken(id)));
        say(format_args!("{:?} {:?}", program.effects(id), program.references(id)));
    }
    say(format_args!("{:?}", program.next_code(Addr(0))));
    dump_edges(program, &mut out);
    out
}

fn dump_edges(program: &Program, out: &mut String) {
    let mut say = |what: std::fmt::Arguments<'_>| writeln!(out, "{what}").expect("text grows");
    for id in program.inlined_instances() {
        let row = program.inlined(id);
        let links = (row.host(), row.function(), row.parent(), row.unit());
        say(format_args!("{id:?} {links:?} {:?} {:#x}", row.call_place(), row.die()));
        say(format_args!("{:?} {:?}", program.inlined_ranges(id), program.chain(id)));
    }
    for id in program.calls() {
        let row = program.call(id);
        let links = (row.caller(), row.inlined(), row.callee(), row.meant());
        say(format_args!("{id:?} {links:?} {:?} {:?}", row.site(), row.kind()));
        say(format_args!("{:?} {:?}", row.evidence(), row.place()));
        if let klpscope_graph::Callee::External(id) = row.callee() {
            say(format_args!("{}", program.external_name(id)));
        }
    }
}

/// Makes all checksums those of what the file holds.
fn sign(bytes: &mut [u8]) {
    let number = |bytes: &[u8], at: usize| {
        u64::from_le_bytes(*bytes[at..].first_chunk().expect("eight bytes")) as usize
    };
    let (head, data) = (number(bytes, 16), number(bytes, 24));
    let begin = head.next_multiple_of(BLOCK);
    let sums = head - 4 * data.div_ceil(BLOCK);
    for block in 0..data.div_ceil(BLOCK) {
        let from = begin + block * BLOCK;
        let sum = crc(&bytes[from..bytes.len().min(from + BLOCK)]);
        bytes[sums + 4 * block..][..4].copy_from_slice(&sum.to_le_bytes());
    }
    let sum = crc(&bytes[12..head]);
    bytes[8..12].copy_from_slice(&sum.to_le_bytes());
}

/// CRC-32 of ISO 3309, bit by bit.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 * (sum & 1)))
    })
}
