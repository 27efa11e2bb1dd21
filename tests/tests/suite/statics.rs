//! Function-static variables of corpus cases: function, name, line, and whether the
//! symbol table has that variable at its address.
#![expect(clippy::expect_used, reason = "a test stops at what is not as expected")]

use std::collections::BTreeMap;
use std::fs;

use goblin::elf::Elf;
use klpscope_graph::{Input, Program};
use klpscope_tests::corpus;

/// Function, variable, line of the variable, part of its symbol's name.
type Row = (&'static str, &'static str, u32, &'static str);

const CASES: [(&str, &[&str], &[Row]); 4] = [
    ("static-local", &["gcc-12", "gcc-14"], &[("next_id", "counter", 13, "counter.0")]),
    ("static-local", &["clang-19"], &[("next_id", "counter", 13, "next_id.counter")]),
    ("static-local-shrunk", &["gcc-14", "clang-19"], &[("enter", "mode", 14, "mode")]),
    (
        "lto-static-local",
        &["gcc-13", "gcc-14"],
        &[
            ("enter", "calls", 24, "calls.1"),
            ("next_id", "counter", 5, "counter.0.lto_priv.1"),
            ("next_id", "counter", 16, "counter.0.lto_priv.0"),
        ],
    ),
];

#[test]
fn statics_belong_to_the_function_that_declares_them() {
    for (case, compilers, expected) in CASES {
        for compiler in compilers {
            let path = corpus(case).join(format!("prebuilt/{compiler}.elf"));
            let symbols = data_symbols(&fs::read(&path).expect("a prebuilt binary"));
            let input = Input { path, ..Input::default() };
            let (program, _) = klpscope_graph::build(&input, &|_| {}).expect("a program");
            let mut found = statics(&program);
            found.sort_unstable();
            let found: Vec<_> = found
                .iter()
                .map(|(function, name, line, address)| {
                    (function.as_str(), name.as_str(), *line, symbols.get(address).cloned())
                })
                .collect();
            assert_eq!(found.len(), expected.len(), "{case} {compiler}: {found:?}");
            for (found, expected) in found.iter().zip(expected) {
                assert_eq!((found.0, found.1, found.2), (expected.0, expected.1, expected.2));
                let symbol = found.3.as_deref().unwrap_or_default();
                assert!(symbol.contains(expected.3), "{case} {compiler}: {found:?}");
            }
        }
    }
}

fn statics(program: &Program) -> Vec<(String, String, u32, u64)> {
    let of = |function| {
        program.statics_of(function).iter().map(move |row| {
            let line = row.place.map_or(0, |place| place.line);
            let address = row.address.map_or(0, |address| address.0);
            (
                program.function_name(function).to_owned(),
                program.str(row.name).to_owned(),
                line,
                address,
            )
        })
    };
    program.functions().flat_map(of).collect()
}

fn data_symbols(bytes: &[u8]) -> BTreeMap<u64, String> {
    let elf = Elf::parse(bytes).expect("an ELF file");
    let objects = elf.syms.iter().filter(|symbol| symbol.st_type() == goblin::elf::sym::STT_OBJECT);
    let name = |at| elf.strtab.get_at(at).unwrap_or_default().to_owned();
    objects.map(|symbol| (symbol.st_value, name(symbol.st_name))).collect()
}
