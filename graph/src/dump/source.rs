//! `PATH` (a dump, a directory, a `.tar`, each also as `.zst`) -> one stream for
//! each dump inside. Nothing is held in memory: a dump can be gigabytes.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use ruzstd::decoding::StreamingDecoder;

use crate::error::{Error, ErrorKind};

/// Bytes read from a file at once.
const BUFFER: usize = 1 << 16;

/// Receives each stream with its name.
pub(super) type Visit<'v> = dyn FnMut(&str, &mut dyn BufRead) -> io::Result<()> + 'v;

/// Hands every dump of `path` whose name `wanted` accepts to `visit`: of a directory
/// in the order of names, of an archive in its own order. A file named by the user
/// that is not an archive is a dump whatever its name, so it is only asked for
/// by `wanted` after [`dump_name`].
///
/// # Errors
/// What the operating system or the archive says, with the path.
pub(super) fn visit(
    path: &Path,
    wanted: &dyn Fn(&str) -> bool,
    visit: &mut Visit<'_>,
) -> Result<(), Error> {
    let meta = fs::metadata(path).map_err(|error| Error::new(path, ErrorKind::Io(error)))?;
    let files = if meta.is_dir() { files_below(path)? } else { vec![path.to_owned()] };
    for file in files {
        visit_file(&file, wanted, visit)
            .map_err(|error| Error::new(&file, ErrorKind::Record(error.to_string())))?;
    }
    Ok(())
}

/// The name of a dump without the suffix of its compression.
pub(super) fn dump_name(name: &str) -> &str {
    name.strip_suffix(".zst").unwrap_or(name)
}

fn visit_file(file: &Path, wanted: &dyn Fn(&str) -> bool, visit: &mut Visit<'_>) -> io::Result<()> {
    let name = file.to_string_lossy();
    let archive = dump_name(&name).ends_with(".tar");
    if !archive && !wanted(dump_name(&name)) {
        return Ok(());
    }
    let plain = BufReader::with_capacity(BUFFER, File::open(file)?);
    let mut stream: Box<dyn BufRead> = if name.ends_with(".zst") {
        Box::new(BufReader::with_capacity(BUFFER, Frames::new(plain)))
    } else {
        Box::new(plain)
    };
    if archive { visit_archive(stream, wanted, visit) } else { visit(&name, &mut stream) }
}

fn visit_archive(
    stream: impl Read,
    wanted: &dyn Fn(&str) -> bool,
    visit: &mut Visit<'_>,
) -> io::Result<()> {
    let mut archive = tar::Archive::new(stream);
    for entry in archive.entries()? {
        let entry = entry?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if !entry.header().entry_type().is_file() || !wanted(dump_name(&name)) {
            continue;
        }
        let plain = BufReader::with_capacity(BUFFER, entry);
        if name.ends_with(".zst") {
            visit(&name, &mut BufReader::with_capacity(BUFFER, Frames::new(plain)))?;
        } else {
            visit(&name, &mut { plain })?;
        }
    }
    Ok(())
}

/// The regular files below a directory, sorted. Links to directories are not
/// followed: they may lead in a circle.
fn files_below(directory: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    let mut open = vec![directory.to_owned()];
    while let Some(directory) = open.pop() {
        let failed = |error| Error::new(&directory, ErrorKind::Io(error));
        for entry in fs::read_dir(&directory).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            match fs::symlink_metadata(&path).map_err(failed)? {
                meta if meta.is_dir() => open.push(path),
                _ if path.is_file() => files.push(path),
                _ => {}
            }
        }
    }
    files.sort_unstable();
    Ok(files)
}

/// The content of a zstd stream: its frames one after the other, as `zstd -d` reads
/// it. The decoder of the library ends with the first frame.
struct Frames<R: BufRead> {
    frame: Option<Box<StreamingDecoder<R, ruzstd::decoding::FrameDecoder>>>,
    between: Option<R>,
}

impl<R: BufRead> Frames<R> {
    fn new(source: R) -> Self {
        Self { frame: None, between: Some(source) }
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(frame) = &mut self.frame {
                let count = frame.read(buffer)?;
                if count > 0 || buffer.is_empty() {
                    return Ok(count);
                }
                self.between = self.frame.take().map(|frame| frame.into_inner());
            }
            let Some(mut source) = self.between.take() else { return Ok(0) };
            if source.fill_buf()?.is_empty() {
                return Ok(0);
            }
            let frame = StreamingDecoder::new(source).map_err(io::Error::other)?;
            self.frame = Some(Box::new(frame));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    #[test]
    fn frames_are_read_one_after_the_other() {
        let mut bytes = compress_to_vec(&b"one "[..], CompressionLevel::Fastest);
        bytes.extend(compress_to_vec(&b"two"[..], CompressionLevel::Fastest));
        let mut text = String::new();
        Frames::new(&bytes[..]).read_to_string(&mut text).unwrap();
        assert_eq!(text, "one two");
    }

    #[test]
    fn a_cut_frame_is_an_error() {
        let bytes = compress_to_vec(&[7; 100][..], CompressionLevel::Fastest);
        let mut out = Vec::new();
        assert!(Frames::new(&bytes[..bytes.len() - 5]).read_to_end(&mut out).is_err());
    }

    #[test]
    fn an_archive_gives_the_wanted_members() {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, text) in [("d/a.x", "A"), ("d/b.y", "B")] {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_entry_type(tar::EntryType::Regular);
            builder.append_data(&mut header, name, text.as_bytes()).unwrap();
        }
        let bytes = builder.into_inner().unwrap();
        let mut seen = Vec::new();
        visit_archive(&bytes[..], &|name| name.ends_with(".x"), &mut |name, stream| {
            let mut text = String::new();
            stream.read_to_string(&mut text)?;
            seen.push((name.to_owned(), text));
            Ok(())
        })
        .unwrap();
        assert_eq!(seen, [("d/a.x".to_owned(), "A".to_owned())]);
    }
}
