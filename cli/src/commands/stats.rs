//! `klpscope stats`: what was read? With `--verify`: do the graph's invariants hold?

use std::slice;

use klpscope_analyzer::report::text;
use klpscope_analyzer::{self as analyzer, distribution};
use klpscope_graph::Program;

use crate::args::Stats;
use crate::cache;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::output::{Notes, Output, render};

/// Answers `stats`.
pub(crate) fn run(args: &Stats, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let mut input = Input::read(slice::from_ref(&args.file), &args.evidence)?;
    let report =
        input.ask(|programs, notices| analyzer::stats(programs, notices, args.plot.is_some()))?;
    if let Some(path) = args.plot.as_deref().filter(|path| path.as_os_str() != "-") {
        let picture = distribution::svg(&report)?;
        cache::whole(path, |out| out.write_all(picture.as_bytes()))
            .map_err(|error| Failure::Write { path: path.to_owned(), error })?;
    }
    output.answer(&render(args.format, &report, |report, _| text::stats(report))?)?;
    let findings =
        if args.verify { input.ask(|programs, _| verify(programs))? } else { Vec::new() };
    let exit = input.finish(output, args.format.notes(Notes::Shown));
    output.findings(&findings);
    Ok(if findings.is_empty() { exit } else { Exit::CheckFailed })
}

/// The invariants that do not hold.
fn verify(programs: &[Program]) -> Vec<String> {
    programs.iter().flat_map(Program::verify).collect()
}
