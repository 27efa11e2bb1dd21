//! C sources made to hurt: an answer or one clear error in bounded time, and a word about
//! what was not read.
#![expect(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use klpscope_tests::{Answer, corpus, klpscope};
use tempfile::TempDir;

const NOT_READABLE: u8 = 3;
const INCOMPLETE: u8 = 4;

#[test]
fn brackets_that_no_compiler_would_take() {
    for text in ["(){", "f({", "void f(void){"] {
        let answer = beside(text.repeat(1 << 20).as_bytes());
        assert_eq!(answer.code, INCOMPLETE, "{text}: {answer:?}");
        assert!(answer.err.contains("cannot be parsed as C"), "{text}: {answer:?}");
    }
}

#[test]
fn bombs_of_macros() {
    let line = |at: usize| format!("#define m{at}(x) {}\n", format!("m{}(x) ", at + 1).repeat(100));
    let bomb: String = (0..40).map(line).collect();
    let uses = "m0(1);".repeat(1000);
    answered(&beside(format!("{bomb}static void f(void) {{ {uses} }}\n").as_bytes()));
    answered(&beside(format!("#define a {}\n", "x(".repeat(1 << 16)).as_bytes()));
    answered(&beside("#define a(x) b(x)\n".repeat(1 << 14).as_bytes()));
}

#[test]
fn bytes_that_are_no_text() {
    let unread = |text: &[u8]| {
        let answer = beside(text);
        answered(&answer);
        assert!(answer.err.contains("cannot be parsed as C"), "{answer:?}");
    };
    unread(&b"static int f(int x) { return g(x); }\0\0".repeat(100));
    unread(
        "static int f(int x) { return g("
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect::<Vec<_>>()
            .as_slice(),
    );
    answered(&beside(&[0xff; 4096]));
    answered(&beside(b"/* \" #define a(x) b("));
}

#[test]
fn text_that_keeps_the_parser_busy() {
    let answer =
        beside(format!("int f(void) {{ return g({}a); }}", "a,".repeat(1 << 18)).as_bytes());
    answered(&answer);
    assert!(answer.err.contains("cannot be parsed as C"), "{answer:?}");
    let deep = "*".repeat(1 << 15);
    answered(&beside(format!("int {deep}f(void) {{ return g(); }}").as_bytes()));
    let chain = "if (g()) h(); else ".repeat(1 << 12);
    answered(&beside(format!("void f(void) {{ {chain} h(); }}").as_bytes()));
}

#[test]
fn folders() {
    let folder = TempDir::new().expect("temporary folder");
    let empty = answer(folder.path());
    assert_eq!(empty.code, INCOMPLETE, "{empty:?}");
    assert!(empty.err.contains("holds none of the files"), "{empty:?}");
    symlink(folder.path(), folder.path().join("loop")).expect("link");
    symlink("self.h", folder.path().join("self.h")).expect("link");
    let looped = answer(folder.path());
    assert_eq!((looped.code, looped.out), (empty.code, empty.out));
    let missing = answer(&folder.path().join("missing"));
    assert_eq!(missing.code, NOT_READABLE, "{missing:?}");
    assert!(missing.err.contains("missing: cannot be read"), "{missing:?}");
}

/// The answer with a folder of one header.
fn beside(text: &[u8]) -> Answer {
    let folder = TempDir::new().expect("temporary folder");
    fs::write(folder.path().join("util.h"), text).expect("header");
    answer(folder.path())
}

fn answer(source: &Path) -> Answer {
    let binary = corpus("lto-inline-clone/prebuilt/gcc-14.elf");
    let (binary, source) = (binary.display().to_string(), source.display().to_string());
    klpscope(["impact", &binary, "-f", "scale", "--source", &source])
}

/// The folder holds no file of the program; else nothing is wrong.
fn answered(answer: &Answer) {
    assert_eq!(answer.code, INCOMPLETE, "{answer:?}");
    assert!(!answer.out.is_empty(), "{answer:?}");
}
