//! `--timeout`: a thread that waits, and ends the process if the command does not end first.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use super::give_up;
use crate::failure::Failure;

/// Dropped when the command has ended.
pub(super) struct Watch {
    _ends: Sender<()>,
}

impl Watch {
    /// Begins to wait.
    pub(super) fn begin(most: Duration) -> Result<Self, Failure> {
        let (sender, ended) = mpsc::channel();
        let wait = move || {
            if ended.recv_timeout(most) == Err(RecvTimeoutError::Timeout) {
                let seconds = most.as_secs();
                give_up(&format!(
                    "error: gave up after {seconds} s\nhint: allow more: --timeout {}\n",
                    seconds.saturating_mul(2)
                ));
            }
        };
        thread::Builder::new().name("timeout".to_owned()).spawn(wait).map_err(|error| {
            Failure::Usage {
                problem: format!("--timeout cannot be set here: {error}"),
                hint: "set it from outside: timeout SECONDS klpscope ...".to_owned(),
            }
        })?;
        Ok(Self { _ends: sender })
    }
}
