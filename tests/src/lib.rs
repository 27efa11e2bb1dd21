//! What the tests share: where the workspace and the corpus lie, and asking
//! klpscope a question without starting a process.

pub mod amplify;
pub mod by_hand;
mod dump;
mod elf;
pub mod fuzzed;
pub mod generated;
pub mod gimli_walk;
pub mod hostile;
mod peer;
pub mod random_program;
pub mod truth;

use std::ffi::OsString;
use std::path::PathBuf;

use anstream::StripStream;

pub use dump::dump;
pub use peer::peer;

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    let package = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    package.parent().map_or_else(|| package.clone(), PathBuf::from)
}

/// A file or folder of the corpus.
pub fn corpus(path: &str) -> PathBuf {
    workspace().join("corpus").join(path)
}

/// How a command ended and what it printed, without colours.
#[derive(Debug)]
pub struct Answer {
    /// The exit code.
    pub code: u8,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Runs `klpscope ARGS` in this process.
pub fn klpscope<A: Into<OsString>>(args: impl IntoIterator<Item = A>) -> Answer {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = [OsString::from("klpscope")].into_iter().chain(args.into_iter().map(Into::into));
    let exit =
        klpscope::run(args, &mut StripStream::new(&mut out), &mut StripStream::new(&mut err));
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Answer { code: exit.code(), out: text(out), err: text(err) }
}
