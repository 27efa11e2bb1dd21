//! Input that cannot be answered for: one clear error that names the cause and
//! the next command in at most four lines, the documented exit code, and
//! nothing on stdout.
#![expect(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use klpscope_tests::{Answer, corpus, klpscope};
use tempfile::TempDir;

const NOT_READABLE: u8 = 3;
const USAGE: u8 = 2;
const INCOMPLETE: u8 = 4;

/// A healthy LTO program.
fn healthy() -> PathBuf {
    corpus("lto-inline-clone/prebuilt/gcc-14.elf")
}

/// Offsets of fields in an ELF64 header, and in a section header.
const E_CLASS: usize = 4;
const E_MACHINE: usize = 18;
const E_SHOFF: usize = 40;
const E_SHNUM: usize = 60;
const E_SHSTRNDX: usize = 62;
const SECTION_HEADER: usize = 64;
const SH_OFFSET: usize = 24;

#[test]
fn a_missing_file() {
    refused(Path::new("no/such/file"), &["no/such/file: cannot be read", "ls -l"]);
}

#[test]
fn a_directory() {
    let folder = TempDir::new().expect("temporary folder");
    refused(folder.path(), &["is a directory", "vmlinux"]);
}

#[test]
fn an_empty_file() {
    refused_bytes(b"", &["is not an ELF file", "0 bytes"]);
}

#[test]
fn a_text_file() {
    refused_bytes(b"int main(void) { return 0; }\n", &["is not an ELF file", "file "]);
}

#[test]
fn a_kernel_image_that_is_compressed() {
    let mut image = vec![0; 4096];
    image[510..512].copy_from_slice(&[0x55, 0xaa]);
    image[514..518].copy_from_slice(b"HdrS");
    refused_bytes(&image, &["is not an ELF file", "vmlinux"]);
}

#[test]
fn a_32_bit_file() {
    let mut header = fs::read(healthy()).expect("corpus is there");
    header[E_CLASS] = 1;
    refused_bytes(&header, &["32-bit", "64-bit ELF"]);
}

#[test]
fn a_file_for_an_unknown_machine_says_that_calls_are_not_decoded() {
    let mut bytes = fs::read(healthy()).expect("corpus is there");
    bytes[E_MACHINE..E_MACHINE + 2].copy_from_slice(&0xfeed_u16.to_le_bytes());
    let answer = ask_about(&bytes);
    assert!(matches!(answer.code, NOT_READABLE | INCOMPLETE), "{answer:?}");
}

#[test]
fn a_file_without_dwarf() {
    let bytes = without_sections(|name| name.starts_with(".debug_"));
    refused_bytes(&bytes, &["no DWARF debug information", "--debug-file"]);
}

#[test]
fn a_stripped_file() {
    let bytes = without_sections(|name| {
        name.starts_with(".debug_") || [".symtab", ".strtab"].contains(&name)
    });
    refused_bytes(&bytes, &["no DWARF debug information", "--debug-file"]);
}

#[test]
fn what_was_not_linked_yet() {
    let bitcode = corpus("lto-bitcode/prebuilt/clang-19.o");
    refused(&bitcode, &["is LLVM bitcode, not linked yet", "name the linked file"]);
    let slim = corpus("lto-slim-object/prebuilt/gcc-14.o");
    refused(&slim, &["is an LTO object that was not linked", "name the linked file"]);
}

#[test]
fn a_file_without_section_headers() {
    let mut bytes = fs::read(healthy()).expect("corpus is there");
    bytes[E_SHOFF..E_SHOFF + 8].fill(0);
    bytes[E_SHNUM..E_SHNUM + 4].fill(0);
    refused_bytes(&bytes, &["hint: "]);
}

#[test]
fn a_file_cut_off_anywhere() {
    let whole = fs::read(healthy()).expect("corpus is there");
    let headers = (0..SECTION_HEADER).chain([65, 100, 120, 176, 4096]);
    let spread = (1..64).map(|part| whole.len() * part / 64);
    let tail = (1..=3 * SECTION_HEADER).step_by(7).map(|missing| whole.len() - missing);
    for length in headers.chain(spread).chain(tail).filter(|length| *length < whole.len()) {
        let answer = ask_about(&whole[..length]);
        let honest = match answer.code {
            NOT_READABLE => answer.out.is_empty() && is_short_error(&answer.err),
            INCOMPLETE => answer.err.contains("incomplete: "),
            _ => false,
        };
        assert!(honest, "cut off at {length} of {}: {answer:?}", whole.len());
    }
}

