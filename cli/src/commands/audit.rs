//! `klpscope audit`: how was it built, and how far can an answer be trusted?

use klpscope_analyzer as analyzer;
use klpscope_analyzer::report::text;

use crate::args::Audit;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::output::{Notes, Output, render};

/// Answers `audit`.
pub(crate) fn run(args: &Audit, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let mut input = Input::of(&args.objects.files, &args.objects.kernel, &args.evidence)?;
    let report = input.ask(analyzer::audit)?;
    output.answer(&render(args.format, &report, text::audit)?)?;
    Ok(input.finish(output, args.format.notes(Notes::Counted)))
}
