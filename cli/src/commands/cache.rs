//! `klpscope cache`: what is kept of earlier questions, and getting rid of it.

use std::fmt::Write as _;

use klpscope_analyzer::report::{json, visible};
use serde::Serialize;

use crate::args::{CacheCommand, Format, Prune};
use crate::cache::{Cache, Entry, State, text_of_age};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// A file of the cache, as reports show it.
#[derive(Debug, Serialize)]
struct Row {
    index: String,
    bytes: u64,
    /// Seconds since it was used last.
    unused_seconds: u64,
    /// `good`, `useless` or `unfinished`.
    state: &'static str,
    /// The file it was made of; for a useless one why it is.
    about: String,
}

/// Lists or prunes.
pub(crate) fn run(command: &CacheCommand, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let cache = Cache::of_user().ok_or_else(|| Failure::Usage {
        problem: "there is no cache: neither XDG_CACHE_HOME nor HOME is set".to_owned(),
        hint: "set XDG_CACHE_HOME to an absolute path".to_owned(),
    })?;
    let (entries, format, did) = match command {
        CacheCommand::List { format } => (all(&cache)?, *format, "kept"),
        CacheCommand::Prune(prune) => (remove(&cache, prune)?, prune.format, "removed"),
    };
    let rows: Vec<_> = entries.iter().map(row).collect();
    let text = match format {
        Format::Json => json::to_string(&rows)?,
        Format::Text => text(&rows, did, &cache),
    };
    output.answer(&text)?;
    Ok(Exit::Answered)
}

fn all(cache: &Cache) -> Result<Vec<Entry>, Failure> {
    let path = cache.dir().to_owned();
    Entry::all(&path).map_err(|error| Failure::Cache { path, error })
}

/// Removes what no question will use, and what `prune` says.
fn remove(cache: &Cache, prune: &Prune) -> Result<Vec<Entry>, Failure> {
    let is_wanted = |entry: &Entry| {
        let is_old = prune.older_than.is_some_and(|age| entry.age() >= age);
        prune.all || is_old || entry.is_useless()
    };
    let mut removed: Vec<_> = all(cache)?.into_iter().filter(is_wanted).collect();
    for entry in &removed {
        let path = entry.path.clone();
        entry.remove().map_err(|error| Failure::Cache { path, error })?;
    }
    removed.extend(prune.max_size.map(|bytes| cache.trim(bytes)).unwrap_or_default());
    Ok(removed)
}

fn row(entry: &Entry) -> Row {
    let (state, about) = match &entry.state {
        State::Good(head) => ("good", head.input.display().to_string()),
        State::Keys => ("good", "files of a whole kernel".to_owned()),
        State::Useless(why) => ("useless", why.clone()),
        State::Unfinished => ("unfinished", "being written, or its writer died".to_owned()),
    };
    Row {
        index: entry.path.display().to_string(),
        bytes: entry.bytes,
        unused_seconds: entry.age().as_secs(),
        state,
        about,
    }
}

fn text(rows: &[Row], did: &str, cache: &Cache) -> String {
    let bytes: u64 = rows.iter().map(|row| row.bytes).sum();
    let files = if rows.len() == 1 { "file" } else { "files" };
    let dir = cache.dir().display().to_string();
    let mut text = format!("{} {files} {did} in {}, {}\n", rows.len(), visible(&dir), size(bytes));
    for row in rows {
        let age = text_of_age(std::time::Duration::from_secs(row.unused_seconds));
        let name = row.index.rsplit('/').next().unwrap_or(&row.index);
        // Writing to a String does not fail.
        let _ = writeln!(
            text,
            "  {:>10}  {:>8}  {:<10}  {}  {}",
            size(row.bytes),
            age,
            row.state,
            visible(&row.about),
            visible(name),
        );
    }
    text
}

/// `27.1 MiB`.
fn size(bytes: u64) -> String {
    match bytes {
        0..0x10_0000 => format!("{:.1} KiB", bytes as f64 / 1024.0),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}
