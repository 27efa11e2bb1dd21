//! `klpscope index`: the graph as a file, for later questions.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use klpscope_analyzer::report::{NoticeRow, visible};
use klpscope_graph::{self as graph, InputKey, Program};
use serde::Serialize;

use crate::args::{Format, Index};
use crate::cache::{self, Cache};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Notes, Output};
use crate::progress::Progress;

/// What was written.
#[derive(Debug, Serialize)]
struct IndexReport {
    file: String,
    build_id: Option<String>,
    index: String,
    bytes: u64,
    dies: u64,
    tables: Vec<Table>,
}

/// Bytes of one table of the index.
#[derive(Debug, Serialize)]
struct Table {
    name: &'static str,
    rows: usize,
    bytes: u64,
}

/// Writes the index, whether or not there is one already.
pub(crate) fn run(args: &Index, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let input = graph::Input {
        path: args.file.clone(),
        debug_file: args.debug_file.clone(),
        ..graph::Input::default()
    };
    let key = InputKey::of(&input)?;
    let path = place(args, &key)?;
    let progress = Progress::new(&args.file);
    let (program, notices) = graph::build(&input, &|stage| progress.stage(stage))?;
    drop(progress);
    cache::whole(&path, |out| program.write_index(&key, out))
        .map_err(|error| Failure::Write { path: path.clone(), error })?;
    let report = report(&program, &args.file, &path);
    let text = match args.format {
        Format::Json => format!("{}\n", serde_json::to_string_pretty(&report)?),
        Format::Text => text(&report, args.all),
    };
    output.answer(&text)?;
    let rows: Vec<_> = notices.iter().map(|notice| NoticeRow::new(&program, notice)).collect();
    output.notices(&rows, Notes::Counted);
    let incomplete = rows.iter().any(|row| row.incomplete);
    Ok(if incomplete && !args.allow_incomplete { Exit::Incomplete } else { Exit::Answered })
}

/// Where it goes.
fn place(args: &Index, key: &InputKey) -> Result<PathBuf, Failure> {
    if let Some(path) = &args.output {
        return Ok(path.clone());
    }
    let cache = Cache::of_user().ok_or_else(|| Failure::Usage {
        problem: "there is no cache: neither XDG_CACHE_HOME nor HOME is set".to_owned(),
        hint: "name a file: -o OUT".to_owned(),
    })?;
    Ok(cache.file(key))
}

fn report(program: &Program, file: &Path, index: &Path) -> IndexReport {
    let tables: Vec<_> = program
        .table_sizes()
        .into_iter()
        .map(|(name, rows, bytes)| Table { name, rows, bytes })
        .collect();
    IndexReport {
        file: file.display().to_string(),
        build_id: program.object().build_id.clone(),
        index: index.display().to_string(),
        bytes: index.metadata().map_or(0, |data| data.len()),
        dies: program.counts().dies,
        tables,
    }
}

fn text(report: &IndexReport, all: bool) -> String {
    let mut text = format!(
        "{}: {} bytes, {:.2} for each of {} DIEs of {}\n",
        visible(&report.index),
        report.bytes,
        report.bytes as f64 / report.dies.max(1) as f64,
        report.dies,
        visible(&report.file),
    );
    if all {
        for table in &report.tables {
            // Writing to a String does not fail.
            let _ = writeln!(
                text,
                "  {:<28} {:>9} rows {:>10} bytes",
                table.name, table.rows, table.bytes
            );
        }
    }
    text
}
