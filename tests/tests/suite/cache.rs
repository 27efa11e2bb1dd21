//! The cache through the command: what is kept answers as the file does, and nothing in the
//! folder, nor in the way of it, changes an answer.
#![expect(clippy::expect_used, reason = "a test stops at what it cannot do")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use klpscope_tests::{corpus, generated};

const KLPSCOPE: &str = env!("CARGO_BIN_EXE_documented");
/// Units of a program that is large enough to be kept (1 MiB).
const UNITS: u64 = 60;

struct Scene {
    folder: tempfile::TempDir,
    program: PathBuf,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("program");
        let bytes = generated::program(UNITS);
        assert!(bytes.len() >= 1 << 20, "{} bytes are not kept", bytes.len());
        fs::write(&program, bytes).expect("can be written");
        Self { folder, program }
    }

    /// `XDG_CACHE_HOME`.
    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(KLPSCOPE);
        command.args(args).env("XDG_CACHE_HOME", self.home()).stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Answer {
        Answer::of(self.command(args).output().expect("it starts"))
    }

    fn impact(&self, more: &[&str]) -> Answer {
        let question = ["impact", text(&self.program), "-f", "function_0_0"];
        self.run(&[&question, more].concat())
    }

    /// Names of the files of the cache, without those of keys: a key is kept only of a file
    /// that was left alone for a while.
    fn kept(&self) -> Vec<PathBuf> {
        self.files().into_iter().filter(|path| !is_keys(path)).collect()
    }

    fn files(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(self.home().join("klpscope")).into_iter().flatten();
        files.map(|file| file.expect("readable").path()).collect()
    }

    /// The only file of the cache.
    fn index(&self) -> PathBuf {
        let kept = self.kept();
        assert_eq!(kept.len(), 1, "{kept:?}");
        kept[0].clone()
    }
}

#[derive(Debug, PartialEq)]
struct Answer {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Answer {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// The same answer, with a remark on the index.
    fn is_with_remark(&self, plain: &Self, remark: &str) {
        assert_eq!((self.code, &self.out), (plain.code, &plain.out));
        assert!(self.err.contains(remark), "no {remark:?} in {:?}", self.err);
    }
}

#[test]
fn the_second_question_is_answered_from_what_the_first_left() {
    let scene = Scene::new();
    let plain = scene.impact(&["--no-cache"]);
    assert_eq!((plain.code, scene.kept().len()), (Some(0), 0), "{}", plain.err);
    assert_eq!(scene.impact(&[]), plain);
    let written = fs::metadata(scene.index()).expect("is there").modified().expect("a time");
    assert_eq!(scene.impact(&[]), plain);
    let later = fs::metadata(scene.index()).expect("is there").modified().expect("a time");
    assert_eq!(later, written, "it was written again");
    let listed = scene.run(&["cache", "list"]);
    assert!(listed.out.contains(text(&scene.program)), "{}", listed.out);
}

#[test]
fn what_is_wrong_with_a_file_of_the_cache_is_said_and_mended() {
    let scene = Scene::new();
    let plain = scene.impact(&[]);
    let index = scene.index();
    let whole = fs::read(&index).expect("readable");
    let mut version = whole.clone();
    version[12] ^= 1;
    // Every block of the data: whichever a question touches.
    let mut data = whole.clone();
    (whole.len() / 2..whole.len()).step_by(1000).for_each(|at| data[at] ^= 1);
    let broken: [(&str, &[u8]); 5] = [
        ("empty", b""),
        ("cut", &whole[..whole.len() / 2]),
        ("foreign", &fs::read(corpus("recursion/prebuilt/gcc-12.elf")).expect("readable")),
        ("version", &version),
        ("data", &data),
    ];
    for (what, bytes) in broken {
        fs::write(&index, bytes).expect("can be written");
        let remark = format!("index {}: ", index.display());
        scene.impact(&[]).is_with_remark(&plain, &remark);
        assert!(fs::read(&index).expect("readable") == whole, "{what}: not written anew");
        assert_eq!(scene.impact(&[]), plain, "{what}");
    }
}

/// A file is known again by what the file system tells of it, so that its pages need not be
/// read for every question.
#[test]
fn a_file_written_over_in_place_is_seen() {
    let scene = Scene::new();
    // Younger, a change could go unseen.
    thread::sleep(Duration::from_millis(2500));
    let plain = scene.impact(&[]);
    let keys: Vec<_> = scene.files().into_iter().filter(|path| is_keys(path)).collect();
    assert_eq!((plain.code, keys.len()), (Some(0), 1), "{}", plain.err);
    assert_eq!(scene.impact(&[]), plain);

    let whole = fs::read(&keys[0]).expect("readable");
    for damaged in [&whole[..whole.len() / 2], b"", &[b'7'; 300]] {
        fs::write(&keys[0], damaged).expect("can be written");
        assert_eq!(scene.impact(&[]), plain);
        assert!(fs::read(&keys[0]).expect("readable") == whole, "not written anew");
    }

    // Of the same length and, as far as that can be set, of the same time.
    let time = fs::metadata(&scene.program).expect("is there").modified().expect("a time");
    let bytes = fs::read(&scene.program).expect("readable");
    let file = fs::File::options().write(true).open(&scene.program).expect("can be opened");
    (&file).write_all(&renamed(bytes)).expect("can be written");
    file.set_modified(time).expect("can be set");
    drop(file);
    let answer = scene.impact(&[]);
    assert_eq!((answer.code, answer.out.as_str()), (Some(2), ""), "{}", answer.err);
}

/// Bytes of a program with another name for `function_0_0`.
fn renamed(mut bytes: Vec<u8>) -> Vec<u8> {
    let name = b"function_0_0\0";
    let places: Vec<_> = (0..bytes.len()).filter(|&at| bytes[at..].starts_with(name)).collect();
    assert!(!places.is_empty());
    places.into_iter().for_each(|at| bytes[at] = b'F');
    bytes
}

fn is_keys(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "keys")
}

