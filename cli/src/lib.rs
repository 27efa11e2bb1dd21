//! The command line of klpscope: arguments to a question, the question to the
//! analyzer, its report to stdout. Decides nothing about patches itself.
//!
//! ```
//! let (mut out, mut err) = (Vec::new(), Vec::new());
//! let exit = klpscope::run(["klpscope".into(), "--version".into()], &mut out, &mut err);
//! assert_eq!(exit, klpscope::Exit::Answered);
//! assert!(out.starts_with(b"klpscope "));
//! ```

mod args;
mod bug;
mod cache;
mod commands;
mod exit;
mod failure;
mod input;
mod kernel;
mod limits;
mod output;
mod progress;
mod serve;

use std::ffi::OsString;
use std::io::{BufWriter, Write};
use std::process::ExitCode;

use args::Command;
pub use exit::Exit;
use failure::Failure;
use limits::Limited;
use output::Output;

/// Runs the command `args` (the program's name first) on the streams of the process.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    bug::keep_quiet();
    let mut out = BufWriter::new(anstream::stdout().lock());
    // Not locked: the spinner draws on stderr from a thread of its own.
    let mut err = anstream::stderr();
    run(args, &mut out, &mut err).into()
}

/// Runs the command `args` (the program's name first): the answer goes to `out`,
/// whatever else there is to say to `err`. Both may carry colours.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    let mut output = Output::new(out, err);
    match bug::catch(|| answer(args, &mut output)) {
        Ok(Ok(exit)) => exit,
        Ok(Err(failure)) => output.failure(&failure),
        Err(bug) => output.bug(&bug),
    }
}

fn answer(
    args: impl IntoIterator<Item = OsString>,
    output: &mut Output<'_>,
) -> Result<Exit, Failure> {
    let (command, limits) = Command::read(args)?;
    let _limited = Limited::to(limits)?;
    match command {
        Command::Impact(args) => commands::impact::run(&args, output),
        Command::Report(args) => commands::report::run(&args, output),
        Command::Serve(args) => commands::serve::run(&args, output),
        Command::Explain(args) => commands::explain::run(&args, output),
        Command::Show(args) => commands::show::run(&args, output),
        Command::Audit(args) => commands::audit::run(&args, output),
        Command::Verify(args) => commands::verify::run(&args, output),
        Command::Drift(args) => commands::drift::run(&args, output),
        Command::Gate(args) => commands::gate::run(&args, output),
        Command::Stats(args) => commands::stats::run(&args, output),
        Command::List(args) => commands::list::run(&args, output),
        Command::Graph(args) => commands::graph::run(&args, output),
        Command::Index(args) => commands::index::run(&args, output),
        Command::ExplainPolicy(args) => commands::explain_policy::run(&args, output),
        Command::Cache(args) => commands::cache::run(&args.command, output),
        Command::Completions(args) => commands::completions::run(&args, output),
        Command::Man(args) => commands::man::run(&args, output),
    }
}
