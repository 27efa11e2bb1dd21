//! `klpscope man`: the command line as a manual.

use std::path::Path;

use crate::args::{Man, Page};
use crate::cache;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// Answers `man`.
pub(crate) fn run(args: &Man, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let pages = Page::all().map_err(Failure::Output)?;
    if let Some(folder) = &args.output {
        write(folder, &pages)?;
        output.answer(&format!("{} pages in {}\n", pages.len(), folder.display()))?;
        return Ok(Exit::Answered);
    }
    let words = ["klpscope"].into_iter().chain(args.command.iter().map(String::as_str));
    let name = words.collect::<Vec<_>>().join("-");
    let page = pages.iter().find(|page| page.name == name).ok_or_else(|| Failure::Usage {
        problem: format!("there is no command {:?}", args.command.join(" ")),
        hint: "klpscope --help lists the commands".to_owned(),
    })?;
    output.stream(|out| out.write_all(&page.text))?;
    Ok(Exit::Answered)
}

/// Each page whole or not at all.
fn write(folder: &Path, pages: &[Page]) -> Result<(), Failure> {
    for page in pages {
        let path = folder.join(format!("{}.1", page.name));
        cache::whole(&path, |out| out.write_all(&page.text))
            .map_err(|error| Failure::Write { path: path.clone(), error })?;
    }
    Ok(())
}
