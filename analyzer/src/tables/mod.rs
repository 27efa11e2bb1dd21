//! A whole program as tables in Apache Parquet, a file a table, for engines that ask
//! thousands of builds at once: docs/parquet.md.
//!
//! A row is a struct, a file a table; its fields are the columns. Ids are positions in the
//! tables of one build: they hold together with the column `build` alone.

mod bodies;
mod builds;
mod calls;
mod findings;
mod functions;
mod inlines;
mod instances;
mod symbols;
mod table;

use std::io::{self, Write};

use klpscope_graph::Program;

use crate::report::NoticeRow;

/// The tables' names, in the order in which they are written; the files are `NAME.parquet`.
pub const TABLES: [&str; 8] =
    ["builds", "functions", "symbols", "bodies", "inlines", "calls", "instances", "findings"];

/// What the rows of a table are written to.
pub type Out = Box<dyn Write + Send>;

/// A build, as the tables know it.
#[derive(Clone, Copy, Debug)]
pub struct Build<'a> {
    /// The file's program.
    pub program: &'a Program,
    /// What tells it from every other: its build-id, or what else holds its content.
    pub key: &'a str,
    /// What could not be read or was odd.
    pub notices: &'a [NoticeRow],
}

/// Writes all tables. `open` gives a place for the table of a name, each once; `told` hears
/// how many tables are written.
///
/// # Errors
/// Where one cannot be opened or written.
pub fn write(
    build: Build<'_>,
    open: &mut dyn FnMut(&'static str) -> io::Result<Out>,
    told: &dyn Fn(usize),
) -> io::Result<()> {
    builds::write(build, open("builds")?)?;
    told(1);
    functions::write(build, open("functions")?)?;
    told(2);
    symbols::write(build, open("symbols")?)?;
    told(3);
    bodies::write(build, open("bodies")?)?;
    told(4);
    inlines::write(build, open("inlines")?)?;
    told(5);
    calls::write(build, open("calls")?)?;
    told(6);
    instances::write(build, open("instances")?, open("findings")?)?;
    told(TABLES.len());
    Ok(())
}
