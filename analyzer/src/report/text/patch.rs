//! What a patch changes, as text: every file and hunk of it, and the functions they are of.

use super::page::{Page, names};
use crate::report::{
    ChangeKind, ChangeRow, ChangeState, FileKind, FileRow, FitRow, HunkRow, LineRow, PatchReport,
    TypeRow, count, few, visible,
};

/// Names of functions that a line has room for.
const NAMES: usize = 8;

pub(super) fn write(page: &mut Page, report: &PatchReport) {
    if !report.files.is_empty() {
        let totals = &report.totals;
        let (files, hunks) =
            (count(totals.files, "file", "files"), count(totals.hunks, "hunk", "hunks"));
        let mut parts = vec![
            format!("{} in the build", totals.in_build),
            format!("{hunks}, {} on functions", totals.on_functions),
        ];
        if totals.moved > 0 {
            parts.push(format!("{} found elsewhere", totals.moved));
        }
        if totals.unplaced > 0 {
            parts.push(format!("{} that do not fit the build", totals.unplaced));
        }
        let patches = names(&report.patches);
        page.line(format_args!("patch {patches}: {files}, {}", parts.join("; ")));
    }
    for row in &report.files {
        file(page, row);
    }
    for row in &report.lines {
        line(page, row);
    }
    for row in &report.types {
        users(page, row);
    }
}

fn file(page: &mut Page, row: &FileRow) {
    let kind = match row.kind {
        FileKind::Source => "",
        FileKind::Assembly => ", assembly",
        FileKind::New => ", a new file",
        FileKind::Deleted => ", deleted",
        FileKind::NotInBuild => ", not in the build",
        FileKind::BuildSystem => ", of the build system",
        FileKind::Documentation => ", documentation",
        FileKind::Binary => ", binary",
        FileKind::Other => ", not compiled",
    };
    let note = row.note.as_ref().map(|note| format!(" ({})", visible(note))).unwrap_or_default();
    page.line(format_args!("  {}{kind}{note}", visible(&row.path)));
    let is_compared = row.source.is_some() || row.kind == FileKind::New;
    for row in row.hunks.iter().filter(|_| is_compared) {
        hunk(page, row);
    }
}

fn hunk(page: &mut Page, row: &HunkRow) {
    let fit = match row.fit {
        FitRow::Moved => format!(", in the build {} {}", row.offset.abs(), further(row.offset)),
        _ => String::new(),
    };
    let ranges = row.header.split(" @@").next().unwrap_or_default();
    page.line(format_args!("    {} @@ (line {}){fit}", visible(ranges), row.line));
    for row in &row.changes {
        change(page, row);
    }
}

fn further(offset: i64) -> &'static str {
    match offset {
        1 => "line further down",
        -1 => "line further up",
        0 | 2.. => "lines further down",
        _ => "lines further up",
    }
}

fn change(page: &mut Page, row: &ChangeRow) {
    let mut named = row.name.as_deref().map(|name| visible(name).into_owned()).unwrap_or_default();
    if !row.functions.is_empty() {
        let shown = row.functions.iter().take(NAMES);
        named = shown.map(|function| page.function(function)).collect::<Vec<_>>().join(", ");
        if let more @ 1.. = row.functions.len().saturating_sub(NAMES) {
            named.push_str(&format!(" and {more} more"));
        }
    }
    let state = match row.state {
        ChangeState::Changed => "",
        ChangeState::Added => "new ",
        ChangeState::Removed => "removed ",
    };
    let kind = match row.kind {
        ChangeKind::Function => "function",
        ChangeKind::MovedFunction => "moved function",
        ChangeKind::DeletedFunction => "function",
        ChangeKind::NewFunction => "function",
        ChangeKind::NotCompiled => "not compiled:",
        ChangeKind::Prototype => "declaration of",
        ChangeKind::Type => "type",
        ChangeKind::Data => "data",
        ChangeKind::Macro => "macro",
        ChangeKind::Directive => "directive",
        ChangeKind::FileScope => "at file scope:",
        ChangeKind::Assembly => "assembly of",
        ChangeKind::Comment => "comments or blanks",
        ChangeKind::Unknown => "outside functions",
        ChangeKind::Unplaced => "not placed",
        ChangeKind::NoCode => "not compiled",
    };
    let named = if named.is_empty() { named } else { format!(" {named}") };
    page.line(format_args!("      {state}{kind}{named}: {}", visible(&row.why)));
}

fn users(page: &mut Page, row: &TypeRow) {
    let most = if page.shows_all() { usize::MAX } else { NAMES };
    let functions = count(row.users.len(), "function has", "functions have");
    let listed = few(row.users.iter().map(|user| page.function(user)), most);
    let listed = if listed.is_empty() { listed } else { format!(": {listed}") };
    page.line(format_args!("  type {}: {functions} variables of it{listed}", visible(&row.name)));
}

fn line(page: &mut Page, row: &LineRow) {
    let functions: Vec<_> = row.functions.iter().map(|function| page.function(function)).collect();
    let functions = functions.join(", ");
    page.line(format_args!("line {}: {functions}: {}", visible(&row.asked), visible(&row.why)));
}
