//! `--max-memory` and `--timeout`: a command that would use more says so and ends. No file
//! stays half written, and what stands at its place stays as it was.

mod memory;
mod threads;
mod timeout;
mod unfinished;

use std::io::{self, Write};
use std::process;

use crate::args::Limits;
use crate::exit::Exit;
use crate::failure::Failure;
pub(crate) use unfinished::Unfinished;

/// The limits of a command, as long as it runs.
pub(crate) struct Limited {
    _timeout: Option<timeout::Watch>,
}

impl Limited {
    /// Sets the limits that the user asked for. That of memory stays: it is the process's.
    pub(crate) fn to(limits: Limits) -> Result<Self, Failure> {
        if let Some(bytes) = limits.max_memory {
            let set = memory::limit(bytes).and_then(|()| threads::limit(bytes));
            set.map_err(|problem| Failure::Usage {
                problem: format!("--max-memory cannot be set here: {problem}"),
                hint: "set it from outside: ulimit -d".to_owned(),
            })?;
        }
        Ok(Self { _timeout: limits.timeout.map(timeout::Watch::begin).transpose()? })
    }
}

/// Ends the process from whatever thread, in whatever state.
fn give_up(message: &str) -> ! {
    unfinished::remove_all();
    // Not by way of the command's own output: another thread may be holding it.
    let _ = io::stderr().write_all(message.as_bytes());
    process::exit(Exit::GaveUp.code().into())
}
