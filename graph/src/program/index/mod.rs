//! A program <-> an index file, which is mapped and read in place.
//!
//! ```text
//! magic | checksum of the head | schema | length of the head | length of the data | key
//!   | directory of the columns | facts | a checksum of every block of the data
//! zeros up to a full block
//! the packed tables, as they are in memory
//! ```
//!
//! Numbers are little-endian on every machine. Head and lengths are checked when a file is
//! opened, a block of the data when it is first read: a query must not cost the hashing of
//! the whole. Index files are replaced by renaming; one that is cut short is damaged.

mod facts;
mod words;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use self::facts::Facts;
use self::words::{Reader, Writer};
use super::query::{Files, Lazy, Program};
use super::source::FromSource;
use super::store::{BLOCK, Col, Column, Data, ENTRY, Store};
use crate::error::ErrorKind;
use crate::load::{self, Bytes};
use crate::notice::Notice;

const MAGIC: &[u8; 8] = b"klpscope";
/// Raised when the meaning of bytes changes, and no column is renamed by it.
const FORMAT: u32 = 1;
/// Bytes before the directory.
const HEADER: usize = 64;
/// Bytes of a key.
pub(crate) const KEY: usize = 32;

/// Why an index file is not used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexRefusal {
    /// There is none.
    #[error("there is no such file")]
    Absent,
    /// It cannot be opened or mapped.
    #[error("the index cannot be read: {0}")]
    Unreadable(String),
    /// It is not what was written.
    #[error("the index is damaged: {0}")]
    Damaged(&'static str),
    /// Another version of klpscope wrote it.
    #[error("the index is of another version of klpscope")]
    OtherVersion,
    /// It is of another file, or of other contents of the file.
    #[error("the index is of another input")]
    OtherInput,
    /// The file that it is of cannot be read as it was, and machine code was asked for.
    #[error("the file that the index is of {0}")]
    Gone(String),
}

/// The version of klpscope, its reader's sources and the layout of its columns, as a number.
fn schema() -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.update(env!("KLPSCOPE_READER").as_bytes());
    hasher.update(&FORMAT.to_le_bytes());
    Col::NAMES.iter().for_each(|name| {
        hasher.update(name.as_bytes());
        hasher.update(b"\n");
    });
    hasher.finalize()
}

impl Program {
    /// Writes the index of a program: for inputs without compiler records and sources,
    /// which it does not hold.
    pub(crate) fn write_index_keyed(&self, key: &[u8; KEY], out: &mut dyn Write) -> io::Result<()> {
        let (data, columns) = self.store.parts();
        let data = data.all();
        let sums: Vec<u32> = data.par_chunks(BLOCK).map(crc32fast::hash).collect();
        let mut head = Writer(Vec::with_capacity(HEADER + ENTRY * columns.len() + 4 * sums.len()));
        head.0.resize(HEADER, 0);
        columns.iter().for_each(|column| head.0.extend(column.entry()));
        facts::write_object(&self.object, &mut head);
        facts::write_kernel(&self.kernel, &mut head);
        facts::write_counts(&self.counts, &mut head);
        facts::write_coverage(&self.coverage, &mut head);
        facts::write_notices(&self.notices, &mut head);
        sums.iter().for_each(|sum| head.0.extend(sum.to_le_bytes()));
        let mut head = head.0;
        let len = head.len() as u64;
        head[..8].copy_from_slice(MAGIC);
        head[12..16].copy_from_slice(&schema().to_le_bytes());
        head[16..24].copy_from_slice(&len.to_le_bytes());
        head[24..32].copy_from_slice(&(data.len() as u64).to_le_bytes());
        head[32..HEADER].copy_from_slice(key);
        let sum = crc32fast::hash(&head[12..]);
        head[8..12].copy_from_slice(&sum.to_le_bytes());
        head.resize(head.len().next_multiple_of(BLOCK), 0);
        out.write_all(&head)?;
        out.write_all(data)
    }

    /// Why the answers given so far are not to be trusted: a block of the index that they
    /// were read from is damaged, or a file behind it changed. To be asked after each answer; what is damaged read as zeros.
    pub fn index_damage(&self) -> Option<IndexRefusal> {
        if self.store.parts().0.is_damaged() {
            return Some(IndexRefusal::Damaged("a block has another checksum, or is gone"));
        }
        let files = [Some(&self.files.image), self.files.debug.as_ref()];
        files.into_iter().flatten().find_map(|file| file.problem()).map(IndexRefusal::Gone)
    }

