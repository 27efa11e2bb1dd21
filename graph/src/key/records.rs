//! Keys that were read earlier <-> a file of them: for inputs of which nothing changed since,
//! by what the file system tells.
//!
//! ```text
//! klpscope keys VERSION
//! PLACES  KEY  IMAGE  STAMP...  [DEBUG FILE  STAMP...]
//! checksum of the lines before
//! ```
//!
//! `PLACES` is a hash over the paths at which the input was looked for; fields are separated
//! by tabs, numbers hexadecimal. Paths that would not fit into a line are not kept.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use twox_hash::XxHash3_128;

use super::InputKey;
use crate::load::{self, Bytes, Stamp};
use crate::program::{self, Files};

/// The version of klpscope and of its reader: another one may make other keys.
const HEAD: &str =
    concat!("klpscope keys ", env!("CARGO_PKG_VERSION"), " ", env!("KLPSCOPE_READER"));

/// Keys, each of an input that was looked for at certain places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyRecords {
    by_places: BTreeMap<u128, Record>,
}

/// A key, and the files it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Record {
    hash: [u8; program::KEY],
    image: (PathBuf, Stamp),
    debug: Option<(PathBuf, Stamp)>,
}

impl KeyRecords {
    /// Reads the file; what is not there, damaged or of another version holds none.
    pub fn read(path: &Path) -> Self {
        load::map(path).ok().and_then(|bytes| Self::parse(&bytes)).unwrap_or_default()
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (lines, sum) = text.strip_suffix('\n')?.rsplit_once('\n')?;
        let is_whole = sum == format!("{:08x}", crc32fast::hash(lines.as_bytes()));
        let lines = lines.strip_prefix(HEAD).filter(|_| is_whole)?;
        let records: Option<_> = lines.lines().skip(1).map(record).collect();
        Some(Self { by_places: records? })
    }

    /// Writes the file.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut text = HEAD.to_owned();
        for (places, record) in &self.by_places {
            text.push_str(&format!("\n{places:032x}\t"));
            record.hash.iter().for_each(|byte| text.push_str(&format!("{byte:02x}")));
            for (path, stamp) in [Some(&record.image), record.debug.as_ref()].into_iter().flatten()
            {
                text.push_str(&format!("\t{}", path.to_string_lossy()));
                stamp.words.iter().for_each(|word| text.push_str(&format!("\t{word:x}")));
            }
        }
        writeln!(out, "{text}\n{:08x}", crc32fast::hash(text.as_bytes()))
    }

    /// True if it holds no key.
    pub fn is_empty(&self) -> bool {
        self.by_places.is_empty()
    }

    /// The key of the input that is looked for at `places`, if its files are as they were.
    pub fn find<'p>(&self, places: impl IntoIterator<Item = &'p Path>) -> Option<InputKey> {
        let record = self.by_places.get(&hash(places))?;
        let is_same = |(path, stamp): &(PathBuf, Stamp)| {
            load::stamp_of(path).is_some_and(|now| now == *stamp)
        };
        if !is_same(&record.image) || !record.debug.as_ref().is_none_or(is_same) {
            return None;
        }
        let later = |(path, stamp): &(PathBuf, Stamp)| Arc::new(Bytes::later(path.clone(), *stamp));
        let files = Files { image: later(&record.image), debug: record.debug.as_ref().map(later) };
        Some(InputKey { hash: record.hash, path: record.image.0.clone(), files })
    }

    /// Keeps the key of the input that was looked for at `places`, unless its files were
    /// written so recently that a change would not show.
    pub fn add<'p>(&mut self, places: impl IntoIterator<Item = &'p Path>, key: &InputKey) {
        let known = |bytes: &Bytes| {
            let fits = bytes.path.to_str().is_some_and(|path| !path.contains(['\t', '\n', '\r']));
            Some((bytes.path.clone(), bytes.settled_stamp()?)).filter(|_| fits)
        };
        let Some(image) = known(&key.files.image) else { return };
        let debug = match &key.files.debug {
            Some(debug) => match known(debug) {
                Some(debug) => Some(debug),
                None => return,
            },
            None => None,
        };
        self.by_places.insert(hash(places), Record { hash: key.hash, image, debug });
    }
}

fn hash<'p>(places: impl IntoIterator<Item = &'p Path>) -> u128 {
    let mut hasher = XxHash3_128::new();
    for place in places {
        let bytes = place.as_os_str().as_encoded_bytes();
        hasher.write(&(bytes.len() as u64).to_le_bytes());
        hasher.write(bytes);
    }
    hasher.finish_128()
}

fn record(line: &str) -> Option<(u128, Record)> {
    let mut fields = line.split('\t');
    let places = u128::from_str_radix(fields.next()?, 16).ok()?;
    let digits = fields.next()?;
    let mut hash = [0; program::KEY];
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    let mut file = || {
        let path = PathBuf::from(fields.next()?);
        let mut words = [0; 5];
        for word in &mut words {
            *word = u64::from_str_radix(fields.next()?, 16).ok()?;
        }
        Some((path, Stamp { words }))
    };
    let image = file()?;
    let debug = file();
    fields.next().is_none().then_some((places, Record { hash, image, debug }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records() -> KeyRecords {
        let stamp = |number| Stamp { words: [number, 2, 3, 4, u64::MAX] };
        let record = |debug| Record {
            hash: [7; program::KEY],
            image: (PathBuf::from("/lib/a b.ko.xz"), stamp(1)),
            debug,
        };
        let debug = Some((PathBuf::from("/usr/lib/debug/b.ko.debug"), stamp(9)));
        KeyRecords { by_places: [(1, record(None)), (u128::MAX, record(debug))].into() }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut bytes = Vec::new();
        records().write(&mut bytes).unwrap();
        assert_eq!(KeyRecords::parse(&bytes), Some(records()));
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert_eq!(KeyRecords::parse(&damaged), None, "byte {at}");
            assert_eq!(KeyRecords::parse(&bytes[..at]), None, "{at} bytes");
        }
    }
}
