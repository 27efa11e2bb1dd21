//! Programs of others that give a second opinion, where `.ci/peers` installed them.

use std::env;
use std::path::PathBuf;

use crate::workspace;

/// A program by its name on the PATH (`dot`, `chromium`, `node`), `python3-peers`: a Python
/// with the modules of `tests/peers/requirements.txt`, `node-peers`: the folder
/// `node_modules` of `tests/peers/package.json`, or `cargo-deny`, ours or that on the PATH.
///
/// Where it lacks the test cannot be run, and says so. With `KLPSCOPE_PEERS=required`, as
/// `.ci/run` sets it, that is a failure.
#[expect(clippy::print_stderr, reason = "it is how a test ends, and what it says")]
pub fn peer(name: &str) -> Option<PathBuf> {
    let found = match name {
        "python3-peers" => Some(tools().join("python/bin/python")).filter(|path| path.exists()),
        "node-peers" => Some(tools().join("node/node_modules")).filter(|path| path.exists()),
        "cargo-deny" => {
            let ours = Some(tools().join("python/bin/cargo-deny")).filter(|path| path.exists());
            ours.or_else(|| on_path(name))
        }
        _ => on_path(name),
    };
    if found.is_none() {
        let required = env::var_os("KLPSCOPE_PEERS").is_some_and(|value| value == "required");
        assert!(!required, "no {name}: .ci/peers installs it");
        eprintln!("not run: no {name} (.ci/peers installs it)");
    }
    found
}

fn tools() -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR");
    workspace().join(target.map_or_else(|| PathBuf::from("target"), PathBuf::from)).join("tools")
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
