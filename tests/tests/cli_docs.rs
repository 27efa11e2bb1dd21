//! Runs every command that the documentation shows and compares its output:
//! README.md, docs/*.md and cmd/*.trycmd, all from the root of the workspace.
//! `TRYCMD=overwrite cargo test --test cli_docs` writes what the commands print now.

use std::path::Path;

use klpscope_tests::workspace;
use trycmd::schema::Bin;

#[test]
fn documented_commands_print_what_is_documented() {
    std::env::set_current_dir(workspace()).expect("the workspace is there");
    let klpscope = Bin::Path(Path::new(env!("CARGO_BIN_EXE_documented")).to_owned());
    trycmd::TestCases::new()
        .register_bin("klpscope", klpscope.clone())
        .register_bin("cargo", klpscope)
        .case("README.md")
        .case("docs/*.md")
        .case("tests/cmd/*.trycmd");
}