#[test]
fn a_file_with_one_byte_changed_anywhere_is_no_bug() {
    let whole = fs::read(healthy()).expect("corpus is there");
    for at in (0..whole.len()).step_by(whole.len() / 300) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xff;
        let answer = ask_about(&bytes);
        assert_ne!(answer.code, 70, "byte {at} changed: {answer:?}");
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "who runs the tests should know what was not tested")]
fn an_unreadable_file() {
    let folder = TempDir::new().expect("temporary folder");
    let file = folder.path().join("secret");
    fs::copy(healthy(), &file).expect("copied");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).expect("permissions set");
    if fs::File::open(&file).is_ok() {
        eprintln!("not tested: this user (root?) may read every file");
        return;
    }
    refused(&file, &["cannot be read", "Permission denied", "ls -l"]);
}

#[test]
fn a_debug_file_of_another_build() {
    let bytes = without_sections(|name| name.starts_with(".debug_"));
    let (_folder, file) = written(&bytes);
    let other = corpus("README.md");
    let answer =
        klpscope(["stats".as_ref(), file.as_os_str(), "--debug-file".as_ref(), other.as_ref()]);
    is_refusal(&answer, NOT_READABLE, &["README.md", "hint: "]);
}

#[test]
fn a_compiler_record_that_is_missing() {
    let file = healthy();
    let args = ["stats".as_ref(), file.as_os_str(), "--ipa-clones".as_ref(), "no/such".as_ref()];
    is_refusal(&klpscope(args), NOT_READABLE, &["no/such", "hint: "]);
}

#[test]
fn one_bad_file_of_two_leaves_no_half_answer() {
    let file = healthy();
    let args =
        ["impact".as_ref(), file.as_os_str(), "no/such".as_ref(), "-f".as_ref(), "main".as_ref()];
    is_refusal(&klpscope(args), NOT_READABLE, &["no/such: cannot be read"]);
}

#[test]
fn an_answer_from_part_of_the_input_exits_with_4_unless_allowed() {
    let file = corpus("big-endian-s390x/prebuilt/clang-19.o");
    let ask = |more: &[&str]| {
        let args = ["impact".as_ref(), file.as_os_str(), "-f".as_ref(), "leaf".as_ref()];
        klpscope(args.into_iter().chain(more.iter().map(|option| (*option).as_ref())))
    };
    let (strict, allowed) = (ask(&[]), ask(&["--allow-incomplete"]));
    assert_eq!((strict.code, allowed.code), (INCOMPLETE, 0));
    assert!(strict.out.contains("outer") && strict.out == allowed.out, "{strict:?}");
    assert!(strict.err.starts_with("incomplete: "), "{strict:?}");
}

#[test]
fn a_misspelt_function_names_the_near_ones() {
    let answer = impact("twic");
    is_refusal(&answer, USAGE, &["no function matches \"twic\"", "hint: ", "twice"]);
}

#[test]
fn an_unknown_function_with_nothing_near_says_how_to_list_them() {
    let answer = impact("quite_another_name_altogether");
    is_refusal(&answer, USAGE, &["no function matches", "klpscope list functions"]);
}

#[test]
fn a_debug_file_without_the_code_is_no_complete_answer() {
    let file = corpus("separate-debug/prebuilt/gcc-14.debug");
    let args = ["impact".as_ref(), file.as_os_str(), "-f".as_ref(), "leaf".as_ref()];
    let answer = klpscope(args);
    assert_eq!(answer.code, 4, "{}", answer.err);
    assert!(answer.err.contains("its code is in another file"), "{}", answer.err);
}

#[test]
fn a_function_of_another_object_is_told_from_an_unknown_one() {
    let file = corpus("plt/prebuilt/gcc-14.elf");
    let args = ["impact".as_ref(), file.as_os_str(), "-f".as_ref(), "external".as_ref()];
    is_refusal(&klpscope(args), USAGE, &["not defined here; 1 call goes to another object"]);
}

#[test]
fn an_unknown_function_may_be_in_what_could_not_be_read() {
    for (file, why) in [("split-dwarf", ".dwo"), ("dwz-multifile", "dwz -m")] {
        let file = corpus(&format!("{file}/prebuilt/gcc-14.elf"));
        let file = file.as_os_str();
        for args in [
            vec!["impact".as_ref(), file, "-f".as_ref(), "leaf".as_ref()],
            vec!["explain".as_ref(), file, "leaf".as_ref(), "-f".as_ref(), "leaf".as_ref()],
            vec!["show".as_ref(), file, "leaf".as_ref()],
        ] {
            let wanted = ["no function matches \"leaf\", but it may be in what", why, "stats"];
            is_refusal(&klpscope(args), USAGE, &wanted);
        }
    }
}

