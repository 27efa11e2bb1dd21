//! `klpscope stats`: what was read? With `--verify`: do the graph's invariants hold?

use std::slice;

use klpscope_analyzer as analyzer;
use klpscope_analyzer::report::text;
use klpscope_graph::Program;

use crate::args::Stats;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::output::{Notes, Output, render};

/// Answers `stats`.
pub(crate) fn run(args: &Stats, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let input = Input::read(slice::from_ref(&args.file), &args.evidence)?;
    let report = analyzer::stats(&input.programs, &input.notices);
    output.answer(&render(args.format, &report, |report, _| text::stats(report))?)?;
    let exit = input.finish(output, args.format.notes(Notes::Shown));
    Ok(if args.verify && !verify(&input, output) { Exit::CheckFailed } else { exit })
}

/// Says which invariants do not hold; true if all do.
fn verify(input: &Input, output: &mut Output<'_>) -> bool {
    let findings: Vec<_> = input.programs.iter().flat_map(Program::verify).collect();
    output.findings(&findings);
    findings.is_empty()
}
