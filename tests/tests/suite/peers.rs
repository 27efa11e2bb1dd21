//! Second opinions over every binary of the corpus: DIE counts by a full gimli walk,
//! function symbols by goblin, and the graph's own invariants.
#![expect(clippy::expect_used, reason = "a test stops at what is not as expected")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use goblin::elf::{Elf, header, section_header, sym};
use klpscope_tests::{corpus, gimli_walk};
use serde_json::Value;

#[test]
fn dies_are_counted_as_a_full_walk_counts_them() {
    let mut compared = 0;
    for path in binaries() {
        let bytes = std::fs::read(&path).expect("a binary of the corpus");
        let Some(theirs) = gimli_walk::count(&bytes) else { continue };
        let Some(stats) = stats(&path) else { continue };
        let count = |name: &str| stats["dies"][name].as_u64().unwrap_or(u64::MAX);
        let ours = gimli_walk::Count {
            dies: count("all"),
            subprograms: count("subprograms"),
            inlined: count("inlined_subroutines"),
            call_sites: count("call_sites"),
        };
        assert_eq!(ours, theirs, "{}", path.display());
        compared += 1;
    }
    assert!(compared > 50, "only {compared} binaries were compared");
}

#[test]
fn every_function_symbol_is_listed() {
    let mut compared = 0;
    for path in binaries() {
        let bytes = std::fs::read(&path).expect("a binary of the corpus");
        let answer = shown_names(&path);
        let Some(listed) = answer else { continue };
        for name in function_symbols(&bytes) {
            let known = listed.contains(&name) || is_part(&name, &listed);
            assert!(known, "{}: symbol {name} is not shown", path.display());
            compared += 1;
        }
    }
    assert!(compared > 300, "only {compared} symbols were compared");
}

#[test]
fn every_graph_keeps_its_invariants() {
    for path in binaries() {
        let answer =
            klpscope_tests::klpscope(["stats".as_ref(), "--verify".as_ref(), path.as_os_str()]);
        // 3: a case whose file is not to be read; 4: one that cannot be read whole.
        assert!(
            [0, 3, 4].contains(&answer.code),
            "{}: {}{}",
            path.display(),
            answer.out,
            answer.err
        );
    }
}

#[test]
fn answers_do_not_depend_on_the_number_of_threads() {
    let file = corpus("lto-inline-clone/prebuilt/gcc-14.elf");
    let folder = klpscope_tests::truth::folder("lua");
    let scratch = tempfile::tempdir().expect("a folder");
    let lua = scratch.path().join("lua");
    let bytes = klpscope_tests::truth::unpack(&folder, "lua.gcc-lto").expect("the corpus");
    std::fs::write(&lua, bytes).expect("write");
    let records = folder.join("lua.gcc-lto.ipa-clones.tar.zst");
    for file in [file, lua] {
        let [one, many] = [1, 7].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("threads").install(|| {
                ["hosts", "functions", "calls"].map(|what| {
                    let args = ["list".as_ref(), what.as_ref(), file.as_os_str()];
                    let records = ["--ipa-clones".as_ref(), records.as_os_str()];
                    klpscope_tests::klpscope(args.into_iter().chain(records)).out
                })
            })
        });
        assert!(one == many, "{}", file.display());
        assert!(one.iter().all(|rows| rows.lines().count() > 3), "{}", file.display());
    }
}

/// The prebuilt binaries of all cases.
fn binaries() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for case in std::fs::read_dir(corpus("")).expect("corpus/").flatten() {
        let Ok(files) = std::fs::read_dir(case.path().join("prebuilt")) else { continue };
        let paths = files.flatten().map(|file| file.path());
        found.extend(paths.filter(|path| {
            path.extension().is_some_and(|extension| extension == "elf" || extension == "o")
        }));
    }
    found.sort();
    found
}

fn stats(path: &Path) -> Option<Value> {
    let args = ["stats".as_ref(), "--format".as_ref(), "json".as_ref(), path.as_os_str()];
    let answer = klpscope_tests::klpscope(args);
    // A case may be one that is not read, or not to the end: then there is no count to compare.
    (answer.code == 0).then(|| {
        let json: Value = serde_json::from_str(&answer.out).expect("stats prints JSON");
        json["objects"][0].clone()
    })
}

/// Every name in `klpscope show FILE '*'`.
fn shown_names(path: &Path) -> Option<BTreeSet<String>> {
    let args =
        ["show".as_ref(), "--format".as_ref(), "json".as_ref(), path.as_os_str(), "*".as_ref()];
    let answer = klpscope_tests::klpscope(args);
    if answer.code != 0 {
        return None;
    }
    let json: Value = serde_json::from_str(&answer.out).expect("show prints JSON");
    let mut names = BTreeSet::new();
    gather_strings(&json, &mut names);
    Some(names)
}

fn gather_strings(json: &Value, names: &mut BTreeSet<String>) {
    let mut open = vec![json];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => {
                names.insert(text.clone());
            }
            Value::Array(values) => open.extend(values),
            Value::Object(map) => open.extend(map.values()),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// `.cold` parts are listed with their parent, padding not at all.
fn is_part(name: &str, listed: &BTreeSet<String>) -> bool {
    let padding = name.starts_with("__pfx_") || name.starts_with("__cfi_");
    padding || name.find(".cold").is_some_and(|end| listed.contains(&name[..end]))
}

/// `STT_FUNC` symbols with a size, in executable sections.
fn function_symbols(bytes: &[u8]) -> Vec<String> {
    let Ok(elf) = Elf::parse(bytes) else { return Vec::new() };
    if elf.header.e_ident[header::EI_CLASS] != header::ELFCLASS64 {
        return Vec::new();
    }
    let executable = |index: usize| {
        let flags = elf.section_headers.get(index).map_or(0, |section| section.sh_flags);
        flags & u64::from(section_header::SHF_EXECINSTR) != 0
    };
    elf.syms
        .iter()
        .filter(|symbol| symbol.st_type() == sym::STT_FUNC && symbol.st_size > 0)
        .filter(|symbol| executable(symbol.st_shndx))
        .filter_map(|symbol| elf.strtab.get_at(symbol.st_name).map(str::to_owned))
        .collect()
}
