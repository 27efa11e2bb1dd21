//! A program in a process of its own becomes time, CPU time and memory.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// What one run of a program took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    /// Seconds from start to end.
    pub(crate) wall: f64,
    /// Seconds of all its threads, in the kernel too.
    pub(crate) cpu: f64,
    /// Most bytes in memory, pages of mapped files among them. Linux counts what the
    /// parent held when it made the child: a bench keeps itself small.
    pub(crate) peak: u64,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Exit(i32),
    /// It took too long and was killed.
    Late,
}

/// This program again, for what shall be measured in a process of its own.
pub(crate) fn again(args: &[&Path]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("the path of this program"));
    command.args(args);
    command
}

/// Runs `klpscope ARGS` if the command line asks for it: see [`klpscope`].
pub(crate) fn run_klpscope(args: &[String]) {
    let [mode, args @ ..] = args else { return };
    if mode == "--klpscope" {
        let answer = klpscope_tests::klpscope(args);
        print!("{}", answer.out);
        eprint!("{}", answer.err);
        std::process::exit(answer.code.into());
    }
}

/// `klpscope` with these arguments: the program that the variable `KLPSCOPE` names, else
/// this one, which holds it.
pub(crate) fn klpscope() -> Command {
    match std::env::var_os("KLPSCOPE") {
        Some(path) => Command::new(path),
        None => again(&["--klpscope".as_ref()]),
    }
}

/// What follows the name of the bench; cargo's own argument left aside.
pub(crate) fn args() -> Vec<String> {
    std::env::args().skip(1).filter(|arg| arg != "--bench").collect()
}

/// Runs a program to its end, without its output.
pub(crate) fn run(command: &mut Command) -> (Cost, End) {
    within(command, None)
}

/// The same, but no longer than this.
#[expect(clippy::zombie_processes, reason = "it is waited for by number")]
pub(crate) fn within(command: &mut Command, most: Option<Duration>) -> (Cost, End) {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let begin = Instant::now();
    let child = command.spawn().expect("it starts");
    let mut late = false;
    let (status, usage) = loop {
        if let Some(ended) = wait(&child, most.is_none()) {
            break ended;
        }
        if most.is_some_and(|most| begin.elapsed() > most) && !late {
            late = true;
            kill(&child);
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    let cost = Cost {
        wall: begin.elapsed().as_secs_f64(),
        cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime),
        // Linux counts it in KiB.
        peak: usage.ru_maxrss as u64 * 1024,
    };
    let end = if late { End::Late } else { End::Exit(status.code().unwrap_or(-1)) };
    (cost, end)
}

/// How a child ended and what it used; `None` if it runs on and is not to be waited for.
#[expect(unsafe_code, reason = "the standard library does not tell what one child used")]
fn wait(child: &Child, blocks: bool) -> Option<(ExitStatus, libc::rusage)> {
    let options = if blocks { 0 } else { libc::WNOHANG };
    let (mut status, id) = (0, child.id() as libc::pid_t);
    // SAFETY: numbers only, for which zero is a value.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: both pointers are to this function's own variables. Nobody else waits for it.
    let ended = unsafe { libc::wait4(id, &raw mut status, options, &raw mut usage) };
    assert!(ended >= 0, "{}", std::io::Error::last_os_error());
    (ended > 0).then(|| (ExitStatus::from_raw(status), usage))
}

#[expect(unsafe_code, reason = "a child that is waited for by number is killed by number")]
fn kill(child: &Child) {
    // SAFETY: it was not waited for, so that the number is still its own.
    unsafe { libc::kill(child.id() as libc::pid_t, libc::SIGKILL) };
}

pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    at(values, 0.5)
}

/// The value that this share of the others does not exceed.
pub(crate) fn at(values: impl IntoIterator<Item = f64>, share: f64) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1).expect("a value");
    values[(last as f64 * share).round() as usize]
}
