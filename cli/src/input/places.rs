//! Patches, from files or stdin, and the lines of the build that they have to be held
//! against.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use klpscope_analyzer::patch::{self, Mapped, Patch, Places};
use klpscope_analyzer::report::NoticeRow;
use klpscope_graph::{Program, source_lines, type_users};
use rayon::prelude::*;

use crate::args;
use crate::failure::Failure;

/// Longest patch that is read; the largest of a stable kernel have 10 MB.
const LONGEST: u64 = 256 << 20;

/// Reads what `args` names.
pub(crate) fn read(args: &args::Places) -> Result<Places, Failure> {
    let patches: Result<_, _> = args.patch.iter().map(|path| read_patch(path)).collect();
    Ok(Places { patches: patches?, lines: args.line.clone(), strip: args.strip })
}

fn read_patch(path: &Path) -> Result<Patch, Failure> {
    let name =
        if path.as_os_str() == "-" { "stdin".to_owned() } else { path.display().to_string() };
    let failed = |error: io::Error| Failure::Read { name: name.clone(), error };
    let mut text = Vec::new();
    let mut read: Box<dyn Read> = match path.to_str() {
        Some("-") => Box::new(io::stdin().lock()),
        _ => Box::new(File::open(path).map_err(failed)?),
    };
    read.by_ref().take(LONGEST + 1).read_to_end(&mut text).map_err(failed)?;
    if text.len() as u64 > LONGEST {
        return Err(failed(io::Error::other("longer than 256 MiB: no patch")));
    }
    patch::parse(&name, &text).map_err(|error| Failure::Patch { name, error })
}

/// Maps `places` over `programs`; what of their line tables could not be read comes with it.
pub(crate) fn map(
    programs: &[Program],
    places: &Places,
) -> Result<(Option<Mapped>, Vec<NoticeRow>), Failure> {
    if places.is_empty() {
        return Ok((None, Vec::new()));
    }
    let names = places.file_names();
    let wanted = |path: &str| names.contains(path.rsplit('/').next().unwrap_or(path));
    let (mut lines, mut notices) = (Vec::new(), Vec::new());
    let read: Vec<_> = programs.par_iter().map(|program| source_lines(program, &wanted)).collect();
    for (program, read) in programs.iter().zip(read) {
        let (files, lost) = read?;
        lines.push(files);
        notices.extend(lost.iter().map(|notice| NoticeRow::new(program, notice)));
    }
    let mut mapped = patch::map(programs, &lines, places).map_err(Failure::Place)?;
    let types = mapped.types();
    if !types.is_empty() {
        let read: Vec<_> = programs.par_iter().map(|program| type_users(program, &types)).collect();
        let mut users = BTreeSet::new();
        for (program, read) in programs.iter().zip(read) {
            let (found, lost) = read?;
            users.extend(found);
            notices.extend(lost.iter().map(|notice| NoticeRow::new(program, notice)));
        }
        mapped.add_users(&users);
    }
    Ok((Some(mapped), notices))
}
