//! `klpscope index`: the graph as a file, for later questions.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use klpscope_analyzer::report::{NoticeRow, json, visible};
use klpscope_graph::{self as graph, InputKey, Program};
use serde::Serialize;

use crate::args::{Format, Index};
use crate::cache::{self, Cache};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::kernel::KernelFiles;
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

/// What was written of a whole kernel.
#[derive(Debug, Serialize)]
struct KernelReport {
    kernel: String,
    /// Where the indexes are.
    folder: String,
    /// Objects that were read, by their indexes or anew.
    read: usize,
    /// Indexes that were written.
    written: usize,
    /// Objects that could not be read.
    unread: usize,
    dies: u64,
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
    if let Some(files) = KernelFiles::find(&args.kernel)? {
        return whole_kernel(&files, args, output);
    }
    let file = args.file.as_deref().unwrap_or(Path::new(""));
    let input = graph::Input {
        path: file.to_owned(),
        debug_file: args.debug_file.clone(),
        ..graph::Input::default()
    };
    let key = InputKey::of(&input)?;
    let path = place(args, &key)?;
    let progress = Progress::new(file);
    let (program, notices) = graph::build(&input, &|stage| progress.stage(stage))?;
    drop(progress);
    cache::whole(&path, |out| program.write_index(&key, out))
        .map_err(|error| Failure::Write { path: path.clone(), error })?;
    let report = report(&program, file, &path);
    let text = match args.format {
        Format::Json => json::to_string(&report)?,
        Format::Text => text(&report, args.all),
    };
    output.answer(&text)?;
    let rows: Vec<_> = notices.iter().map(|notice| NoticeRow::new(&program, notice)).collect();
    output.notices(&rows, &[], Notes::Counted);
    let incomplete = rows.iter().any(|row| row.incomplete);
    Ok(if incomplete && !args.allow_incomplete { Exit::Incomplete } else { Exit::Answered })
}

/// Writes the indexes of a kernel that the cache lacks.
fn whole_kernel(
    files: &KernelFiles,
    args: &Index,
    output: &mut Output<'_>,
) -> Result<Exit, Failure> {
    let cache = Cache::of_user().ok_or_else(no_cache)?;
    let folder = cache.dir().display().to_string();
    let input = Input::read_kernel(files, Some(cache), args.allow_incomplete)?;
    let report = KernelReport {
        kernel: files.name(),
        folder,
        read: input.programs.len(),
        written: input.written,
        unread: files.members.len() - input.programs.len(),
        dies: input.programs.iter().map(|program| program.counts().dies).sum(),
    };
    let text = match args.format {
        Format::Json => json::to_string(&report)?,
        Format::Text => format!(
            "{}: {} of {} indexes written to {}, {} not readable, {} DIEs\n",
            visible(&report.kernel),
            report.written,
            report.read,
            visible(&report.folder),
            report.unread,
            report.dies
        ),
    };
    output.answer(&text)?;
    Ok(input.finish(output, Notes::Counted))
}

fn no_cache() -> Failure {
    Failure::Usage {
        problem: "there is no cache: neither XDG_CACHE_HOME nor HOME is set".to_owned(),
        hint: "name a file: -o OUT".to_owned(),
    }
}

/// Where it goes.
fn place(args: &Index, key: &InputKey) -> Result<PathBuf, Failure> {
    if let Some(path) = &args.output {
        return Ok(path.clone());
    }
    Ok(Cache::of_user().ok_or_else(no_cache)?.file(key))
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
