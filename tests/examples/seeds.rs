//! `cargo run -p klpscope-tests --example seeds -- FOLDER`: writes the seeds of each fuzz
//! target into `FOLDER/TARGET/`, for `cargo fuzz run TARGET FOLDER/TARGET`.
#![expect(clippy::expect_used, reason = "a tool for developers says where it stopped")]

use std::path::PathBuf;
use std::{env, fs};

use klpscope_tests::fuzzed::TARGETS;

fn main() {
    let folder = PathBuf::from(env::args_os().nth(1).expect("a folder"));
    for target in TARGETS {
        let folder = folder.join(target.name);
        fs::create_dir_all(&folder).expect("the folder can be made");
        for (at, seed) in target.seeds().iter().enumerate() {
            fs::write(folder.join(format!("seed-{at:03}")), seed).expect("written");
        }
    }
}
