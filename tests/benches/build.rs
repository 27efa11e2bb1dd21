//! Time and memory of the whole graph and its index, as ratios to the yardstick W: a bare
//! gimli walk over every DIE. Each in a process of its own, in turn, in one run: on a
//! noisy machine only their ratio holds.
//!
//! `cargo bench -p klpscope-tests --bench build -- FILE... [ROUNDS] [OPTION]`. A folder
//! stands for all modules in it, each in a process of its own, and their sum. Without
//! FILE a program is measured that is made here. Options:
//!
//! - `--growth`: a line for each FILE, and how cost grows with the number of DIEs;
//! - `--peers`: also what else reads DWARF, as far as it is installed;
//! - `--limit SECONDS`: how long a peer may take (default 120).

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    reason = "a bench prints, and stops at an error"
)]

mod measure;
mod peers;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use klpscope_tests::{generated, gimli_walk};

use self::measure::{Cost, End, again, klpscope, median, run};

fn main() {
    let args = measure::args();
    measure::run_klpscope(&args);
    if peers::run(&args) {
        return;
    }
    if let [mode, file] = args.as_slice()
        && mode == "--walk"
    {
        let count = walk(Path::new(file));
        println!("{} {} {} {}", count.dies, count.subprograms, count.inlined, count.call_sites);
        return;
    }
    if let [mode, units, path] = args.as_slice()
        && mode == "--generate"
    {
        let program = generated::program(units.parse().expect("a number"));
        return std::fs::write(path, program).expect("write");
    }
    let scratch = tempfile::tempdir().expect("a folder");
    let (mut inputs, mut rounds, mut limit) = (Vec::new(), 5, 120);
    let mut words = args.iter();
    while let Some(word) = words.next() {
        if word == "--limit" {
            limit = words.next().and_then(|word| word.parse().ok()).expect("--limit SECONDS");
        } else if let Ok(number) = word.parse() {
            rounds = number;
        } else if !word.starts_with("--") {
            inputs.push(PathBuf::from(word));
        }
    }
    let chosen = |name: &str| args.iter().any(|arg| arg == name);
    if inputs.is_empty() {
        let sizes: &[u64] = if chosen("--growth") { &[50, 100, 200, 400] } else { &[200] };
        for units in sizes {
            let path = scratch.path().join(format!("generated-{units}"));
            // A child of its own, so that this process stays small: see `Cost::peak`.
            let units = units.to_string();
            let end = run(&mut again(&["--generate".as_ref(), units.as_ref(), &path])).1;
            assert_eq!(end, End::Exit(0), "the generator");
            inputs.push(path);
        }
    }
    let rows: Vec<Row> =
        inputs.iter().map(|input| measure(input, rounds, scratch.path())).collect();
    table(&rows, rounds);
    if chosen("--growth") {
        growth(&rows);
    }
    if chosen("--peers") {
        for input in &inputs {
            peers::table(input, rounds.min(3), Duration::from_secs(limit));
        }
    }
}

/// What was measured of a file, or of all modules of a folder.
struct Row {
    name: String,
    files: usize,
    dies: u64,
    walk: Vec<Cost>,
    build: Vec<Cost>,
    /// Of the index, bytes.
    index: Option<u64>,
    /// Most of one process, bytes, and the DIEs it read.
    anonymous: (u64, u64),
}

fn walk(file: &Path) -> gimli_walk::Count {
    let opened = std::fs::File::open(file).expect("FILE can be opened");
    #[expect(unsafe_code, reason = "the yardstick maps its file, as a reader would")]
    // SAFETY: nobody writes to the file while it is measured.
    let bytes = unsafe { memmap2::Mmap::map(&opened) }.expect("FILE can be mapped");
    gimli_walk::count(&bytes).expect("ELF with DWARF, not compressed")
}

fn measure(input: &Path, rounds: usize, scratch: &Path) -> Row {
    let files = files(input);
    let index = scratch.join("index");
    let has_index = run(klpscope().args(["index", "--help"])).1 == End::Exit(0);
    let build = |file: &Path| {
        let mut command = klpscope();
        command.env("XDG_CACHE_HOME", scratch);
        if has_index {
            command.arg("index").arg(file).arg("-o").arg(&index);
        } else {
            command.arg("stats").arg(file);
        }
        command
    };
    let mut row = Row {
        name: input.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        files: files.len(),
        dies: 0,
        walk: Vec::new(),
        build: Vec::new(),
        index: has_index.then_some(0),
        anonymous: (0, 0),
    };
    for file in &files {
        let dies = assert_same_counts(file, scratch);
        row.dies += dies;
        row.anonymous = row.anonymous.max((anonymous(&mut build(file)), dies));
        if let Some(sum) = &mut row.index {
            *sum += std::fs::metadata(&index).map_or(0, |data| data.len());
        }
    }
    for _ in 0..rounds {
        let (mut walk, mut whole) = (Cost::default(), Cost::default());
        for file in &files {
            let _ = std::fs::remove_file(&index);
            let (cost, end) = run(&mut again(&["--walk".as_ref(), file]));
            assert_eq!(end, End::Exit(0), "the walk of {}", file.display());
            walk = sum(walk, cost);
            let (cost, end) = run(&mut build(file));
            // Part of the input may be unreadable: exit code 4.
            assert!(matches!(end, End::Exit(0 | 4)), "{end:?} of {}", file.display());
            whole = sum(whole, cost);
        }
        row.walk.push(walk);
        row.build.push(whole);
    }
    row
}

