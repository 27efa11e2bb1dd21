//! A file that is cut short while it is read: an error that names it, or another way to the
//! answer. Never a signal, never less in silence.
#![expect(clippy::expect_used, reason = "a test stops at what it cannot do")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use klpscope_graph::{ErrorKind, Input, InputKey, Program, Stage, build, open_index};
use klpscope_tests::generated;

const KLPSCOPE: &str = env!("CARGO_BIN_EXE_documented");
const NOT_READABLE: i32 = 3;
const INCOMPLETE: i32 = 4;

/// A program of some pages, and where it lies.
fn program(units: u64) -> (tempfile::TempDir, PathBuf, u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("program");
    let bytes = generated::named_program(units);
    fs::write(&path, &bytes).expect("written");
    (folder, path, bytes.len() as u64)
}

fn cut(path: &Path, length: u64) {
    File::options().write(true).open(path).expect("a file").set_len(length).expect("cut");
}

fn input(path: &Path) -> Input {
    Input { path: path.to_owned(), ..Input::default() }
}

/// At whatever step of the reading, to whatever length.
#[test]
fn between_two_steps() {
    for step in [Stage::Dwarf, Stage::Code] {
        for part in [0, 1, 2, 3, 5, 6, 7] {
            let (_folder, path, length) = program(4);
            let reached = AtomicBool::new(false);
            let read = build(&input(&path), &|stage| {
                if stage == step {
                    reached.store(true, Ordering::SeqCst);
                    cut(&path, length * part / 8);
                }
            });
            assert!(reached.load(Ordering::SeqCst), "{step:?} is a step");
            let error = read.err().unwrap_or_else(|| unreachable!("{step:?}, {part}/8"));
            assert_eq!(error.file, path);
            assert!(matches!(error.kind, ErrorKind::NotTheSame(_)), "{step:?}, {part}/8: {error}");
        }
    }
}

/// What was overwritten in place is no part of an answer either.
#[test]
fn written_to_meanwhile() {
    let (_folder, path, length) = program(4);
    let read = build(&input(&path), &|stage| {
        if stage == Stage::Dwarf {
            cut(&path, length + 1);
        }
    });
    let error = read.expect_err("an error");
    assert!(matches!(error.kind, ErrorKind::NotTheSame(_)), "{error}");
}

/// Replaced by renaming: the old file is still there for who has it open.
#[test]
fn replaced_meanwhile() {
    let (folder, path, _) = program(4);
    let read = build(&input(&path), &|stage| {
        if stage == Stage::Dwarf {
            let other = folder.path().join("other");
            fs::write(&other, b"other").expect("written");
            fs::rename(&other, &path).expect("renamed");
        }
    });
    assert!(read.is_ok());
}

/// Code is decoded when it is asked for, which is later.
#[test]
fn between_reading_and_asking() {
    let (_folder, path, length) = program(4);
    let (program, _) = build(&input(&path), &|_| {}).expect("a program");
    assert!(program.index_damage().is_none());
    cut(&path, length / 64);
    ask(&program);
    let damage = program.index_damage().expect("it is told");
    assert!(damage.to_string().contains("was cut short"), "{damage}");
}

/// Also blocks that were good when they were read first.
#[test]
fn an_index() {
    let (folder, path, _) = program(16);
    let key = InputKey::of(&input(&path)).expect("a key");
    let index = folder.path().join("index");
    let (program, _) = build(&input(&path), &|_| {}).expect("a program");
    program.write_index(&key, &mut File::create(&index).expect("a file")).expect("written");
    let length = fs::metadata(&index).expect("a file").len();
    for asked_before in [false, true] {
        for part in 0..8 {
            let again = folder.path().join(format!("index{asked_before}{part}"));
            fs::copy(&index, &again).expect("copied");
            let (opened, _) = open_index(&again, &key).expect("whole");
            if asked_before {
                ask(&opened);
                assert!(opened.index_damage().is_none());
            }
            cut(&again, length * part / 8);
            ask(&opened);
            opened.check_index();
            let is_told = opened.index_damage().is_some();
            assert!(is_told, "{part}/8 of {length}, asked before: {asked_before}");
        }
    }
}

/// A process of its own, as often as it takes to meet it at work.
#[test]
fn in_a_process() {
    let (_folder, path, length) = program(400);
    let whole = fs::read(&path).expect("a file");
    let run = |delay: Option<f64>| {
        fs::write(&path, &whole).expect("written");
        let begin = Instant::now();
        let child = Command::new(KLPSCOPE)
            .args(["stats".as_ref(), path.as_os_str(), "--no-cache".as_ref()])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        if let Some(delay) = delay {
            thread::sleep(std::time::Duration::from_secs_f64(delay));
            cut(&path, length / 3 / 4096 * 4096);
        }
        let ended = child.wait_with_output().expect("it ends");
        (ended, begin.elapsed().as_secs_f64())
    };
    let (healthy, seconds) = run(None);
    assert_eq!(healthy.status.code(), Some(0), "{healthy:?}");
    let mut met = 0;
    for step in 0..20 {
        let (ended, _) = run(Some(seconds * f64::from(step) / 20.0));
        let err = String::from_utf8_lossy(&ended.stderr).into_owned();
        // Cut before it was opened, it is a damaged file like others.
        match ended.status.code() {
            Some(0) => assert!(ended.stdout == healthy.stdout, "step {step}: another answer"),
            Some(NOT_READABLE) => {
                assert!(ended.stdout.is_empty() && err.contains("program"), "step {step}: {err}");
                met += usize::from(err.contains("is not what it was"));
            }
            Some(INCOMPLETE) => assert!(err.contains("incomplete: "), "step {step}: {err}"),
            other => unreachable!("step {step}: {other:?} {:?}: {err}", ended.status),
        }
    }
    assert!(met > 0, "no run was met at work in {seconds} s");
}

/// Reads what an answer is made of.
fn ask(program: &Program) {
    for id in program.instances() {
        let _ = (program.instance_name(id), program.calls_from(id), program.calls_to(id));
        let _ = (program.effects(id), program.references(id), program.inlined_into(id));
    }
    for id in program.functions() {
        let _ = (program.function_name(id), program.function(id).places());
    }
}
