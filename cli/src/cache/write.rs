//! A file written whole or not at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::Builder;

use crate::limits::Unfinished;

/// How the names of unfinished files begin.
pub(super) const UNFINISHED: &str = ".unfinished-";

/// Lets `write` fill a file beside `path`, then moves it there. Folders that lack are made.
/// What is there and is no file (a pipe, `/dev/null`) is not replaced but written to.
///
/// # Errors
/// Where one of the steps fails; then `path` is as it was.
pub(crate) fn whole(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        let mut out = BufWriter::new(fs::OpenOptions::new().write(true).open(path)?);
        write(&mut out)?;
        return out.flush();
    }
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(dir)?;
    let mut builder = Builder::new();
    builder.prefix(UNFINISHED);
    let file = open(&mut builder, dir)?;
    let _noted = Unfinished::note(file.path());
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// With the permissions of any new file, not those of a secret.
#[cfg(unix)]
fn open(builder: &mut Builder<'_, '_>, dir: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666)).tempfile_in(dir)
}

#[cfg(not(unix))]
fn open(builder: &mut Builder<'_, '_>, dir: &Path) -> io::Result<tempfile::NamedTempFile> {
    builder.tempfile_in(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_device_is_not_replaced() {
        use std::os::unix::fs::FileTypeExt;
        whole(Path::new("/dev/null"), |out| out.write_all(b"page")).unwrap();
        assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    }

    #[test]
    fn what_fails_leaves_the_file_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("new/index");
        whole(&path, |out| out.write_all(b"one")).unwrap();
        let failed = whole(&path, |out| {
            out.write_all(b"two")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert_eq!(failed.map_err(|error| error.kind()), Err(io::ErrorKind::StorageFull));
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        assert_eq!(fs::read_dir(dir.path().join("new")).unwrap().count(), 1);
    }
}
