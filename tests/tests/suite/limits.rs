//! `--max-memory` and `--timeout`: a message, exit code 5, nothing half done.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use klpscope_tests::{corpus, generated, klpscope};

const KLPSCOPE: &str = env!("CARGO_BIN_EXE_documented");
const GAVE_UP: i32 = 5;

#[test]
fn more_memory_than_allowed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("program");
    fs::write(&path, generated::program(1200)).expect("written");
    let run = |limit: &str| {
        let mut command = Command::new(KLPSCOPE);
        command.args(["--max-memory", limit, "stats"]).arg(&path);
        command.env("XDG_CACHE_HOME", folder.path().join("cache")).output().expect("it runs")
    };
    let small = run("64M");
    gave_up(
        &small,
        "error: more than 64 MiB of memory is needed\nhint: allow more: --max-memory 128M\n",
    );
    assert_eq!(files(&folder.path().join("cache")), 0);
    let large = run("4G");
    assert_eq!(large.status.code(), Some(0), "{large:?}");
    assert!(files(&folder.path().join("cache")) > 0);
    // With its index nearly nothing is needed: what is mapped does not count.
    let kept = run("64M");
    assert_eq!((kept.status.code(), &kept.stdout), (Some(0), &large.stdout), "{kept:?}");
}

/// Their stacks alone would be more.
#[test]
fn more_threads_than_memory_is_for() {
    let run = |limit: &[&str]| {
        let mut command = Command::new(KLPSCOPE);
        command.args(["stats", "--no-cache"]).arg(corpus("lexical-block/prebuilt/gcc-12.elf"));
        command.args(limit).env("RAYON_NUM_THREADS", "200").output().expect("it runs")
    };
    let (limited, free) = (run(&["--max-memory", "64M"]), run(&[]));
    assert_eq!((limited.status.code(), &limited.stdout), (Some(0), &free.stdout), "{limited:?}");
}

#[test]
fn longer_than_allowed() {
    let begin = Instant::now();
    // A patch that never comes.
    let child = Command::new(KLPSCOPE)
        .args(["impact", "--patch", "-", "--timeout", "1"])
        .arg(corpus("patch-kinds/prebuilt/gcc-14.elf"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut child = child;
    let stdin = child.stdin.take();
    let ended = child.wait_with_output().expect("it ends");
    drop(stdin);
    gave_up(&ended, "error: gave up after 1 s\nhint: allow more: --timeout 2\n");
    assert!(begin.elapsed() >= Duration::from_secs(1));
}

#[test]
fn enough_time_is_no_limit() {
    let file = corpus("lexical-block/prebuilt/gcc-12.elf");
    let ask = |more: &[&str]| klpscope([&["stats", file.to_str().expect("a path")], more].concat());
    let (free, limited) = (ask(&[]), ask(&["--timeout", "60"]));
    assert_eq!((limited.code, limited.out), (0, free.out));
}

#[test]
fn limits_that_make_no_sense() {
    for args in
        [["--timeout", "0"], ["--timeout", "soon"], ["--max-memory", "1M"], ["--max-memory", "4X"]]
    {
        let answer = klpscope(["stats", "no/such", args[0], args[1]]);
        assert_eq!(answer.code, 2, "{answer:?}");
        assert!(answer.err.contains(args[0]), "{answer:?}");
    }
}

fn gave_up(ended: &Output, err: &str) {
    assert_eq!(ended.status.code(), Some(GAVE_UP), "{ended:?}");
    assert_eq!(String::from_utf8_lossy(&ended.stderr), err);
    assert!(ended.stdout.is_empty());
}

/// How many files there are below a folder.
fn files(folder: &Path) -> usize {
    let listed = fs::read_dir(folder).map(|list| list.filter_map(Result::ok).collect());
    let entries: Vec<fs::DirEntry> = listed.unwrap_or_default();
    let below = |entry: &fs::DirEntry| match entry.path() {
        path if path.is_dir() => files(&path),
        _ => 1,
    };
    entries.iter().map(below).sum()
}