/// One after the other.
fn sum(a: Cost, b: Cost) -> Cost {
    Cost { wall: a.wall + b.wall, cpu: a.cpu + b.cpu, peak: a.peak.max(b.peak) }
}

/// A fast answer to another question would be no measurement. Answers the number of DIEs.
fn assert_same_counts(file: &Path, scratch: &Path) -> u64 {
    let mut stats = klpscope();
    stats.args(["stats", "--format", "json"]).arg(file).env("XDG_CACHE_HOME", scratch);
    let answer = stats.output().expect("klpscope stats");
    let stats: serde_json::Value = serde_json::from_slice(&answer.stdout).expect("JSON");
    let count = |name: &str| stats["objects"][0]["dies"][name].as_u64().expect("a count");
    let walked = again(&["--walk".as_ref(), file]).output().expect("the walk").stdout;
    let names = ["all", "subprograms", "inlined_subroutines", "call_sites"];
    let counted: Vec<String> = names.iter().map(|name| count(name).to_string()).collect();
    assert_eq!(String::from_utf8_lossy(&walked).trim(), counted.join(" "), "{}", file.display());
    count("all")
}

/// Most bytes of memory that is not backed by a file: `RssAnon` of proc(5), looked at
/// every half millisecond in a run that is not timed.
fn anonymous(command: &mut Command) -> u64 {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("it starts");
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut most = 0;
    while child.try_wait().expect("a child").is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("RssAnon:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        most = most.max(kib.unwrap_or(0) * 1024);
        std::thread::sleep(Duration::from_micros(500));
    }
    most
}

/// The files that arguments name: in a folder all modules.
fn files(input: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![input.to_path_buf()];
    while let Some(path) = open.pop() {
        if !path.is_dir() {
            found.push(path);
            continue;
        }
        for entry in std::fs::read_dir(&path).expect("a folder") {
            let entry = entry.expect("an entry");
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder || entry.path().extension().is_some_and(|ending| ending == "ko") {
                open.push(entry.path());
            }
        }
    }
    found.sort();
    found
}

const MIB: f64 = (1 << 20) as f64;

fn table(rows: &[Row], rounds: usize) {
    println!("Medians of {rounds} rounds; W and klpscope in turn, a process each.\n");
    println!(
        "| file | files | DIEs | W s (least) | W CPU s | W MiB | klpscope s (least) | CPU s | MiB \
         | wall / W | CPU / W | peak / W | anonymous B a DIE | index B a DIE |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    for row in rows {
        let wall = |costs: &[Cost]| median(costs.iter().map(|cost| cost.wall));
        let least = |costs: &[Cost]| costs.iter().map(|cost| cost.wall).fold(f64::MAX, f64::min);
        let cpu = |costs: &[Cost]| median(costs.iter().map(|cost| cost.cpu));
        let peak = |costs: &[Cost]| median(costs.iter().map(|cost| cost.peak as f64)) / MIB;
        let pairs = |value: fn(&Cost) -> f64| {
            median(row.build.iter().zip(&row.walk).map(|(build, walk)| value(build) / value(walk)))
        };
        let index = row.index.map(|bytes| format!("{:.2}", bytes as f64 / row.dies as f64));
        println!(
            "| {} | {} | {} | {:.3} ({:.3}) | {:.3} | {:.0} | {:.3} ({:.3}) | {:.3} | {:.0} | {:.2} \
             | {:.2} | {:.2} | {:.1} | {} |",
            row.name,
            row.files,
            row.dies,
            wall(&row.walk),
            least(&row.walk),
            cpu(&row.walk),
            peak(&row.walk),
            wall(&row.build),
            least(&row.build),
            cpu(&row.build),
            peak(&row.build),
            pairs(|cost| cost.wall),
            pairs(|cost| cost.cpu),
            peak(&row.build) / peak(&row.walk),
            row.anonymous.0 as f64 / row.anonymous.1.max(1) as f64,
            index.unwrap_or_else(|| "-".to_owned()),
        );
    }
}

/// CPU time against DIEs: a straight line by least squares, and how well it fits. A row of
/// many files counts by its mean file, for each process has its own begin.
fn growth(rows: &[Row]) {
    let points: Vec<(f64, f64)> = rows
        .iter()
        .map(|row| {
            let files = row.files.max(1) as f64;
            let cpu = median(row.build.iter().map(|cost| cost.cpu));
            (row.dies as f64 / files, cpu / files)
        })
        .collect();
    if points.len() < 3 {
        return println!("\nGrowth needs three files or more.");
    }
    let mean =
        |value: fn(&(f64, f64)) -> f64| points.iter().map(value).sum::<f64>() / points.len() as f64;
    let (dies, cpu) = (mean(|point| point.0), mean(|point| point.1));
    let sum = |value: &dyn Fn(f64, f64) -> f64| {
        points.iter().map(|point| value(point.0 - dies, point.1 - cpu)).sum::<f64>()
    };
    let (xx, xy, yy) = (sum(&|x, _| x * x), sum(&|x, y| x * y), sum(&|_, y| y * y));
    println!(
        "\nCPU time: {:.1} ns a DIE and {:.1} ms a file; R^2 = {:.4}",
        xy / xx * 1e9,
        (cpu - xy / xx * dies) * 1e3,
        xy * xy / (xx * yy),
    );
}
