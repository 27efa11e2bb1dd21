//! Asking about bytes: they lie in a file, and the answer is held to what holds for all.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::{Answer, klpscope};

/// What `cli/src/exit.rs` documents, less a bug (70) and limits that nobody set (5).
const INCOMPLETE: u8 = 4;

/// A folder for one run, with the bytes in a file.
pub(super) struct Scratch {
    _folder: TempDir,
    /// Where the bytes are.
    pub(super) file: String,
}

impl Scratch {
    pub(super) fn new(name: &str, bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("written");
        let file = path.into_os_string().into_string().expect("a path of text");
        Self { _folder: folder, file }
    }
}

/// Asks, and holds the answer to what holds for any input. `may` are the exit codes besides
/// 0 (answered), 3 (cannot be answered) and 4 (something was not read).
pub(super) fn ask(args: &[&str], may: &[u8]) -> Answer {
    let answer = klpscope(args.iter().copied().chain(["--no-cache"]));
    let documented = matches!(answer.code, 0 | 3 | INCOMPLETE) || may.contains(&answer.code);
    assert!(documented, "{args:?}: exit {}: {}", answer.code, answer.err);
    let told = answer.err.contains("incomplete: ");
    assert!(answer.code != 1 || args[0] != "stats" || told, "{args:?}: unsound: {}", answer.err);
    let answered = !matches!(answer.code, 2 | 3);
    assert!(answered || answer.out.is_empty(), "{args:?}: half an answer: {}", answer.out);
    let said = answer.code == 0 || !answer.err.is_empty() || !answer.out.is_empty();
    assert!(said, "{args:?}: exit {} without a word", answer.code);
    for text in [&answer.out, &answer.err] {
        let raw = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
        assert!(raw.is_none(), "{args:?}: {raw:?} reaches a terminal");
    }
    if answered && args.contains(&"json") {
        let parsed: Result<Value, _> = serde_json::from_str(&answer.out);
        parsed.unwrap_or_else(|error| panic!("{args:?}: {error}: {}", answer.out));
    }
    answer
}
