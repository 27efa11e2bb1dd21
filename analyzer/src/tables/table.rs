//! Rows -> a Parquet file, group by group: what is held in memory is one group.

use std::io;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::record::RecordWriter;

use super::Out;

/// Rows of a group: some MiB, enough for an engine to skip and to share out.
const GROUP: usize = 1 << 16;

/// A table that is written row by row.
pub(super) struct Table<R> {
    file: SerializedFileWriter<Out>,
    rows: Vec<R>,
}

impl<R> Table<R>
where
    for<'r> &'r [R]: RecordWriter<R>,
{
    pub(super) fn new(out: Out) -> io::Result<Self> {
        let schema = [].as_slice().schema().map_err(failed)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("klpscope ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let file = SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(failed)?;
        Ok(Self { file, rows: Vec::new() })
    }

    pub(super) fn push(&mut self, row: R) -> io::Result<()> {
        self.rows.push(row);
        if self.rows.len() < GROUP {
            return Ok(());
        }
        self.flush()
    }

    /// Writes the rest and the file's end.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if !self.rows.is_empty() {
            self.flush()?;
        }
        self.file.close().map_err(failed)?;
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut group = self.file.next_row_group().map_err(failed)?;
        self.rows.as_slice().write_to_row_group(&mut group).map_err(failed)?;
        group.close().map_err(failed)?;
        self.rows.clear();
        Ok(())
    }
}

/// A table of all `rows`.
pub(super) fn write<R>(out: Out, rows: impl IntoIterator<Item = R>) -> io::Result<()>
where
    for<'r> &'r [R]: RecordWriter<R>,
{
    let mut table = Table::new(out)?;
    rows.into_iter().try_for_each(|row| table.push(row))?;
    table.finish()
}

/// What the stream said, where it was the stream.
fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(source) => io::Error::other(source),
        },
        other => io::Error::other(other),
    }
}
