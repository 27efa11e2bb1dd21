//! What befalls a command from outside: it is killed while it writes, hundreds run at a time,
//! the disk is full. The next question is answered as ever, and no half file is taken for whole.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a test stops, and says what it did")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Instant;

use klpscope_tests::generated;

const KLPSCOPE: &str = env!("CARGO_BIN_EXE_documented");
/// Units of a program that is large enough to be kept in the cache (1 MiB).
const UNITS: u64 = 60;
const KILLS: u64 = 200;
const AT_A_TIME: usize = 200;

struct Scene {
    folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("program"), generated::program(UNITS)).expect("written");
        Self { folder }
    }

    fn program(&self) -> PathBuf {
        self.folder.path().join("program")
    }

    fn cache(&self) -> PathBuf {
        self.folder.path().join("home/klpscope")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(KLPSCOPE);
        command.args(args).env("XDG_CACHE_HOME", self.folder.path().join("home"));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Asks for the set of one function.
    fn start(&self) -> Child {
        let program = self.program();
        let question = ["impact", text(&program), "-f", "function_0_0"];
        self.command(&question).spawn().expect("it starts")
    }

    fn ask(&self) -> Output {
        self.start().wait_with_output().expect("it ends")
    }

    /// Files of the cache other than whole indexes and keys.
    fn half_files(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(self.cache()).into_iter().flatten().filter_map(Result::ok);
        let is_whole =
            |path: &Path| path.extension().is_some_and(|end| end == "klpx" || end == "keys");
        files.map(|file| file.path()).filter(|path| !is_whole(path)).collect()
    }
}

#[test]
fn killed_while_it_writes() {
    let scene = Scene::new();
    let plain = scene.ask();
    assert_eq!(plain.status.code(), Some(0));
    let begin = Instant::now();
    empty(&scene.cache());
    scene.ask();
    let whole = begin.elapsed();
    let (mut killed, mut left) = (0, 0);
    for at in 0..KILLS {
        empty(&scene.cache());
        let mut running = scene.start();
        // Over all of a run, and a little beyond: slower and faster ones are met too.
        thread::sleep(whole.mul_f64(1.2 * (at * 89 % KILLS) as f64 / KILLS as f64));
        running.kill().expect("it can be killed");
        killed += u64::from(!running.wait().expect("it ends").success());
        left += scene.half_files().len();
        let answer = scene.ask();
        assert_eq!((answer.status.code(), &answer.stdout), (Some(0), &plain.stdout), "run {at}");
    }
    assert!(killed > KILLS / 4, "{killed} of {KILLS} were killed before their end");
    println!("{killed} of {KILLS} were killed before their end; {left} half files were left");
}

#[test]
fn hundreds_at_a_time() {
    let scene = Scene::new();
    let plain = scene.ask();
    empty(&scene.cache());
    let running: Vec<Child> = (0..AT_A_TIME).map(|_| scene.start()).collect();
    for child in running {
        let answer = child.wait_with_output().expect("it ends");
        assert_eq!((answer.status.code(), &answer.stdout), (Some(0), &plain.stdout));
        assert!(answer.stderr.is_empty(), "{}", String::from_utf8_lossy(&answer.stderr));
    }
    assert_eq!(scene.half_files(), Vec::<PathBuf>::new());
}

/// A disk of 64 KiB is made for it where users may mount one in a namespace of their own.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk() {
    let scene = Scene::new();
    let plain = scene.ask();
    empty(&scene.cache());
    let script = "mount -t tmpfs -o size=64k none \"$1\" && shift && exec \"$@\"";
    let on_a_small_disk = |args: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(["-rm", "sh", "-c", script, "sh", text(&scene.cache()), KLPSCOPE]).args(args);
        command.env("XDG_CACHE_HOME", scene.folder.path().join("home"));
        command.output()
    };
    fs::create_dir_all(scene.cache()).expect("a folder");
    let version = on_a_small_disk(&["--version"]);
    if !version.is_ok_and(|output| output.status.success()) {
        println!("not run: users may not mount here");
        return;
    }
    let program = scene.program();
    let answer = on_a_small_disk(&["impact", text(&program), "-f", "function_0_0"]);
    let answer = answer.expect("it starts");
    assert_eq!((answer.status.code(), &answer.stdout), (Some(0), &plain.stdout));
    assert!(String::from_utf8_lossy(&answer.stderr).contains("--no-cache does without"));
    for (command, place) in [("index", "index.klpx"), ("report", "report.html")] {
        let place = scene.cache().join(place);
        let mut args = vec![command, text(&program), "-o", text(&place), "--no-cache"];
        args.retain(|arg| command == "report" || *arg != "--no-cache");
        if command == "report" {
            args.extend(["-f", "function_0_0"]);
        }
        let answer = on_a_small_disk(&args).expect("it starts");
        let said = String::from_utf8_lossy(&answer.stderr).into_owned();
        assert_eq!(answer.status.code(), Some(3), "{said}");
        assert!(said.contains(text(&place)) && said.contains("space"), "{said}");
    }
    let full = fs::File::options().write(true).open("/dev/full").expect("Linux has it");
    let mut command = scene.command(&["impact", text(&program), "-f", "function_0_0"]);
    let answer = command.stdout(full).output().expect("it starts");
    assert_eq!(answer.status.code(), Some(3), "{}", String::from_utf8_lossy(&answer.stderr));
    assert!(String::from_utf8_lossy(&answer.stderr).contains("space"));
}

/// Removes the files of a folder.
fn empty(folder: &Path) {
    for file in fs::read_dir(folder).into_iter().flatten() {
        fs::remove_file(file.expect("an entry").path()).expect("can be removed");
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}
