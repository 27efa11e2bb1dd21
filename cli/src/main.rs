//! The process: arguments and streams in, an exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    klpscope::main(std::env::args_os())
}
