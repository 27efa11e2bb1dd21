//! The files of a gate beside the build: policy, list, baseline, reports.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use klpscope_analyzer::gate::{self, Baseline, Policy};

use crate::cache;
use crate::failure::Failure;

/// Longest file that is read.
const LONGEST: u64 = 64 << 20;

/// Reads a policy, and the list it names.
pub(super) fn policy(path: &Path) -> Result<Policy, Failure> {
    let text = read(path).map_err(|error| Failure::Usage {
        problem: format!("policy {}: {error}", path.display()),
        hint: "write one to start from: klpscope gate --init FILE > klpscope.toml".to_owned(),
    })?;
    let mut policy = gate::read(&path.display().to_string(), &text)
        .map_err(|error| Failure::Usage { problem: error.to_string(), hint: error.hint })?;
    let Some(list) = &policy.watch.list else { return Ok(policy) };
    // Beside the policy: a path in a file is not one on the command line.
    let list = path.parent().unwrap_or(Path::new("")).join(list);
    let text = read(&list).map_err(|error| Failure::Usage {
        problem: format!("{}: list {}: {error}", path.display(), list.display()),
        hint: "name a file beside the policy, with a function on each line".to_owned(),
    })?;
    policy.watch_list(&text).map_err(|(line, name)| Failure::Usage {
        problem: format!("{}:{line}: {name:?} names no function", list.display()),
        hint: "write NAME, NAME@FILE or NAME@FILE:LINE".to_owned(),
    })?;
    Ok(policy)
}

/// Reads a baseline; one that is about to be written need not be there yet.
pub(super) fn baseline(path: Option<&Path>, is_new: bool) -> Result<Option<Baseline>, Failure> {
    let Some(path) = path else { return Ok(None) };
    let text = match read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound && is_new => return Ok(None),
        other => other.map_err(|error| Failure::Usage {
            problem: format!("baseline {}: {error}", path.display()),
            hint: "--update-baseline writes it".to_owned(),
        })?,
    };
    let baseline = Baseline::read(&text).map_err(|problem| Failure::Usage {
        problem: format!("baseline {}: {problem}", path.display()),
        hint: "take it from version control, or delete it: --update-baseline writes it".to_owned(),
    })?;
    Ok(Some(baseline))
}

/// Writes a file whole or not at all.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    cache::whole(path, |out| out.write_all(text.as_bytes()))
        .map_err(|error| Failure::Write { path: path.to_owned(), error })
}

/// Adds to a file what other steps of a job may have begun.
pub(super) fn append(path: &Path, text: &str) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    let file = options.create(true).append(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| Failure::Write { path: path.to_owned(), error })
}

fn read(path: &Path) -> io::Result<String> {
    if fs::metadata(path)?.len() > LONGEST {
        return Err(io::Error::other("longer than 64 MiB"));
    }
    fs::read_to_string(path)
}
