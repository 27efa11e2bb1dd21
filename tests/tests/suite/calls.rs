//! Direct calls against two peers: `objdump -d` (its edges are kept beside the truth
//! set's binaries) and the relocations of a binary linked with `--emit-relocs`.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test stops at what is not as expected, and prints what it measured"
)]

use std::collections::BTreeMap;
use std::path::Path;

use goblin::elf::{Elf, sym};
use klpscope_tests::truth;

/// Caller, callee (entry addresses) and kind without `+mid`, with the number of sites.
type Edges = BTreeMap<(u64, u64, String), i64>;

/// Start-up code of the C library has no sizes in the symbol table of an lld link;
/// objdump's edges leave it out.
const START_UP: &[&str] = &["__do_global_dtors_aux", "frame_dummy", "_start", "_init", "_fini"];

#[test]
fn lua_calls_are_those_of_objdump() {
    let variants =
        ["gcc-O2", "gcc-O2-ios", "gcc-lto", "gcc-lto-ic", "clang-O2", "clang-thin", "clang-full"];
    compare_all("lua", &variants);
}

#[test]
fn zstd_calls_are_those_of_objdump() {
    if !truth::folder("zstd").is_dir() {
        eprintln!("zstd's truth set is not beside this checkout: its calls were not compared");
        return;
    }
    let variants =
        ["gcc-O2", "gcc-O2-ios", "gcc-lto", "gcc-lto-ic", "clang-O2", "clang-thin", "clang-full"];
    compare_all("zstd", &variants);
}

#[test]
fn every_branch_with_a_kept_relocation_is_an_edge() {
    let (scratch, path) = binary("lua", "gcc-O2-q");
    let ours = rows(&path);
    let bytes = std::fs::read(&path).expect("the binary");
    let stubs = ours.names.iter().map(|(&at, name)| (name.as_str(), at)).collect();
    let expected = branches_by_relocation(&bytes, &stubs);
    let total: i64 = expected.values().sum();
    assert!(total > 2000, "{total} relocations are too few to prove anything");
    println!("lua gcc-O2-q: {total} branches with a kept relocation");
    for ((caller, callee, kind), count) in &expected {
        let found = ours.edges.get(&(*caller, *callee, kind.clone())).copied().unwrap_or(0);
        assert!(found >= *count, "{kind} {caller:#x} -> {callee:#x}: {found} of {count}");
    }
    drop(scratch);
}

fn compare_all(program: &str, variants: &[&str]) {
    for variant in variants {
        let (scratch, path) = binary(program, variant);
        let text =
            truth::unpack(&truth::folder(program), &format!("{program}.{variant}.calls.tsv"));
        let text = String::from_utf8(text.expect("objdump's edges")).expect("UTF-8");
        let ours = rows(&path);
        let theirs = objdump(&text, &ours.names);
        let total: i64 = theirs.values().sum();
        let mut different = Vec::new();
        for edge in theirs.keys().chain(ours.edges.keys()) {
            let (here, there) = (ours.edges.get(edge), theirs.get(edge));
            let start_up = START_UP.contains(&ours.names.get(&edge.0).map_or("", String::as_str));
            if here != there && !(there.is_none() && start_up) {
                different.push(format!("{edge:x?}: ours {here:?}, objdump {there:?}"));
            }
        }
        assert!(different.is_empty(), "{program} {variant}: {different:#?}");
        println!("{program} {variant}: {total} direct calls and jumps, all as objdump has them");
        drop(scratch);
    }
}

struct Rows {
    edges: Edges,
    names: BTreeMap<u64, String>,
}

