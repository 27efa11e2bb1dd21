//! `klpscope completions`: the command line as a shell's script.

use crate::args::Completions;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// Answers `completions`.
pub(crate) fn run(args: &Completions, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let script = args.script().map_err(Failure::Output)?;
    output.stream(|out| out.write_all(&script))?;
    Ok(Exit::Answered)
}