/// Also for root, to whom no folder is read-only.
#[test]
fn a_cache_that_cannot_be_written_is_said() {
    let scene = Scene::new();
    let plain = scene.impact(&["--no-cache"]);
    fs::write(scene.home(), "a file, no folder").expect("can be written");
    scene.impact(&[]).is_with_remark(&plain, "--no-cache does without");
    let index = scene.run(&["index", text(&scene.program)]);
    assert_eq!((index.code, index.out.as_str()), (Some(3), ""), "{}", index.err);
}

#[test]
fn writers_at_one_time_leave_one_whole_file() {
    let scene = Scene::new();
    let plain = scene.impact(&["--no-cache"]);
    let start = |args: &[&str]| -> Child {
        let mut command = scene.command(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    };
    let question = ["impact", text(&scene.program), "-f", "function_0_0"];
    let running: Vec<Child> = (0..8)
        .map(|number| match number % 4 {
            0 => start(&["index", text(&scene.program)]),
            1 => start(&["cache", "prune", "--all"]),
            _ => start(&question),
        })
        .collect();
    for (number, child) in running.into_iter().enumerate() {
        let answer = Answer::of(child.wait_with_output().expect("it ends"));
        assert_eq!(answer.code, Some(0), "{}", answer.err);
        if number % 4 > 1 {
            assert_eq!(answer, plain);
        }
    }
    assert_eq!(scene.impact(&[]), plain);
    scene.index();
}

#[test]
fn the_index_that_is_named_has_to_be_of_the_file() {
    let scene = Scene::new();
    let plain = scene.impact(&["--no-cache"]);
    let named = scene.folder.path().join("named.klpx");
    let written = scene.run(&["index", text(&scene.program), "-o", text(&named)]);
    assert_eq!(written.code, Some(0), "{}", written.err);
    assert_eq!(scene.impact(&["--index", text(&named)]), plain);

    let other = corpus("recursion/prebuilt/gcc-12.elf");
    let written = scene.run(&["index", text(&other), "-o", text(&named)]);
    assert_eq!(written.code, Some(0), "{}", written.err);
    let before = fs::read(&named).expect("readable");
    let answer = scene.impact(&["--index", text(&named)]);
    answer.is_with_remark(&plain, "the index is of another input");
    assert!(fs::read(&named).expect("readable") == before, "what a user names is not ours");

    let answer = scene.impact(&["--index", "/nonexistent/index"]);
    assert_eq!((answer.code, answer.out.as_str()), (Some(3), ""), "{}", answer.err);
    assert!(answer.err.contains("/nonexistent/index"), "{}", answer.err);
    let answer = scene.impact(&["--index", text(&named), "--source", text(scene.folder.path())]);
    assert_eq!((answer.code, answer.out.as_str()), (Some(2), ""), "{}", answer.err);
    assert!(scene.kept().is_empty());
}

#[test]
fn pruning_leaves_what_is_good_and_young() {
    let scene = Scene::new();
    scene.impact(&[]);
    let index = scene.index();
    fs::write(index.with_file_name("old.klpx"), "of an older klpscope").expect("can be written");
    fs::write(index.with_file_name("notes.txt"), "not ours").expect("can be written");
    let pruned = scene.run(&["cache", "prune"]);
    assert!(pruned.out.starts_with("1 file removed"), "{}", pruned.out);
    assert_eq!(scene.kept().len(), 2);
    let pruned = scene.run(&["cache", "prune", "--max-size", "1K", "--format", "json"]);
    let rows: serde_json::Value = serde_json::from_str(&pruned.out).expect("JSON");
    assert_eq!(rows[0]["index"].as_str(), Some(text(&index)), "{rows}");
    assert_eq!(scene.kept(), [index.with_file_name("notes.txt")]);
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}
