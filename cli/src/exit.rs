//! `Exit`: every exit code of klpscope and what it promises to scripts.

use std::process::ExitCode;

/// How a command ended. The codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The question was answered, from everything in the input.
    Answered,
    /// A check failed: `stats --verify` found a broken invariant, `verify` a live patch
    /// that leaves old code running or will not load, `gate` an error that is new.
    CheckFailed,
    /// The command line was wrong, or names an unknown or ambiguous function; a policy or
    /// baseline makes no sense.
    Usage,
    /// An input file could not be read, or standard output not be written.
    NotReadable,
    /// The question was answered, but part of the input could not be read:
    /// functions may be missing. `--allow-incomplete` turns it into [`Exit::Answered`].
    Incomplete,
    /// `--max-memory` or `--timeout` was reached, or the machine has no memory left.
    GaveUp,
    /// A bug in klpscope.
    Bug,
}

impl Exit {
    /// The number that the process exits with.
    pub fn code(self) -> u8 {
        match self {
            Self::Answered => 0,
            Self::CheckFailed => 1,
            Self::Usage => 2,
            Self::NotReadable => 3,
            Self::Incomplete => 4,
            Self::GaveUp => 5,
            Self::Bug => 70,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}
