//! `klpscope graph --format parquet`: the whole program as a folder of tables.

use std::path::Path;
use std::slice;

use klpscope_analyzer::tables::{self, Build, TABLES};
use klpscope_graph::InputKey;

use crate::args::Graph;
use crate::cache;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::output::{Notes, Output};
use crate::progress::Progress;

/// Writes the folder.
pub(super) fn run(args: &Graph, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let folder = folder(args)?;
    let mut input = Input::read(slice::from_ref(&args.file), &args.evidence)?;
    input.check()?;
    let Some(program) = input.programs.first() else { return Ok(Exit::Answered) };
    let key = match &program.object().build_id {
        Some(build_id) => build_id.clone(),
        None => InputKey::of(&args.evidence.of(&args.file))?.to_string(),
    };
    let build = Build { program, key: &key, notices: &input.notices };
    let progress = Progress::new(&args.file);
    let told = |done| progress.written(done, TABLES.len());
    let names = TABLES.map(file_name);
    cache::whole_folder(folder, &names, |create| {
        tables::write(build, &mut |table| create(&file_name(table)), &told)
    })
    .map_err(|error| Failure::Write { path: folder.to_owned(), error })?;
    drop(progress);
    Ok(input.finish(output, Notes::Counted))
}

fn folder(args: &Graph) -> Result<&Path, Failure> {
    if let Some(part) = args.part() {
        return Err(Failure::Usage {
            problem: format!("--format parquet writes all of the program, not the part of {part}"),
            hint: "ask the tables for the part: docs/parquet.md".to_owned(),
        });
    }
    args.output.as_deref().ok_or_else(|| Failure::Usage {
        problem: "--format parquet writes several tables, but standard output holds one".to_owned(),
        hint: "name a folder: -o DIR".to_owned(),
    })
}

fn file_name(table: &str) -> String {
    format!("{table}.parquet")
}
