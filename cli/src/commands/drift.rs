//! `klpscope drift`: what changed from one build to the next?

use klpscope_analyzer::report::text;
use klpscope_analyzer::{self as analyzer, DriftQuestion};

use crate::args::{Drift, Evidence};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::output::{Notes, Output, render};

/// Answers `drift`.
pub(crate) fn run(args: &Drift, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let functions: Result<_, _> = args.functions.iter().map(|spec| spec.parse()).collect();
    let question = DriftQuestion {
        functions: functions?,
        only: args.only.iter().map(|kind| kind.0).collect(),
        min_growth: args.min_growth,
        allowed: args.allow.iter().copied().collect(),
    };
    let evidence = Evidence::of_files(args.no_cache, args.allow_incomplete);
    let files = [args.old.clone(), args.new.clone()];
    let mut input = Input::read(&files, &evidence)?;
    let report = input.ask(|programs, notices| match programs {
        [old, new] => Some(analyzer::drift(old, new, &question, notices)),
        _ => None,
    })?;
    let Some(report) = report else { return Ok(Exit::Bug) };
    let report = report.map_err(|error| input.lacks(error))?;
    output.answer(&render(args.format, &report, text::drift)?)?;
    let known = input.notices.len();
    input.notices.extend(report.notices.iter().skip(known).cloned());
    let exit = input.finish(output, args.format.notes(Notes::Counted));
    Ok(if args.exit_code && report.totals.beyond { Exit::CheckFailed } else { exit })
}
