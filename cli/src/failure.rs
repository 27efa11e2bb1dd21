//! `Failure`: why a command has no answer, with what to say and the exit code.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use klpscope_analyzer::ci::FormatError;
use klpscope_analyzer::patch::{PatchError, PlaceError};
use klpscope_analyzer::{SeedError, SpecError};

use crate::exit::Exit;

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// clap's message: wrong usage, or what `--help` and `--version` print.
    CommandLine(Box<clap::Error>),
    /// Arguments that clap lets pass and that make no sense.
    Usage { problem: String, hint: String },
    /// An input file that cannot be read.
    Input(Box<klpscope_graph::Error>),
    /// A kernel of which no object can be read.
    Kernel { problem: String, hint: String },
    /// A function that is not there, or not there once.
    Function {
        /// What was wrong.
        error: Box<SeedError>,
        /// The files that were read.
        files: Vec<String>,
    },
    /// A patch that cannot be opened.
    Read { name: String, error: io::Error },
    /// A patch that is none, or damaged.
    Patch { name: String, error: PatchError },
    /// A patch or line of which the build knows nothing.
    Place(PlaceError),
    /// An index that the user named and that is not there.
    Index { path: PathBuf, problem: String },
    /// A file that cannot be written.
    Write { path: PathBuf, error: io::Error },
    /// An address that cannot be listened on.
    Listen { address: SocketAddr, error: io::Error },
    /// The folder of the cache, or a file there.
    Cache { path: PathBuf, error: io::Error },
    /// Stdout cannot be written.
    Output(io::Error),
    /// A report that has no JSON form: a bug.
    Json(serde_json::Error),
    /// A report that a format cannot hold: a bug.
    Format(FormatError),
}

impl Failure {
    /// The code to exit with.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::CommandLine(message) if !message.use_stderr() => Exit::Answered,
            Self::CommandLine(_) | Self::Usage { .. } | Self::Function { .. } | Self::Place(_) => {
                Exit::Usage
            }
            Self::Input(_)
            | Self::Read { .. }
            | Self::Patch { .. }
            | Self::Kernel { .. }
            | Self::Index { .. }
            | Self::Write { .. }
            | Self::Listen { .. }
            | Self::Cache { .. }
            | Self::Output(_) => Exit::NotReadable,
            Self::Json(_) | Self::Format(_) => Exit::Bug,
        }
    }

    /// What the user can do next.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Usage { hint, .. } | Self::Kernel { hint, .. } => Some(hint.clone()),
            Self::Input(error) => Some(error.hint()),
            Self::Function { error, files } => Some(function_hint(error, files)),
            Self::Read { .. } => Some("check its path and permissions".to_owned()),
            Self::Patch { error, .. } => Some(error.problem.hint().to_owned()),
            Self::Place(error) => Some(place_hint(error)),
            Self::Index { path, .. } => {
                Some(format!("write it: klpscope index FILE -o {}", path.display()))
            }
            Self::Listen { .. } => {
                Some("--port 0 takes any that is free; --address is one of this machine".to_owned())
            }
            Self::Cache { .. } => Some("check its permissions".to_owned()),
            Self::Write { .. } | Self::Output(_) => {
                Some("check the space and permissions where it goes".to_owned())
            }
            Self::CommandLine(_) | Self::Json(_) | Self::Format(_) => None,
        }
    }

    /// What of the input could not be read, where that may be the reason.
    pub(crate) fn unread(&self) -> &[String] {
        match self.function() {
            Some(SeedError::Unknown { unread, .. }) => unread,
            _ => &[],
        }
    }

    /// What the user may have meant, each as it can be typed.
    pub(crate) fn candidates(&self) -> &[String] {
        match (self.function(), self) {
            (Some(SeedError::Ambiguous { candidates, .. }), _) => candidates,
            (_, Self::Place(PlaceError::NoneInBuild { nearest, .. })) => nearest,
            (_, Self::Place(PlaceError::NoFile { nearest, .. })) => nearest,
            (_, Self::Place(PlaceError::NoFunction { near, .. })) => near,
            _ => &[],
        }
    }

    fn function(&self) -> Option<&SeedError> {
        match self {
            Self::Function { error, .. } => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CommandLine(message) => message.fmt(f),
            Self::Usage { problem, .. } | Self::Kernel { problem, .. } => f.write_str(problem),
            Self::Input(error) => error.fmt(f),
            Self::Function { error, files } => match files.as_slice() {
                [] => error.fmt(f),
                [file] => write!(f, "{file}: {error}"),
                [file, more @ ..] => write!(f, "{file} and {} more: {error}", more.len()),
            },
            Self::Read { name, error } => write!(f, "patch {name}: {error}"),
            Self::Patch { name, error } => write!(f, "patch {name}: {error}"),
            Self::Place(error) => error.fmt(f),
            Self::Index { path, problem } => write!(f, "index {}: {problem}", path.display()),
            Self::Write { path, error } => {
                write!(f, "{} cannot be written: {error}", path.display())
            }
            Self::Listen { address, error } => write!(f, "cannot listen on {address}: {error}"),
            Self::Cache { path, error } => write!(f, "cache {}: {error}", path.display()),
            Self::Output(error) => write!(f, "standard output cannot be written: {error}"),
            Self::Json(error) => write!(f, "this is a bug in klpscope: no JSON: {error}"),
            Self::Format(error) => write!(f, "this is a bug in klpscope: {error}"),
        }
    }
}

