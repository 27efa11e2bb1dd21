//! What the tests share: where the workspace and the corpus lie.

use std::path::PathBuf;

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    let package = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    package.parent().map_or_else(|| package.clone(), PathBuf::from)
}

/// A file or folder of the corpus.
pub fn corpus(path: &str) -> PathBuf {
    workspace().join("corpus").join(path)
}