    /// Reads the index to its end, for [`Program::index_damage`] to tell before the answer.
    pub fn check_index(&self) {
        self.store.parts().0.check();
    }
}

/// What an index file says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexHead {
    /// The file it was made of, as it was named then.
    pub input: PathBuf,
    /// The build-id of that file.
    pub build_id: Option<String>,
}

/// Reads the head of an index file, whatever input it is of.
///
/// # Errors
/// If it is not an index of this version of klpscope, or its head is damaged.
pub fn read_index_head(path: &Path) -> Result<IndexHead, IndexRefusal> {
    let object = head(&map(path)?, None)?.facts.object;
    Ok(IndexHead { input: object.path, build_id: object.build_id })
}

fn map(path: &Path) -> Result<Bytes, IndexRefusal> {
    load::map(path).map_err(|error| match &error.kind {
        ErrorKind::Io(source) if source.kind() == io::ErrorKind::NotFound => IndexRefusal::Absent,
        kind => IndexRefusal::Unreadable(kind.to_string()),
    })
}

/// The head of an index file, checked.
struct Head {
    columns: [Column; Col::ALL.len()],
    facts: Facts,
    /// Where the checksums begin.
    sums: usize,
    /// Where the data begins.
    data: usize,
}

fn head(file: &[u8], key: Option<&[u8; KEY]>) -> Result<Head, IndexRefusal> {
    let damaged = IndexRefusal::Damaged;
    let word = |at: usize| -> Option<u64> {
        file.get(at..).and_then(|rest| rest.first_chunk()).map(|word| u64::from_le_bytes(*word))
    };
    let size = |at: usize| word(at).and_then(|word| usize::try_from(word).ok());
    if file.get(..8) != Some(MAGIC.as_slice()) || file.len() < HEADER {
        return Err(damaged("it does not begin as one"));
    }
    let (Some(sums), Some(len), Some(data)) = (word(8), size(16), size(24)) else {
        return Err(damaged("it is too short"));
    };
    // Another version may have another head.
    if sums >> 32 != u64::from(schema()) {
        return Err(IndexRefusal::OtherVersion);
    }
    let begin = len.checked_next_multiple_of(BLOCK);
    let begin = begin.filter(|begin| begin.checked_add(data) == Some(file.len()));
    let (Some(begin), Some(bytes)) = (begin, file.get(12..len)) else {
        return Err(damaged("its length is not that which was written"));
    };
    if u64::from(crc32fast::hash(bytes)) != sums & u64::from(u32::MAX) {
        return Err(damaged("its head has another checksum"));
    }
    if key.is_some_and(|key| file.get(32..HEADER) != Some(key.as_slice())) {
        return Err(IndexRefusal::OtherInput);
    }
    let read = || {
        let mut from = Reader(file.get(HEADER..len)?);
        let mut columns = [Column::default(); Col::ALL.len()];
        for column in &mut columns {
            *column = Column::of_entry(from.bytes(ENTRY)?.first_chunk()?, data)?;
        }
        let facts = facts::read(&mut from)?;
        (from.0.len() == 4 * data.div_ceil(BLOCK)).then_some(Head {
            columns,
            facts,
            sums: len - from.0.len(),
            data: begin,
        })
    };
    read().ok_or(damaged("its head cannot be read"))
}

/// Opens an index file of an input, and the notices that reading the input gave.
pub(crate) fn open(
    path: &Path,
    key: &[u8; KEY],
    input: &Path,
    files: Files,
) -> Result<(Program, Vec<Notice>), IndexRefusal> {
    let file = map(path)?;
    let Head { columns, facts, sums, data } = head(&file, Some(key))?;
    let Facts { mut object, kernel, counts, coverage, notices } = facts;
    input.clone_into(&mut object.path);
    object.debug_file = files.debug.as_ref().map(|bytes| bytes.path.clone());
    let store = Store::of_parts(Data::mapped(file, data, sums), columns);
    let program = Program {
        object,
        store: store.ok_or(IndexRefusal::Damaged("its columns do not fit each other"))?,
        coverage,
        counts,
        kernel,
        recorded: Vec::new(),
        record_files: Vec::new(),
        from_source: FromSource::default(),
        notices: notices.clone(),
        files,
        lazy: Lazy::default(),
    };
    Ok((program, notices))
}
