//! klpscope as the tests of the documentation run it: by its name, or as
//! `cargo run ... -- ARGS` the way the README shows it, without building again.

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args: Vec<OsString> = env::args_os().collect();
    if args.get(1).is_some_and(|first| first == "run") {
        let end = args.iter().position(|arg| arg == "--").unwrap_or(args.len() - 1);
        args.drain(1..=end);
    }
    klpscope::main(args)
}
