//! Time of questions on a warm index, as the difference to a program that does nothing:
//! all in turn, a process each.
//!
//! `cargo bench -p klpscope-tests --bench query -- [FILE] [ROUNDS] [NAME...]`. NAMEs are
//! functions, the first the one that single questions are asked of. The cache is one of
//! its own. Without FILE the program is made here.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    reason = "a bench prints, and stops at an error"
)]

mod measure;

use std::path::{Path, PathBuf};
use std::process::Command;

use klpscope_tests::generated;

use self::measure::{End, at, klpscope, median, run};

/// Of a kernel: one function; a header's with ten hosts; one that thousands may rely on; a
/// lock with more than a thousand hosts.
const KERNEL: [&str; 4] = ["vfs_read", "skb_put", "kfree", "spin_lock"];
const GENERATED: [&str; 1] = ["function_0_0"];

fn main() {
    let args = measure::args();
    measure::run_klpscope(&args);
    let scratch = tempfile::tempdir().expect("a folder");
    let mut words = args.into_iter().filter(|arg| !arg.starts_with("--")).peekable();
    let file = words.next().map(PathBuf::from);
    let rounds = words.next_if(|word| word.parse::<usize>().is_ok());
    let rounds: usize = rounds.map_or(200, |word| word.parse().expect("ROUNDS is a number"));
    let mut names: Vec<String> = words.collect();
    if names.is_empty() {
        let known: &[&str] = if file.is_some() { &KERNEL } else { &GENERATED };
        names.extend(known.iter().map(|&name| name.to_owned()));
    }
    let file = file.unwrap_or_else(|| {
        let path = scratch.path().join("generated");
        std::fs::write(&path, generated::program(200)).expect("write");
        path
    });
    let mut questions = vec![
        Question::new(["show", "FILE", &names[0]].map(str::to_owned).to_vec()),
        Question::new(["explain", "FILE", &names[0], "-f", &names[0]].map(str::to_owned).to_vec()),
    ];
    // At last the set of all functions.
    for name in names.iter().map(String::as_str).chain(["*"]) {
        questions.push(Question::new(["impact", "FILE", "-f", name].map(str::to_owned).to_vec()));
    }
    questions.push(Question::new(["show", "FILE", "*"].map(str::to_owned).to_vec()));
    ask(&file, &mut questions, rounds, scratch.path());
}

struct Question {
    args: Vec<String>,
    /// Seconds more than nothing takes, wall and CPU.
    wall: Vec<f64>,
    cpu: Vec<f64>,
    end: End,
    peak: u64,
}

impl Question {
    fn new(args: Vec<String>) -> Self {
        Self { args, wall: Vec::new(), cpu: Vec::new(), end: End::Late, peak: 0 }
    }

    fn command(&self, file: &Path, cache: &Path) -> Command {
        let mut command = klpscope();
        command.env("XDG_CACHE_HOME", cache);
        for arg in &self.args {
            if arg == "FILE" {
                command.arg(file)
            } else {
                command.arg(arg)
            };
        }
        command
    }
}

fn ask(file: &Path, questions: &mut [Question], rounds: usize, cache: &Path) {
    // The first writes the index. What takes as long as a build, as without one, is asked
    // five times.
    for question in &mut *questions {
        (_, question.end) = run(&mut question.command(file, cache));
    }
    let help = median((0..rounds.min(50)).map(|_| {
        let nothing = run(&mut Command::new("true")).0;
        run(klpscope().arg("--version")).0.wall - nothing.wall
    }));
    for round in 0..rounds {
        for question in &mut *questions {
            let slow = !question.wall.is_empty() && median(question.wall.iter().copied()) > 0.05;
            if slow && round >= 5 {
                continue;
            }
            let nothing = run(&mut Command::new("true")).0;
            let (cost, end) = run(&mut question.command(file, cache));
            assert_eq!(end, question.end, "{:?}", question.args);
            question.wall.push(cost.wall - nothing.wall);
            question.cpu.push(cost.cpu - nothing.cpu);
            question.peak = question.peak.max(cost.peak);
        }
    }
    println!("{}: ms more than `true` takes, in turn.\n", file.display());
    println!("`klpscope --version`: {:.2} ms\n", help * 1e3);
    println!("| question | exit | runs | median | p95 | CPU median | peak MiB |");
    println!("|---|---|---|---|---|---|---|");
    for question in questions {
        println!(
            "| `{}` | {:?} | {} | {:.2} | {:.2} | {:.2} | {:.0} |",
            question.args.join(" "),
            question.end,
            question.wall.len(),
            median(question.wall.iter().copied()) * 1e3,
            at(question.wall.iter().copied(), 0.95) * 1e3,
            median(question.cpu.iter().copied()) * 1e3,
            question.peak as f64 / f64::from(1 << 20),
        );
    }
}
