//! The text of a patch -> files, hunks and lines. The only file that names `diffy`.

use std::borrow::Cow;

use super::error::{PatchError, Problem};
use super::hunk::{FileChange, Hunk, Line, Patch, Side};
use super::split::{GitHeader, Part, split};

/// Reads a patch: one or several unified diffs, as `diff`, `git diff` and
/// `git format-patch` write them, mails and mailboxes of them too.
///
/// # Errors
/// If the text holds no unified diff, or one that is not whole: half a patch would be
/// answered with too small a set.
pub fn parse(name: &str, text: &[u8]) -> Result<Patch, PatchError> {
    let parts = split(text)?;
    let files: Vec<_> = parts.iter().map(file_change).collect::<Result<_, _>>()?;
    if files.is_empty() {
        return Err(PatchError { line: 1, problem: Problem::Empty });
    }
    Ok(Patch { name: name.to_owned(), files })
}

fn file_change(part: &Part<'_>) -> Result<FileChange, PatchError> {
    let mut file = FileChange {
        subject: part.subject.clone(),
        line: part.line,
        is_renamed: part.header.from.is_some() && !part.header.is_copy,
        is_copied: part.header.is_copy,
        is_binary: part.header.is_binary,
        ..FileChange::default()
    };
    (file.old, file.new) = named_by_git(&part.header);
    if part.diff.is_empty() {
        return Ok(file);
    }
    let damaged = |error: &dyn ToString| PatchError {
        line: part.line,
        problem: Problem::Damaged(error.to_string()),
    };
    let diff = unix(part.diff);
    let patch = diffy::Patch::from_bytes(&diff).map_err(|error| damaged(&error))?;
    // Git's own words for a rename have no prefix; they come first.
    if part.header.from.is_none() {
        file.old = patch.original().and_then(path).filter(|_| !part.header.is_new);
        file.new = patch.modified().and_then(path).filter(|_| !part.header.is_deleted);
    }
    if patch.hunks().len() != part.hunks.len() {
        return Err(damaged(&"not all of its hunks can be read"));
    }
    for (hunk, &line) in patch.hunks().iter().zip(&part.hunks) {
        file.hunks
            .push(read_hunk(hunk, line).ok_or_else(|| damaged(&"a line number is too large"))?);
    }
    // `diff -N` writes the path of a file that is not there, with a time of 1970.
    let is_all =
        |of: fn(&Hunk) -> (u32, u32)| matches!(&file.hunks[..], [hunk] if of(hunk) == (0, 0));
    if is_all(|hunk| hunk.old) {
        file.old = None;
    } else if is_all(|hunk| hunk.new) {
        file.new = None;
    }
    Ok(file)
}

fn read_hunk(hunk: &diffy::Hunk<'_, [u8]>, line: usize) -> Option<Hunk> {
    let number = |number: usize| u32::try_from(number).ok();
    let range = |range: diffy::HunkRange| Some((number(range.start())?, number(range.len())?));
    let (old, new) = (range(hunk.old_range())?, range(hunk.new_range())?);
    // Room for all numbers that are counted from here.
    let ends = [old, new].map(|(first, count)| first.checked_add(count)?.checked_add(1));
    ends.into_iter().collect::<Option<Vec<_>>>()?;
    let lines = hunk.lines().iter().map(|line| match *line {
        diffy::Line::Context(text) => Line { side: Side::Both, text: one_line(text) },
        diffy::Line::Delete(text) => Line { side: Side::Old, text: one_line(text) },
        diffy::Line::Insert(text) => Line { side: Side::New, text: one_line(text) },
    });
    let section = hunk.function_context().map(one_line).unwrap_or_default();
    Some(Hunk { line, old, new, section: section.trim().to_owned(), lines: lines.collect() })
}

fn one_line(text: &[u8]) -> String {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    String::from_utf8_lossy(text).into_owned()
}

/// A patch that went through a mailer whose lines end with CR LF.
fn unix(diff: &[u8]) -> Cow<'_, [u8]> {
    let header = diff.split(|&byte| byte == b'\n').next().unwrap_or_default();
    if !header.ends_with(b"\r") {
        return Cow::Borrowed(diff);
    }
    let lines = diff.split_inclusive(|&byte| byte == b'\n');
    let lines = lines.flat_map(|line| match line.strip_suffix(b"\r\n") {
        Some(text) => [text, b"\n"],
        None => [line, b""],
    });
    Cow::Owned(lines.collect::<Vec<_>>().concat())
}

/// A path of `---` or `+++`; `None` for a file that is not there.
fn path(text: &[u8]) -> Option<String> {
    (text != b"/dev/null").then(|| String::from_utf8_lossy(text).into_owned())
}

/// The paths before and after by git's header alone: for renames, changes of mode and
/// binary files.
fn named_by_git(header: &GitHeader<'_>) -> (Option<String>, Option<String>) {
    let text = |path: &[u8]| String::from_utf8_lossy(path).trim_matches('"').to_owned();
    let (old, new) = match (header.from, header.to, header.paths, header.binary) {
        (Some(from), to, ..) => (Some(text(from)), to.map(text)),
        (_, _, Some(paths), _) => halves(&text(paths), " "),
        (.., Some(line)) => {
            let line = text(line);
            let paths = line.strip_prefix("Binary files ").unwrap_or_default();
            halves(paths.strip_suffix(" differ").unwrap_or(paths), " and ")
        }
        _ => (None, None),
    };
    let is_there = |path: Option<String>| path.filter(|path| path != "/dev/null");
    (is_there(old).filter(|_| !header.is_new), is_there(new).filter(|_| !header.is_deleted))
}

/// `a/PATH b/PATH` taken apart where both halves end alike: a path may have blanks.
fn halves(paths: &str, between: &str) -> (Option<String>, Option<String>) {
    let splits =
        paths.match_indices(between).map(|(at, _)| (&paths[..at], &paths[at + between.len()..]));
    let base = |path: &str| path.split_once('/').map(|(_, rest)| rest.to_owned());
    let all: Vec<_> = splits.collect();
    let alike = all.iter().find(|(old, new)| base(old) == base(new) && base(old).is_some());
    let (old, new) = alike.or(all.first()).copied().unwrap_or((paths, paths));
    (Some(old.trim_matches('"').to_owned()), Some(new.trim_matches('"').to_owned()))
}