/// `klpscope list calls`, direct calls only.
fn rows(path: &Path) -> Rows {
    let answer = klpscope_tests::klpscope(["list".as_ref(), "calls".as_ref(), path.as_os_str()]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let mut found = Rows { edges: Edges::new(), names: BTreeMap::new() };
    for row in answer.out.lines().skip(1) {
        let field: Vec<_> = row.split('\t').collect();
        let (caller, callee) = (address(field[0]), address(field[2]));
        if field[4] == "indirect" {
            continue;
        }
        found.names.insert(caller, field[1].to_owned());
        found.names.insert(callee, field[3].to_owned());
        let kind = field[4].replace("+mid", "");
        *found.edges.entry((caller, callee, kind)).or_default() +=
            field[5].parse::<i64>().expect("a count");
    }
    found
}

/// objdump's edges, a `.cold` part counted as its parent.
fn objdump(text: &str, names: &BTreeMap<u64, String>) -> Edges {
    let by_name: BTreeMap<&str, u64> =
        names.iter().map(|(&at, name)| (name.as_str(), at)).collect();
    let family = |name: &str, at: u64| match name.find(".cold") {
        Some(end) => by_name.get(&name[..end]).copied().unwrap_or(at),
        None => at,
    };
    let mut edges = Edges::new();
    for row in text.lines().skip(1) {
        let field: Vec<_> = row.split('\t').collect();
        let caller = family(field[0], address(field[1]));
        let callee = family(field[2], address(field[3]));
        if caller == callee && !field[4].starts_with("call") {
            continue;
        }
        let kind = field[4].replace("+mid", "");
        *edges.entry((caller, callee, kind)).or_default() +=
            field[5].parse::<i64>().expect("a count");
    }
    edges
}

/// Calls and jumps whose displacement a kept relocation covers, that leave their function.
fn branches_by_relocation(bytes: &[u8], stubs: &BTreeMap<&str, u64>) -> Edges {
    /// What the assembler writes for every call and jump to a symbol.
    const PLT32: u32 = 4;
    let elf = Elf::parse(bytes).expect("an ELF file");
    let functions: Vec<(u64, u64, bool)> = elf
        .syms
        .iter()
        .filter(|symbol| symbol.st_type() == sym::STT_FUNC && symbol.st_size > 0)
        .map(|symbol| {
            let name = elf.strtab.get_at(symbol.st_name).unwrap_or_default();
            (symbol.st_value, symbol.st_value + symbol.st_size, name.contains(".cold"))
        })
        .collect();
    let function = |at: u64| functions.iter().find(|f| f.0 <= at && at < f.1 && !f.2).map(|f| f.0);
    let mut edges = Edges::new();
    for (index, table) in &elf.shdr_relocs {
        let section = &elf.section_headers[elf.section_headers[*index].sh_info as usize];
        if elf.shdr_strtab.get_at(section.sh_name) != Some(".text") {
            continue;
        }
        for reloc in table.iter().filter(|reloc| reloc.r_type == PLT32) {
            let symbol = elf.syms.get(reloc.r_sym).expect("its symbol");
            let at = (section.sh_offset + reloc.r_offset - section.sh_addr) as usize;
            let kind = match (bytes[at - 2], bytes[at - 1]) {
                (_, 0xe8) => "call",
                (_, 0xe9) => "jmp",
                (0x0f, 0x80..=0x8f) => "jcc",
                _ => continue,
            };
            // The processor counts from behind the field of four bytes.
            let target =
                symbol.st_value.wrapping_add_signed(reloc.r_addend.unwrap_or(0)).wrapping_add(4);
            let name = elf.strtab.get_at(symbol.st_name).unwrap_or_default();
            let name = format!("{}@plt", name.split('@').next().unwrap_or_default());
            let (callee, kind) = match symbol.st_shndx {
                0 => (stubs.get(name.as_str()).copied(), format!("{kind}+plt")),
                _ => (function(target), kind.to_owned()),
            };
            // `.cold` parts are left to objdump's edges.
            let cold = |at: u64| functions.iter().any(|f| f.0 <= at && at < f.1 && f.2);
            if cold(target) || cold(reloc.r_offset) {
                continue;
            }
            let Some(caller) = function(reloc.r_offset) else { continue };
            let callee = callee.unwrap_or_else(|| panic!("branch at {:#x}", reloc.r_offset));
            if caller != callee || kind.starts_with("call") {
                *edges.entry((caller, callee, kind)).or_default() += 1;
            }
        }
    }
    edges
}

fn binary(program: &str, variant: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let scratch = tempfile::tempdir().expect("a folder for scratch files");
    let folder = truth::folder(program);
    let name = format!("{program}.{variant}");
    // clang's builds lie there under the name of their twin with remarks.
    let bytes =
        truth::unpack(&folder, &name).or_else(|_| truth::unpack(&folder, &format!("{name}-rem")));
    let path = scratch.path().join(&name);
    std::fs::write(&path, bytes.expect("the binary")).expect("write");
    (scratch, path)
}

fn address(text: &str) -> u64 {
    u64::from_str_radix(text.trim_start_matches("0x"), 16).unwrap_or(0)
}
