//! `klpscope explain`: why is this machine function in the set, or why not?

use std::slice;

use klpscope_analyzer as analyzer;
use klpscope_analyzer::report::text;

use crate::args::Explain;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::output::{Notes, Output, render};

/// Answers `explain`.
pub(crate) fn run(args: &Explain, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let (target, question) = (args.target.parse()?, args.question.parse()?);
    let mut input = Input::read(slice::from_ref(&args.file), &args.evidence)?;
    let report = input
        .ask(|programs, notices| analyzer::explain(programs, &target, &question, notices))?
        .map_err(|error| input.lacks(error))?;
    output.answer(&render(args.format, &report, text::explain)?)?;
    Ok(input.finish(output, args.format.notes(Notes::Counted)))
}
