//! Other programs that read DWARF, as far as they are installed.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::measure::{Cost, End, again, median, within};

/// A peer: what it finds out, and how it is called for a file.
struct Peer {
    name: &'static str,
    does: &'static str,
    /// Names that the program may have; none for a library in this program.
    programs: &'static [&'static str],
    args: &'static [&'static str],
}

/// `FILE` and `OUT` stand for the input and a place to write to.
const PEERS: [Peer; 6] = [
    Peer {
        name: "addr2line (crate)",
        does: "functions and inlined functions, one thread",
        programs: &[],
        args: &["--addr2line", "FILE"],
    },
    Peer {
        name: "llvm-gsymutil",
        does: "functions, inlined functions, lines; no calls",
        programs: &["llvm-gsymutil", "llvm-gsymutil-19"],
        args: &["--convert", "FILE", "-o", "OUT"],
    },
    Peer {
        name: "llvm-dwarfdump --statistics",
        does: "counts",
        programs: &["llvm-dwarfdump", "llvm-dwarfdump-19"],
        args: &["--statistics", "FILE"],
    },
    Peer {
        name: "pahole (BTF, -j2)",
        does: "types",
        programs: &["pahole"],
        args: &["-j2", "--btf_encode_detached=OUT", "FILE"],
    },
    Peer {
        name: "ddbug",
        does: "functions, inlined functions, calls",
        programs: &["ddbug"],
        args: &["-c", "function", "-p", "function-calls", "--inline-depth", "4", "FILE"],
    },
    Peer {
        name: "pfunct -i",
        does: "inlined functions",
        programs: &["pfunct"],
        args: &["-i", "FILE"],
    },
];

/// Is the peer that is a library, if the command line asks for it.
pub(crate) fn run(args: &[String]) -> bool {
    let [mode, file] = args else { return false };
    if mode == "--addr2line" {
        addr2line_all(Path::new(file));
    }
    mode == "--addr2line"
}

/// Each next to W, in the same run.
pub(crate) fn table(input: &Path, rounds: usize, limit: Duration) {
    println!("\n{}: each next to W in the same run.\n", input.display());
    println!("| peer | what it finds out | s | CPU s | MiB | wall / W | CPU / W |");
    println!("|---|---|---|---|---|---|---|");
    let scratch = tempfile::tempdir().expect("a folder");
    for peer in &PEERS {
        let Some(mut command) = peer.command(input, &scratch.path().join("out")) else {
            println!("| {} | {} | not installed | | | | |", peer.name, peer.does);
            continue;
        };
        let (mut walks, mut costs) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            walks.push(run_walk(input));
            let (cost, end) = within(&mut command, Some(limit));
            costs.push(cost);
            if end != End::Exit(0) {
                println!(
                    "| {} | {} | {end:?} after {:.0} s | | | | |",
                    peer.name, peer.does, cost.wall
                );
                costs.clear();
                break;
            }
            // A slow one once.
            if cost.wall > 20.0 {
                break;
            }
        }
        if costs.is_empty() {
            continue;
        }
        let of = |costs: &[Cost], value: fn(&Cost) -> f64| median(costs.iter().map(value));
        let (wall, cpu) = (of(&costs, |cost| cost.wall), of(&costs, |cost| cost.cpu));
        println!(
            "| {} | {} | {wall:.2} | {cpu:.2} | {:.0} | {:.1} | {:.1} |",
            peer.name,
            peer.does,
            of(&costs, |cost| cost.peak as f64) / f64::from(1 << 20),
            wall / of(&walks, |cost| cost.wall),
            cpu / of(&walks, |cost| cost.cpu),
        );
    }
}

fn run_walk(input: &Path) -> Cost {
    crate::measure::run(&mut again(&["--walk".as_ref(), input])).0
}

impl Peer {
    /// `None` if it is not installed.
    fn command(&self, input: &Path, out: &Path) -> Option<Command> {
        let quiet = |program: &&&str| {
            let mut command = Command::new(program);
            command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
        };
        let mut command = match self.programs.iter().find(quiet) {
            Some(program) => Command::new(program),
            None if self.programs.is_empty() => again(&[]),
            None => return None,
        };
        for arg in self.args {
            match *arg {
                "FILE" => command.arg(input),
                arg => command.arg(arg.replace("OUT", &out.to_string_lossy())),
            };
        }
        Some(command)
    }
}

/// All functions and all inlined functions, as the crate keeps them for its answers.
fn addr2line_all(file: &Path) {
    let opened = std::fs::File::open(file).expect("FILE can be opened");
    #[expect(unsafe_code, reason = "as the walk does")]
    // SAFETY: nobody writes to the file while it is measured.
    let bytes = unsafe { memmap2::Mmap::map(&opened) }.expect("FILE can be mapped");
    let dwarf = klpscope_tests::gimli_walk::dwarf(&bytes).expect("ELF with DWARF");
    let context = addr2line::Context::from_dwarf(dwarf).expect("DWARF");
    context.parse_inlined_functions().expect("functions");
}
