//! klpscope on files that others broke, a process for each question: how it ended, how long
//! it took and with how much memory. It fails where one of them ends otherwise than a
//! question may, or is answered as if nothing were missing and gimli disagrees.
//!
//! `cargo bench -p klpscope-tests --bench samples -- FOLDER`, a folder for each origin in it:
//! `tests/samples/gather` fills one.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    reason = "a bench prints, and stops at an error"
)]

#[expect(dead_code, reason = "the other benches use the rest")]
mod measure;

use std::collections::BTreeMap;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use klpscope_tests::gimli_walk::{self, Count};

use self::measure::{Cost, End, klpscope, within};

const QUESTIONS: [&[&str]; 4] = [
    &["stats", "FILE", "--no-cache", "--format", "json"],
    &["list", "calls", "FILE", "--no-cache"],
    &["impact", "FILE", "--no-cache", "-f", "*", "--format", "json"],
    &["audit", "FILE", "--no-cache"],
];
/// What a question may take: by the clock, and bytes next to eight times those of the file.
const LONGEST: Duration = Duration::from_secs(5);
const MEMORY: u64 = 64 << 20;

/// The files of one origin.
#[derive(Default)]
struct Origin {
    files: u64,
    /// How often each exit code came, over all questions.
    ends: BTreeMap<i32, u64>,
    slowest: f64,
    /// The largest share of the memory that was allowed.
    memory: f64,
    /// How many were answered in full and have as many DIEs as gimli finds.
    agreed: u64,
    /// How many were answered in full, and gimli cannot read: for a third reader to count.
    alone: Vec<PathBuf>,
}

fn main() {
    let args = measure::args();
    measure::run_klpscope(&args);
    let Some(folder) = args.iter().find(|arg| !arg.starts_with("--")) else {
        println!("no folder of samples is named: nothing to do");
        return;
    };
    // What gimli thinks of a file is no news.
    std::panic::set_hook(Box::new(|_| ()));
    let (mut wrong, mut all) = (Vec::new(), Vec::new());
    for folder in children(Path::new(folder)).into_iter().filter(|path| path.is_dir()) {
        let mut origin = Origin::default();
        for file in files(&folder) {
            look(&file, &mut origin, &mut wrong);
        }
        all.push((folder.file_name().expect("a name").to_string_lossy().into_owned(), origin));
    }
    print(&all);
    wrong.iter().for_each(|problem| println!("{problem}"));
    std::process::exit(i32::from(!wrong.is_empty()));
}

/// Asks everything of one file.
fn look(file: &Path, origin: &mut Origin, wrong: &mut Vec<String>) {
    let allowed = MEMORY + 8 * file.metadata().map_or(0, |file| file.len());
    origin.files += 1;
    for (at, question) in QUESTIONS.iter().enumerate() {
        let mut command = klpscope();
        command.args(question.iter().map(|&arg| match arg {
            "FILE" => file.as_os_str(),
            arg => arg.as_ref(),
        }));
        let (cost, end) = within(&mut command, Some(2 * LONGEST));
        if let Some(problem) = fault(cost, end, allowed) {
            wrong.push(format!("{} {}: {problem}", file.display(), question[0]));
        }
        let End::Exit(code) = end else { continue };
        *origin.ends.entry(code).or_default() += 1;
        origin.slowest = origin.slowest.max(cost.wall);
        origin.memory = origin.memory.max(cost.peak as f64 / allowed as f64);
        if at == 0 && code == 0 {
            compare(file, origin, wrong);
        }
    }
}

/// Why a question must not end so.
fn fault(cost: Cost, end: End, allowed: u64) -> Option<String> {
    let late = end == End::Late || cost.wall > LONGEST.as_secs_f64();
    match end {
        _ if late => Some(format!("{:.1} s", cost.wall)),
        End::Exit(0 | 2 | 3 | 4) if cost.peak > allowed => {
            Some(format!("{} of {} MiB", cost.peak >> 20, allowed >> 20))
        }
        End::Exit(0 | 2 | 3 | 4) => None,
        _ => Some(format!("{end:?}")),
    }
}

/// A file that is answered without a word: has gimli found what klpscope does not?
fn compare(file: &Path, origin: &mut Origin, wrong: &mut Vec<String>) {
    let bytes = fs::read(file).expect("readable");
    let theirs = match catch_unwind(|| gimli_walk::count(&bytes)) {
        Ok(Some(count)) => count,
        // Compressed, in several sections, or none.
        Ok(None) => return,
        Err(_) => return origin.alone.push(file.to_owned()),
    };
    let file = file.to_string_lossy();
    let answer = klpscope_tests::klpscope(["stats", &file, "--no-cache", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&answer.out).expect("JSON");
    let dies = &report["objects"][0]["dies"];
    let number = |name: &str| dies[name].as_u64().expect("a number");
    let ours = Count {
        dies: number("all"),
        subprograms: number("subprograms"),
        inlined: number("inlined_subroutines"),
        call_sites: number("call_sites"),
    };
    match ours == theirs {
        true => origin.agreed += 1,
        false => wrong.push(format!("{file}: {ours:?}, by gimli {theirs:?}")),
    }
}

fn print(all: &[(String, Origin)]) {
    println!("| origin | files | exit 0 | 2 | 3 | 4 | in full, by gimli too | slowest | memory |");
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for (name, origin) in all {
        let ended = |code| origin.ends.get(&code).copied().unwrap_or(0);
        let ends = [0, 2, 3, 4].map(|code| ended(code).to_string()).join(" | ");
        let (files, agreed) = (origin.files, origin.agreed);
        let (slowest, memory) = (origin.slowest, origin.memory * 100.0);
        println!("| {name} | {files} | {ends} | {agreed} | {slowest:.2} s | {memory:.0} % |");
    }
    for file in all.iter().flat_map(|(_, origin)| &origin.alone) {
        println!("gimli cannot read it to its end: {}", file.display());
    }
}

/// All files below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let (folders, mut files): (Vec<_>, Vec<_>) =
        children(folder).into_iter().partition(|path| path.is_dir());
    files.extend(folders.iter().flat_map(|folder| self::files(folder)));
    files
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut all: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    all.sort();
    all
}
