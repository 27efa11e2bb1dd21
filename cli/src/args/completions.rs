//! The arguments of `klpscope completions`, and the command line as a shell's script.

use std::io;

use clap_complete::{Generator, Shell};

use super::Command;

/// A script that completes commands, options and their values in a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  klpscope completions bash > ~/.local/share/bash-completion/completions/klpscope
  klpscope completions zsh > ~/.zfunc/_klpscope
  klpscope completions fish > ~/.config/fish/completions/klpscope.fish")]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: Shell,
}

impl Completions {
    /// The script, of all commands.
    pub(crate) fn script(&self) -> io::Result<Vec<u8>> {
        let mut command = Command::all();
        command.set_bin_name("klpscope");
        command.build();
        let mut script = Vec::new();
        self.shell.try_generate(&command, &mut script)?;
        Ok(script)
    }
}
