//! `klpscope list`: everything at once, one row each.

use std::io::{self, Write};
use std::slice;

use klpscope_analyzer::list::{self, Row};
use klpscope_analyzer::report::json;

use crate::args::{List, RowFormat, What};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::output::{Notes, Output};

/// Answers `list`.
pub(crate) fn run(args: &List, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let mut input = Input::read(slice::from_ref(&args.file), &args.evidence)?;
    input.check()?;
    output.stream(|out| match args.what {
        What::Hosts => write(&list::hosts(&input.programs), args.format, out),
        What::Functions => write(&list::functions(&input.programs), args.format, out),
        What::Calls => write(&list::calls(&input.programs), args.format, out),
    })?;
    Ok(input.finish(output, Notes::Counted))
}

fn write<R: Row>(rows: &[R], format: RowFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        RowFormat::Tsv => write_tsv(rows, out),
        RowFormat::Ndjson => write_ndjson(rows, out),
    }
}

fn write_tsv<R: Row>(rows: &[R], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(list::tsv_header::<R>().as_bytes())?;
    let mut line = String::new();
    for row in rows {
        line.clear();
        list::tsv_row(row, &mut line);
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

fn write_ndjson<R: Row>(rows: &[R], out: &mut dyn Write) -> io::Result<()> {
    for row in rows {
        out.write_all(json::to_line(row)?.as_bytes())?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
