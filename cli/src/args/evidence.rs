//! What is read beside the file, for all questions alike.

use std::path::{Path, PathBuf};

use klpscope_graph::Input;

/// What to read beside the ELF file.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Evidence")]
pub(crate) struct Evidence {
    /// GCC's -fdump-ipa-clones records: file, directory or .tar[.zst]; repeatable
    #[arg(long, value_name = "PATH")]
    pub(crate) ipa_clones: Vec<PathBuf>,
    /// LLVM's -fsave-optimization-record records: file, directory or .tar[.zst]; repeatable
    #[arg(long, value_name = "PATH")]
    pub(crate) opt_remarks: Vec<PathBuf>,
    /// C sources the file was built from: finds copies that left no trace; repeatable
    #[arg(long, value_name = "DIR")]
    pub(crate) source: Vec<PathBuf>,
    /// Separate debug file, instead of the one found by build-id or debuglink
    #[arg(long, value_name = "FILE")]
    pub(crate) debug_file: Option<PathBuf>,
    /// Exit with 0, not 4, where part of the input could not be read
    #[arg(long)]
    pub(crate) allow_incomplete: bool,
    /// Answer from this index of FILE (klpscope index), not from the cache
    #[arg(long, value_name = "INDEX")]
    pub(crate) index: Option<PathBuf>,
    /// Read FILE itself, and keep no index of it
    #[arg(long, conflicts_with = "index")]
    pub(crate) no_cache: bool,
}

impl Evidence {
    /// Nothing but the files themselves.
    pub(crate) fn of_files(no_cache: bool, allow_incomplete: bool) -> Self {
        Self {
            ipa_clones: Vec::new(),
            opt_remarks: Vec::new(),
            source: Vec::new(),
            debug_file: None,
            allow_incomplete,
            index: None,
            no_cache,
        }
    }

    /// What to read for the answer about `file`.
    pub(crate) fn of(&self, file: &Path) -> Input {
        Input {
            path: file.to_owned(),
            debug_file: self.debug_file.clone(),
            root: None,
            ipa_clones: self.ipa_clones.clone(),
            opt_remarks: self.opt_remarks.clone(),
            sources: self.source.clone(),
        }
    }
}