impl From<clap::Error> for Failure {
    fn from(message: clap::Error) -> Self {
        Self::CommandLine(Box::new(message))
    }
}

impl From<klpscope_graph::Error> for Failure {
    fn from(error: klpscope_graph::Error) -> Self {
        Self::Input(Box::new(error))
    }
}

impl From<SpecError> for Failure {
    fn from(error: SpecError) -> Self {
        Self::Function { error: Box::new(error.into()), files: Vec::new() }
    }
}

impl From<FormatError> for Failure {
    fn from(error: FormatError) -> Self {
        Self::Format(error)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error)
    }
}

fn function_hint(error: &SeedError, files: &[String]) -> String {
    let file = files.first().map_or("FILE", String::as_str);
    match error {
        SeedError::Spec(_) => {
            "such as vfs_read, vfs_read@fs/read_write.c, vfs_read@fs/read_write.c:450".to_owned()
        }
        SeedError::Unknown { elsewhere, .. } if !elsewhere.is_empty() => {
            format!("it is declared elsewhere: {}", elsewhere.join(", "))
        }
        SeedError::Unknown { calls: 1.., .. } => "ask about the object that defines it".to_owned(),
        SeedError::Unknown { near, .. } if !near.is_empty() => {
            format!("did you mean {}?", near.join(", "))
        }
        SeedError::Unknown { unread, .. } if !unread.is_empty() => {
            format!("see where: klpscope stats {file}")
        }
        SeedError::Unknown { .. } => format!("see what there is: klpscope list functions {file}"),
        SeedError::Ambiguous { .. } => "name one of these".to_owned(),
    }
}

fn place_hint(error: &PlaceError) -> String {
    match error {
        PlaceError::NoneInBuild { nearest, .. } | PlaceError::NoFile { nearest, .. }
            if nearest.is_empty() =>
        {
            "ask about the object that is built of it: a module, another program".to_owned()
        }
        PlaceError::NoneInBuild { .. } => {
            "if one of these is meant: -p N takes N components off the paths of the patch"
                .to_owned()
        }
        PlaceError::NoFile { .. } => "if one of these is meant, name it so".to_owned(),
        PlaceError::NoFunction { .. } => {
            "functions in front of it and behind it; what else is there is not in the set"
                .to_owned()
        }
    }
}
