//! The rules of ARCHITECTURE.md that a compiler does not check: who may import
//! what, how files begin and how long they get, and what may not be committed.
#![expect(clippy::expect_used, clippy::panic, reason = "files are readable, or the test fails")]

use std::fs;
use std::path::{Path, PathBuf};

use klpscope_tests::workspace;

/// Paths that only exist on one machine, whosever it was.
const MACHINE_PATHS: [&str; 3] = ["/home/", "/Users/", "/tmp/tmp"];
const MAX_LINES: usize = 500;
const MAX_ARCHITECTURE_LINES: usize = 120;
const MAX_REPOSITORY_BYTES: u64 = 30 << 20;

#[test]
fn crates_are_named_only_where_the_table_allows() {
    let table = allowed_imports();
    assert!(table.len() >= 6, "the table of allowed imports in ARCHITECTURE.md is gone");
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        for (name, folders) in &table {
            if names_crate(&text, name) && !folders.iter().any(|folder| file.starts_with(folder)) {
                wrong.push(format!("{} names {name}: allowed in {folders:?}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn layers_of_the_graph_know_only_what_lies_before_them() {
    const FORBIDDEN: [(&str, &[&str]); 4] = [
        ("graph/src/image", &["dwarf", "code", "dump", "program"]),
        ("graph/src/dwarf", &["code", "dump"]),
        ("graph/src/code", &["dwarf", "dump"]),
        ("graph/src/program/query.rs", &["code", "dump", "pipeline"]),
    ];
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        for (_, layers) in FORBIDDEN.iter().filter(|(folder, _)| file.starts_with(folder)) {
            for layer in
                layers.iter().filter(|layer| names_crate(&text, &format!("crate::{layer}")))
            {
                wrong.push(format!("{} uses crate::{layer}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn readers_are_no_public_modules_of_graph() {
    let lib = read(&workspace().join("graph/src/lib.rs"));
    for layer in ["image", "dwarf", "code", "dump", "load"] {
        assert!(!lib.contains(&format!("pub mod {layer};")), "{layer} must not be public");
    }
}

#[test]
fn only_cli_prints_or_exits() {
    const PRINTING: [&str; 6] =
        ["println!", "eprintln!", "print!", "eprint!", "process::exit", "std::io::stdout"];
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let printing = PRINTING.iter().any(|word| names_crate(&text, word));
        if printing && (file.starts_with("graph/src") || file.starts_with("analyzer/src")) {
            wrong.push(file);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn input_is_opened_only_where_it_is_read() {
    const OPENING: [&str; 4] = [
        "graph/src/load.rs",
        "graph/src/dump/source.rs",
        "graph/src/source/files.rs",
        "cli/src/input/places.rs",
    ];
    let opens = |text: &str| ["File::open", "fs::read("].iter().any(|call| text.contains(call));
    let mut wrong = Vec::new();
    // build.rs reads what the program is made of, not its input.
    let is_program = |file: &Path| !file.starts_with("tests") && !file.ends_with("build.rs");
    for (file, text) in sources().into_iter().filter(|(file, _)| is_program(file)) {
        if opens(&text) && !OPENING.iter().any(|allowed| file.ends_with(allowed)) {
            wrong.push(file);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn source_files_say_what_they_do_and_stay_short() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        if !text.starts_with("//!") {
            wrong.push(format!("{} does not start with //!", file.display()));
        }
        if text.lines().count() > MAX_LINES {
            wrong.push(format!("{} is over {MAX_LINES} lines", file.display()));
        }
    }
    let architecture = read(&workspace().join("ARCHITECTURE.md"));
    if architecture.lines().count() > MAX_ARCHITECTURE_LINES {
        wrong.push(format!("ARCHITECTURE.md is over {MAX_ARCHITECTURE_LINES} lines"));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_path_of_a_developers_machine_is_committed() {
    let mut wrong = Vec::new();
    // This machine's own: the checkout, and the home directory.
    let own = [Some(workspace()), std::env::home_dir()].into_iter().flatten();
    let own = own.map(|path| format!("{}/", path.display())).filter(|path| path.len() > 1);
    let paths: Vec<_> = MACHINE_PATHS.into_iter().map(str::to_owned).chain(own).collect();
    for file in files().iter().filter(|file| !file.ends_with("tests/tests/suite/tidy.rs")) {
        let Ok(text) = fs::read_to_string(file) else { continue };
        for (number, line) in text.lines().enumerate() {
            if let Some(path) = paths.iter().find(|path| starts_a_path(line, path)) {
                wrong.push(format!("{}:{}: {path}", relative(file).display(), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_repository_stays_small() {
    let bytes: u64 =
        files().iter().filter_map(|file| fs::metadata(file).ok()).map(|m| m.len()).sum();
    assert!(bytes < MAX_REPOSITORY_BYTES, "{bytes} bytes of files");
}

/// The rows of the table in ARCHITECTURE.md: crate, then folders it may be named in.
fn allowed_imports() -> Vec<(String, Vec<String>)> {
    let text = read(&workspace().join("ARCHITECTURE.md"));
    let table = text.lines().skip_while(|line| !line.contains("| only in"));
    let rows = table.skip(2).take_while(|line| line.starts_with('|'));
    rows.flat_map(|row| {
        let mut cells = row.split('|').skip(1).map(in_backquotes);
        let (names, folders) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        names.into_iter().map(move |name| (name, folders.clone()))
    })
    .collect()
}

fn in_backquotes(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// True if `text` uses the path `name` outside comments; a local module of that
/// name is none of our business.
fn names_crate(text: &str, name: &str) -> bool {
    if text.contains(&format!("mod {name};")) {
        return false;
    }
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.into_iter().any(|line| {
        line.match_indices(name).any(|(at, _)| {
            let (before, after) = (&line[..at], &line[at + name.len()..]);
            let begins = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
            let ends = name.ends_with('!')
                || after.starts_with("::")
                || (before.ends_with("use ") && after.starts_with([';', ' ']));
            begins && ends
        })
    })
}

/// True if `path` begins a path in `line`, and is not the middle of a longer one.
fn starts_a_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        !line[..at]
            .ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '}'))
    })
}

/// The Rust files with their text, by path relative to the workspace.
fn sources() -> Vec<(PathBuf, String)> {
    let rust = files().into_iter().filter(|file| file.extension().is_some_and(|e| e == "rs"));
    rust.map(|file| (relative(&file), read(&file))).collect()
}

/// Every file of the repository, sorted.
fn files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![workspace()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("folder is readable") {
            let entry = entry.expect("entry is readable");
            let skipped = [".git", "target"].iter().any(|name| entry.file_name() == *name);
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && !skipped => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => found.push(entry.path()),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

fn relative(file: &Path) -> PathBuf {
    file.strip_prefix(workspace()).unwrap_or(file).to_owned()
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