#[test]
fn notices_of_a_json_report_are_in_it_and_only_counted_beside_it() {
    let file = corpus("big-endian-s390x/prebuilt/clang-19.o");
    let json = ["--format", "json"];
    for (command, more) in
        [("show", ["leaf"].as_slice()), ("impact", &["-f", "leaf"]), ("stats", &[])]
    {
        let more = more.iter().chain(&json).map(AsRef::as_ref);
        let answer = klpscope([command.as_ref(), file.as_os_str()].into_iter().chain(more));
        assert_eq!(answer.code, INCOMPLETE, "{answer:?}");
        assert_eq!(answer.out.matches("is not decoded").count(), 1, "{answer:?}");
        assert_eq!(answer.err.lines().count(), 1, "{answer:?}");
        assert!(answer.err.starts_with("incomplete: 1 part of the input"), "{answer:?}");
    }
}

#[test]
fn a_function_of_another_file_is_named_with_its_own() {
    is_refusal(&impact("twice@elsewhere.c"), USAGE, &["no function matches", "other.c"]);
}

#[test]
fn a_spec_that_is_none_says_how_one_looks() {
    is_refusal(&impact("@main.c"), USAGE, &["names no function", "vfs_read@fs/read_write.c"]);
}

#[test]
fn an_ambiguous_function_lists_what_it_could_be() {
    let file = corpus("lto-same-static/prebuilt/gcc-14.elf");
    let answer = klpscope(["impact".as_ref(), file.as_os_str(), "-f".as_ref(), "probe".as_ref()]);
    assert_eq!((answer.code, answer.out.as_str()), (USAGE, ""), "{answer:?}");
    for text in ["is ambiguous", "probe@", "main.c:", "other.c:", "hint: "] {
        assert!(answer.err.contains(text), "{text:?} is not said: {answer:?}");
    }
}

fn impact(spec: &str) -> Answer {
    let file = healthy();
    klpscope(["impact".as_ref(), file.as_os_str(), "-f".as_ref(), spec.as_ref()])
}

/// Every command refuses `file`, naming all of `wanted`.
fn refused(file: &Path, wanted: &[&str]) {
    let file = file.as_os_str();
    for args in [
        vec!["impact".as_ref(), file, "-f".as_ref(), "main".as_ref()],
        vec!["explain".as_ref(), file, "main".as_ref(), "-f".as_ref(), "main".as_ref()],
        vec!["show".as_ref(), file, "main".as_ref()],
        vec!["stats".as_ref(), file],
        vec!["list".as_ref(), "hosts".as_ref(), file],
    ] {
        is_refusal(&klpscope(args), NOT_READABLE, wanted);
    }
}

fn refused_bytes(bytes: &[u8], wanted: &[&str]) {
    let (_folder, file) = written(bytes);
    refused(&file, wanted);
}

fn is_refusal(answer: &Answer, code: u8, wanted: &[&str]) {
    assert_eq!(answer.code, code, "{answer:?}");
    assert_eq!(answer.out, "", "{answer:?}");
    assert!(is_short_error(&answer.err), "{answer:?}");
    for text in wanted {
        assert!(answer.err.contains(text), "{text:?} is not said: {answer:?}");
    }
}

fn is_short_error(err: &str) -> bool {
    err.starts_with("error: ") && err.contains("\nhint: ") && err.lines().count() <= 4
}

fn ask_about(bytes: &[u8]) -> Answer {
    let (_folder, file) = written(bytes);
    klpscope(["stats".as_ref(), file.as_os_str()])
}

fn written(bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("temporary folder");
    let file = folder.path().join("input");
    fs::write(&file, bytes).expect("written");
    (folder, file)
}

/// The healthy file, without the sections whose name `is_gone`.
fn without_sections(is_gone: impl Fn(&str) -> bool) -> Vec<u8> {
    let mut bytes = fs::read(healthy()).expect("corpus is there");
    let table = number(&bytes, E_SHOFF, 8);
    let header = |index: usize| table + index * SECTION_HEADER;
    let names = number(&bytes, header(number(&bytes, E_SHSTRNDX, 2)) + SH_OFFSET, 8);
    for at in (0..number(&bytes, E_SHNUM, 2)).map(header) {
        let name = &bytes[names + number(&bytes, at, 4)..];
        let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
        if is_gone(&String::from_utf8_lossy(&name[..end])) {
            bytes[at..at + SECTION_HEADER].fill(0);
        }
    }
    bytes
}

fn number(bytes: &[u8], at: usize, size: usize) -> usize {
    bytes[at..at + size].iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
}
