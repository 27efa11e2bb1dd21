//! `klpscope impact`: which machine functions must be replaced?

use klpscope_analyzer::report::text;
use klpscope_analyzer::{self as analyzer, Question};

use crate::args::Impact;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::output::{Notes, Output, render};

/// Answers `impact`.
pub(crate) fn run(args: &Impact, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let question = Question { lift: args.lift, ..args.question.parse()? };
    let input = Input::read(&args.files, &args.evidence)?;
    let report = analyzer::impact(&input.programs, &question, &input.notices)
        .map_err(|error| input.lacks(error))?;
    output.answer(&render(args.format, &report, text::impact)?)?;
    Ok(input.finish(output, args.format.notes(Notes::Counted)))
}
