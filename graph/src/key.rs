//! An input -> what tells it from every other, without reading all of it where the linker
//! named it: the key of its index.

mod records;

use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use twox_hash::XxHash3_128;

use crate::error::Error;
use crate::image::Image;
use crate::load::{self, Bytes};
use crate::notice::Notice;
use crate::pipeline;
use crate::program::{Files, IndexRefusal, Program};
use crate::{Input, program};
pub use records::KeyRecords;

/// Pages of a file with a build-id that are looked at, the first and the last among them.
const PAGES: usize = 64;
const PAGE: usize = 4096;

/// What tells an input from every other: name and content of the file, and of its separate
/// debug file. A file with a build-id is known by that, its length, its sections and notes,
/// and a sample of its pages; any other by all of its bytes.
#[derive(Clone, Debug)]
pub struct InputKey {
    hash: [u8; program::KEY],
    path: PathBuf,
    files: Files,
}

impl InputKey {
    /// Reads the key of an input. Compiler records and sources are no part of it.
    ///
    /// # Errors
    /// When the file cannot be mapped or is no ELF file.
    pub fn of(input: &Input) -> Result<Self, Error> {
        let (image, sample) = load::map_and_read(&input.path, sampled, PAGE)?;
        let image = Arc::new(load::unpacked(image)?);
        let parsed = Image::parse(&image).map_err(|kind| Error::new(&input.path, kind))?;
        let debug = pipeline::separate_debug_file(input, &parsed, &mut Vec::new())?;
        let mut hash = [0; program::KEY];
        let (first, second) = hash.split_at_mut(program::KEY / 2);
        first.copy_from_slice(&file_hash(&image, &parsed, &sample).to_le_bytes());
        if let Some(debug) = &debug {
            let parsed = Image::parse(debug).map_err(|kind| Error::new(&debug.path, kind))?;
            let page = |at: usize| debug.get(at..debug.len().min(at + PAGE)).unwrap_or_default();
            let sample: Vec<_> = sampled(debug.len()).into_iter().map(page).collect();
            second.copy_from_slice(&file_hash(debug, &parsed, &sample.concat()).to_le_bytes());
        }
        drop(parsed);
        let files = Files { image, debug: debug.map(Arc::new) };
        for read in [Some(&files.image), files.debug.as_ref()].into_iter().flatten() {
            read.check()?;
        }
        Ok(Self { hash, path: input.path.clone(), files })
    }

    /// The same key, that holds no bytes of the files: a program that is opened by it reads
    /// them when its machine code or the names of its symbols are asked for.
    #[must_use]
    pub fn let_go(self) -> Self {
        let Files { image, debug } = self.files;
        let files = Files {
            image: Arc::new(image.let_go()),
            debug: debug.map(|debug| Arc::new(debug.let_go())),
        };
        Self { files, ..self }
    }
}

impl fmt::Display for InputKey {
    /// As hexadecimal digits, 64 of them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Where the pages begin that are looked at in a file of a length.
fn sampled(length: usize) -> Vec<usize> {
    let last = length.saturating_sub(PAGE);
    // In 128 bits no product of these wraps.
    (0..PAGES).map(|page| (last as u128 * page as u128 / (PAGES as u128 - 1)) as usize).collect()
}

fn file_hash(bytes: &Bytes, image: &Image<'_>, sample: &[u8]) -> u128 {
    let mut hasher = XxHash3_128::new();
    // The name of a module is that of its file, and notices name it.
    let name = bytes.path.file_name().unwrap_or_default().as_encoded_bytes();
    hasher.write(name);
    hasher.write(&(bytes.len() as u64).to_le_bytes());
    let Some(build_id) = image.build_id() else {
        hasher.write(bytes);
        return hasher.finish_128();
    };
    hasher.write(build_id.as_bytes());
    for section in &image.sections {
        hasher.write(section.name.as_bytes());
        hasher.write(&section.address.to_le_bytes());
        hasher.write(&section.size.to_le_bytes());
        hasher.write(&section.file_offset.to_le_bytes());
        if section.name.starts_with(".note") {
            hasher.write(section.bytes);
        }
    }
    hasher.write(sample);
    hasher.finish_128()
}

/// Opens the index of an input: the program, and the notices that reading the input gave.
/// No index holds compiler records or sources: an input with either has none.
///
/// # Errors
/// If it is not an index of this input and of this version of klpscope, whole and
/// undamaged. Damage to a part that was not read yet is found later:
/// [`Program::index_damage`].
pub fn open_index(path: &Path, key: &InputKey) -> Result<(Program, Vec<Notice>), IndexRefusal> {
    program::open_index(path, &key.hash, &key.path, key.files.clone())
}

impl Program {
    /// Writes the index of a program that was read from the input of `key`, without compiler
    /// records and sources.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_index(&self, key: &InputKey, out: &mut dyn Write) -> io::Result<()> {
        self.write_index_keyed(&key.hash, out)
    }
}
