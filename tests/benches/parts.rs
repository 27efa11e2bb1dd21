//! The parts of a build by the stages that it reports, and questions in this process, on
//! a program that is made here or on the file that the variable `KLPSCOPE_BENCH_FILE` names.
//!
//! `cargo bench -p klpscope-tests --bench parts -- [FILTER]`. Criterion, because a stage
//! is timed inside one build (`iter_custom`), and because it compares with the run before.

#![expect(clippy::expect_used, reason = "a bench stops at an error")]

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use klpscope_graph::{Input, Stage, build};
use klpscope_tests::{generated, gimli_walk, klpscope};

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(10));
    targets = stages, walk, questions
}
criterion_main!(benches);

/// Stages, each with the number that it begins with.
const STAGES: [(&str, Stage); 3] =
    [("image", Stage::Image), ("dwarf", Stage::Dwarf), ("code and graph", Stage::Code)];

fn stages(criterion: &mut Criterion) {
    let (_scratch, path) = input();
    let mut group = criterion.benchmark_group("build");
    group.throughput(Throughput::Bytes(std::fs::metadata(&path).expect("FILE").len()));
    for (name, stage) in STAGES {
        group.bench_function(name, |bench| {
            bench.iter_custom(|rounds| (0..rounds).map(|_| stage_time(&path, stage)).sum());
        });
    }
    group.bench_function("whole", |bench| bench.iter(|| build(&at(&path), &|_| ())));
    group.finish();
}

/// From the begin of a stage to that of the next, or to the end.
fn stage_time(path: &Path, wanted: Stage) -> Duration {
    let begins: Mutex<Vec<(Stage, Instant)>> = Mutex::default();
    let note = |stage| {
        if let Ok(mut begins) = begins.lock() {
            begins.push((stage, Instant::now()));
        }
    };
    let program = build(&at(path), &note).expect("a program");
    let end = Instant::now();
    drop(program);
    let begins = begins.into_inner().expect("a list");
    let stage = begins.iter().position(|begin| begin.0 == wanted).expect("the stage");
    begins.get(stage + 1).map_or(end, |next| next.1) - begins[stage].1
}

fn walk(criterion: &mut Criterion) {
    let (_scratch, path) = input();
    let bytes = std::fs::read(&path).expect("FILE");
    criterion.bench_function("yardstick W", |bench| bench.iter(|| gimli_walk::count(&bytes)));
}

/// With all that a command does, the printing left aside: opening the index, or the build
/// where there is none.
fn questions(criterion: &mut Criterion) {
    let (_scratch, path) = input();
    let file = path.to_str().expect("a path");
    let name = std::env::var("KLPSCOPE_BENCH_FUNCTION").unwrap_or_else(|_| "helper".to_owned());
    let mut group = criterion.benchmark_group("question");
    group.bench_function("impact", |bench| bench.iter(|| klpscope(["impact", file, "-f", &name])));
    group.bench_function("show", |bench| bench.iter(|| klpscope(["show", file, &name])));
    group.finish();
}

fn at(path: &Path) -> Input {
    Input { path: path.to_path_buf(), ..Input::default() }
}

fn input() -> (tempfile::TempDir, PathBuf) {
    let scratch = tempfile::tempdir().expect("a folder");
    let named = std::env::var_os("KLPSCOPE_BENCH_FILE").map(PathBuf::from);
    let path = named.unwrap_or_else(|| {
        let path = scratch.path().join("generated");
        std::fs::write(&path, generated::program(100)).expect("write");
        path
    });
    (scratch, path)
}
