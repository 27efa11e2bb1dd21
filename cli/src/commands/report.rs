//! `klpscope report`: the answer of `impact` as one page for a browser.

use std::io::IsTerminal;
use std::path::Path;

use klpscope_analyzer::page;

use super::impact::answer;
use crate::args::Report;
use crate::cache::whole;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Notes, Output};

/// Answers `report`.
pub(crate) fn run(args: &Report, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let path = args.output.as_deref().filter(|path| *path != Path::new("-"));
    if args.output.is_none() && std::io::stdout().is_terminal() {
        return Err(Failure::Usage {
            problem: "the page is for a browser, and standard output is a terminal".to_owned(),
            hint: "name a file: -o report.html".to_owned(),
        });
    }
    let (input, report) = answer(&args.asked)?;
    let page = page::document(&report).map_err(Failure::Output)?;
    match path {
        None => output.answer(&page)?,
        Some(path) => whole(path, |out| out.write_all(page.as_bytes()))
            .map_err(|error| Failure::Write { path: path.to_owned(), error })?,
    }
    Ok(input.finish(output, Notes::InReport))
}
