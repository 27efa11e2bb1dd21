//! `klpscope show`: what became of a source function?

use std::slice;

use klpscope_analyzer as analyzer;
use klpscope_analyzer::report::text;

use crate::args::Show;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::output::{Notes, Output, render};

/// Answers `show`.
pub(crate) fn run(args: &Show, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let spec = args.spec.parse()?;
    let mut input = Input::read(slice::from_ref(&args.file), &args.evidence)?;
    let report = input
        .ask(|programs, notices| analyzer::show(programs, &spec, notices))?
        .map_err(|error| input.lacks(error))?;
    output.answer(&render(args.format, &report, text::show)?)?;
    Ok(input.finish(output, args.format.notes(Notes::Counted)))
}
