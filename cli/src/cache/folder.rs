//! A folder of files written whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::{Builder, TempDir};

use super::write::UNFINISHED;
use crate::limits::Unfinished;

/// A file in the new folder, by its name.
pub(crate) type Create<'a> = dyn FnMut(&str) -> io::Result<Box<dyn Write + Send>> + 'a;

/// Lets `fill` make files in a folder beside `folder`, then puts that in its place. Folders
/// that lack are made. Of what was there only files of these `names` are ever removed.
///
/// # Errors
/// Where one of the steps fails, or `folder` holds anything else; then it is as it was.
pub(crate) fn whole_folder(
    folder: &Path,
    names: &[String],
    fill: impl FnOnce(&mut Create<'_>) -> io::Result<()>,
) -> io::Result<()> {
    if !holds_nothing_else(folder, names)? {
        let problem = "there are other files in it: name a folder that is new, or empty";
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, problem));
    }
    let parent = folder.parent().filter(|dir| !dir.as_os_str().is_empty());
    let new = unfinished(parent.unwrap_or(Path::new(".")))?;
    let _noted = Unfinished::note(new.path());
    fill(&mut |name| Ok(Box::new(BufWriter::new(File::create(new.path().join(name))?))))?;
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::rename(new.keep(), folder)
}

/// It goes when it is dropped.
fn unfinished(parent: &Path) -> io::Result<TempDir> {
    fs::create_dir_all(parent)?;
    let mut builder = Builder::new();
    builder.prefix(UNFINISHED);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    builder.tempdir_in(parent)
}

fn holds_nothing_else(folder: &Path, names: &[String]) -> io::Result<bool> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        entries => entries?,
    };
    for entry in entries {
        let name = entry?.file_name();
        if !names.iter().any(|known| name == known.as_str()) {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, text: &str) -> io::Result<()> {
        whole_folder(folder, &["calls".to_owned()], |create| {
            create("calls")?.write_all(text.as_bytes())
        })
    }

    #[test]
    fn only_files_of_the_names_are_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("new/tables");
        write(&folder, "old").unwrap();
        write(&folder, "new").unwrap();
        assert_eq!(fs::read_to_string(folder.join("calls")).unwrap(), "new");

        fs::write(folder.join("thesis.txt"), "years of work").unwrap();
        assert_eq!(write(&folder, "newer").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert!(folder.join("thesis.txt").exists());
        assert_eq!(fs::read_to_string(folder.join("calls")).unwrap(), "new");
    }

    #[test]
    fn what_fails_leaves_the_folder_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("tables");
        write(&folder, "old").unwrap();
        let full = whole_folder(&folder, &["calls".to_owned()], |create| {
            create("calls")?.write_all(b"half")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        full.unwrap_err();
        assert_eq!(fs::read_to_string(folder.join("calls")).unwrap(), "old");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
