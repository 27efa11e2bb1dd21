//! Everything at once, for scripts: one row each, sorted, always the same columns.

mod calls;
mod functions;
mod hosts;
mod tsv;

pub use calls::{CallRow, calls};
pub use functions::{FunctionListRow, functions};
pub(crate) use functions::{judged, names_of};
pub(crate) use hosts::is_clone;
pub use hosts::{HostRow, hosts};
pub use tsv::TsvLine;

use std::borrow::Cow;

use klpscope_graph::{FuncId, Program};
use serde::Serialize;

/// A row of a list. Serialised (as a line of NDJSON) its keys are the columns.
pub trait Row: Serialize {
    /// The columns, in order: the header line.
    const COLUMNS: &'static [&'static str];

    /// Puts the fields into a line, in the order of the columns.
    fn write(&self, line: &mut TsvLine<'_>);
}

/// The header line, with its line break.
pub fn tsv_header<R: Row>() -> String {
    let mut line = R::COLUMNS.join("\t");
    line.push('\n');
    line
}

/// Appends a row as a line of tab-separated fields, with its line break.
pub fn tsv_row<R: Row>(row: &R, out: &mut String) {
    let mut line = TsvLine::new(out);
    row.write(&mut line);
    line.end();
}

/// The object's name, borrowed where it is UTF-8.
pub(crate) fn object_name(program: &Program) -> Cow<'_, str> {
    let path = &program.object().path;
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy()
}

/// The identifying declaration place; no file and 0 for code without DWARF.
pub(crate) fn declaration(program: &Program, id: FuncId) -> (Option<&str>, u32) {
    let place = program.function(id).places().first();
    place.map_or((None, 0), |place| {
        (Some(program.str(place.file)).filter(|file| !file.is_empty()), place.line)
    })
}
