//! The command line as types. The only file that names `clap`, beside the
//! printing of its messages in `output.rs`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{ArgGroup, Parser, Subcommand, ValueEnum};
use klpscope_analyzer::report::text::Limits;
use klpscope_analyzer::{self as analyzer, Model, SpecError};
use klpscope_graph::Input;

use crate::cache::{parse_age, parse_size};
use crate::output::Notes;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXIT_CODES: &str = "\
Exit codes:
  0   answered
  1   a check failed
  2   wrong usage, an unknown or ambiguous function, a patch of other files
  3   input not readable, or no patch
  4   answered, but part of the input could not be read, or of a patch not mapped
      (--allow-incomplete: 0)
  70  a bug in klpscope";

/// Lists which machine functions a live patch must replace, from the shipped binary
#[derive(Debug, Parser)]
#[command(name = "klpscope", bin_name = "klpscope", version, after_help = EXIT_CODES, styles = STYLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// One question each.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Impact(Impact),
    Explain(Explain),
    Show(Show),
    Audit(Audit),
    Verify(Verify),
    Stats(Stats),
    List(List),
    Index(Index),
    Cache(Cache),
}

/// Which machine functions must be replaced if these source functions are patched
#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("asked").required(true).multiple(true).args(["functions", "patch", "line"]))]
#[command(after_help = "\
Examples:
  klpscope impact vmlinux -f vfs_read
  klpscope impact vmlinux fs/ext4/ext4.ko -f ext4_mark_iloc_dirty@fs/ext4/inode.c
  klpscope impact vmlinux --patch fix.patch
  git format-patch --stdout v6.12.. | klpscope impact vmlinux --patch -
  klpscope impact vmlinux --line fs/read_write.c:560
  klpscope impact --kernel $(uname -r) -f skb_put
  klpscope impact vmlinux -f vfs_read --emit klp-c > livepatch.c
  klpscope impact app -f 'parse_*' --ipa-clones build/ --format json")]
pub(crate) struct Impact {
    /// ELF files with DWARF: vmlinux, modules, programs
    #[arg(value_name = "FILE", required_unless_present_any = ["kernel", "root"], conflicts_with_all = ["kernel", "root"])]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) kernel: KernelArgs,
    #[command(flatten)]
    pub(crate) places: Places,
    #[command(flatten)]
    pub(crate) question: Question,
    /// Put the nearest replaceable callers in stead of what cannot be replaced
    #[arg(long)]
    pub(crate) lift: bool,
    #[command(flatten)]
    pub(crate) evidence: Evidence,
    #[command(flatten)]
    pub(crate) format: ReportFormat,
    /// Write what a patch author starts from instead of the report
    #[arg(long, value_name = "WHAT", help_heading = "Output", conflicts_with_all = ["format", "all"])]
    pub(crate) emit: Option<Emit>,
}

/// Why a machine function is in the set, or what was looked for and not found
#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("asked").required(true).args(["functions"]))]
#[command(after_help = "\
Examples:
  klpscope explain vmlinux ksys_read -f vfs_read
  klpscope explain vmlinux dev_hard_start_xmit -f skb_put --all

What --lift puts into a set, and why, impact tells.")]
pub(crate) struct Explain {
    /// ELF file with DWARF
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Machine function: its symbol, or the name of its source function
    #[arg(value_name = "TARGET")]
    pub(crate) target: String,
    #[command(flatten)]
    pub(crate) question: Question,
    #[command(flatten)]
    pub(crate) evidence: Evidence,
    #[command(flatten)]
    pub(crate) format: ReportFormat,
}

/// All about a function: declarations, own code, clones, hosts, callers
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  klpscope show vmlinux vfs_read
  klpscope show vmlinux 'skb_put@include/linux/skbuff.h' --format json")]
pub(crate) struct Show {
    /// ELF file with DWARF
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Source function: NAME, NAME@FILE, NAME@FILE:LINE or a glob
    #[arg(value_name = "SPEC")]
    pub(crate) spec: String,
    #[command(flatten)]
    pub(crate) evidence: Evidence,
    #[command(flatten)]
    pub(crate) format: ReportFormat,
}

/// How it was built, and how far an answer about it can be trusted
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  klpscope audit vmlinux
  klpscope audit vmlinux fs/ext4/ext4.ko --format json | jq .objects[].remarks")]
pub(crate) struct Audit {
    /// ELF files with DWARF: vmlinux, modules, programs
    #[arg(value_name = "FILE", required_unless_present_any = ["kernel", "root"], conflicts_with_all = ["kernel", "root"])]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) kernel: KernelArgs,
    #[command(flatten)]
    pub(crate) evidence: Evidence,
    #[command(flatten)]
    pub(crate) format: ReportFormat,
}

/// Whether a built live patch replaces what it has to, and all that it names is there
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit code 1: old code keeps running, or the module will not load; 4: that cannot be told.

Examples:
  klpscope verify livepatch-fix.ko --against vmlinux -f vfs_read
  klpscope verify livepatch-fix.ko --against vmlinux fs/ext4/ext4.ko -f ext4_mark_iloc_dirty
  klpscope verify livepatch-fix.ko --against vmlinux --patch fix.patch
  klpscope verify livepatch-fix.ko --kernel $(uname -r) -f skb_put
  klpscope verify livepatch-fix.ko --against vmlinux --format json | jq .findings[].id")]
pub(crate) struct Verify {
    /// The live-patch module
    #[arg(value_name = "PATCH.ko")]
    pub(crate) module: PathBuf,
    /// ELF files with DWARF that it patches: vmlinux, modules
    #[arg(long, value_name = "FILE", required_unless_present_any = ["kernel", "root"], conflicts_with_all = ["kernel", "root"], num_args = 1..)]
    pub(crate) against: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) kernel: KernelArgs,
    /// Source function that was patched: NAME, NAME@FILE, NAME@FILE:LINE or a glob; repeatable.
    /// Without one, a patch or a line only names are checked
    #[arg(short, long = "function", value_name = "SPEC")]
    pub(crate) functions: Vec<String>,
    #[command(flatten)]
    pub(crate) places: Places,
    /// How the replacement set is drawn
    #[arg(long, value_name = "MODEL", default_value = "exact")]
    pub(crate) model: ModelName,
    /// Expect the nearest replaceable callers in stead of what cannot be replaced
    #[arg(long)]
    pub(crate) lift: bool,
    #[command(flatten)]
    pub(crate) evidence: Evidence,
    #[command(flatten)]
    pub(crate) format: ReportFormat,
}

/// What was read: units, compilers, functions, inlining, and what could not be read
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  klpscope stats vmlinux
  klpscope stats vmlinux --verify")]
pub(crate) struct Stats {
    /// ELF file with DWARF
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Check the invariants of the graph; exit with 1 if one does not hold
    #[arg(long)]
    pub(crate) verify: bool,
    #[command(flatten)]
    pub(crate) evidence: Evidence,
    #[command(flatten)]
    pub(crate) format: ReportFormat,
}

/// Everything at once for scripts: one row each, sorted
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  klpscope list hosts vmlinux > hosts.tsv
  klpscope list calls vmlinux --format ndjson | jq -r .callee_symbol")]
pub(crate) struct List {
    /// What to list
    #[arg(value_name = "WHAT")]
    pub(crate) what: What,
    /// ELF file with DWARF
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) evidence: Evidence,
    /// How to write the rows
    #[arg(long, value_name = "FORMAT", default_value = "tsv", help_heading = "Output")]
    pub(crate) format: RowFormat,
}

/// Write the graph of a file as an index, so that questions about it are answered at once
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Without -o it goes to the cache, where every question finds it. Questions about files of
1 MiB and more write their index there by themselves, unless --no-cache says no.

Examples:
  klpscope index vmlinux
  klpscope index --kernel $(uname -r)
  klpscope index vmlinux -o vmlinux.klpx
  klpscope impact vmlinux --index vmlinux.klpx -f vfs_read")]
pub(crate) struct Index {
    /// ELF file with DWARF
    #[arg(value_name = "FILE", required_unless_present_any = ["kernel", "root"], conflicts_with_all = ["kernel", "root"])]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) kernel: KernelArgs,
    /// Where to write it, instead of the cache
    #[arg(short, long, value_name = "OUT", conflicts_with_all = ["kernel", "root"])]
    pub(crate) output: Option<PathBuf>,
    /// Separate debug file, instead of the one found by build-id or debuglink
    #[arg(long, value_name = "FILE", help_heading = "Evidence", conflicts_with_all = ["kernel", "root"])]
    pub(crate) debug_file: Option<PathBuf>,
    /// Exit with 0, not 4, where part of the input could not be read
    #[arg(long, help_heading = "Evidence")]
    pub(crate) allow_incomplete: bool,
    /// How to write the report
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: Format,
    /// Tell the bytes of every table of the index
    #[arg(long, help_heading = "Output")]
    pub(crate) all: bool,
}

/// What the cache holds, and getting rid of it
#[derive(Debug, clap::Args)]
pub(crate) struct Cache {
    #[command(subcommand)]
    pub(crate) command: CacheCommand,
}

/// What to do with the cache.
#[derive(Debug, Subcommand)]
pub(crate) enum CacheCommand {
    /// List its files, the last used first
    List {
        /// How to write the list
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: Format,
    },
    Prune(Prune),
}

/// Remove files that no question can use: of another version, damaged, unfinished; and more
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  klpscope cache prune
  klpscope cache prune --older-than 30d
  klpscope cache prune --max-size 500M
  klpscope cache prune --all")]
pub(crate) struct Prune {
    /// Also those that were not used for so long: 12h, 30d
    #[arg(long, value_name = "AGE", value_parser = parse_age)]
    pub(crate) older_than: Option<Duration>,
    /// Also the least recently used, until so much is left: 500M, 4G
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    pub(crate) max_size: Option<u64>,
    /// All
    #[arg(long)]
    pub(crate) all: bool,
    /// How to list what was removed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

/// Functions asked about by their places in the sources.
#[derive(Debug, clap::Args)]
pub(crate) struct Places {
    /// Source patch: unified diff, mail or series of them; `-` is stdin; repeatable, in order
    #[arg(long, value_name = "PATCH")]
    pub(crate) patch: Vec<PathBuf>,
    /// Source line to patch; repeatable
    #[arg(long, value_name = "FILE:LINE", value_parser = parse_line)]
    pub(crate) line: Vec<(String, u32)>,
    /// Components to take off the paths of the patches, instead of what git puts in front
    #[arg(short = 'p', long, value_name = "N", requires = "patch")]
    pub(crate) strip: Option<usize>,
}

/// `FILE:LINE`.
fn parse_line(text: &str) -> Result<(String, u32), String> {
    let parts = text.rsplit_once(':').filter(|(file, _)| !file.is_empty());
    let place = parts.and_then(|(file, line)| Some((file.to_owned(), line.parse().ok()?)));
    place
        .filter(|(_, line)| *line > 0)
        .ok_or_else(|| "use FILE:LINE, such as fs/open.c:75".to_owned())
}

/// A whole kernel, in stead of single files.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Whole kernel")]
pub(crate) struct KernelArgs {
    /// vmlinux and all modules of this release (uname -r), wherever distributions put them
    #[arg(long, value_name = "RELEASE")]
    pub(crate) kernel: Option<String>,
    /// Look below DIR, not below /: an unpacked package or image; or a build tree
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
}

/// The functions asked about, and how the set is drawn.
#[derive(Debug, clap::Args)]
pub(crate) struct Question {
    /// Source function to patch: NAME, NAME@FILE, NAME@FILE:LINE or a glob; repeatable
    #[arg(short, long = "function", value_name = "SPEC")]
    pub(crate) functions: Vec<String>,
    /// How the replacement set is drawn
    #[arg(long, value_name = "MODEL", default_value = "exact")]
    pub(crate) model: ModelName,
}

impl Question {
    /// The question as the analyzer takes it.
    pub(crate) fn parse(&self) -> Result<analyzer::Question, SpecError> {
        let functions: Result<_, _> = self.functions.iter().map(|spec| spec.parse()).collect();
        Ok(analyzer::Question {
            functions: functions?,
            mapped: None,
            model: self.model.into(),
            lift: false,
        })
    }
}

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

/// How to write a report.
#[derive(Clone, Copy, Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct ReportFormat {
    /// How to write the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
    /// Write out what a text report only counts after the first few
    #[arg(long)]
    pub(crate) all: bool,
}

impl ReportFormat {
    /// What is left to say of notices beside a report: JSON holds them itself.
    pub(crate) fn notes(self, beside_text: Notes) -> Notes {
        if self.format == Format::Json { Notes::InReport } else { beside_text }
    }

    /// How much a text report writes.
    pub(crate) fn limits(self) -> Limits {
        if self.all { Limits { reasons: usize::MAX } } else { Limits::default() }
    }
}

/// Formats of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs: docs/report-schema.md
    Json,
}

/// What a patch author starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Emit {
    /// C source of a live patch module: a stub for each function, for Linux 5.1 and later
    KlpC,
    /// Lines OBJECT,OLD_NAME,SYMPOS for other tools
    List,
}

/// Formats of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RowFormat {
    /// Tab-separated, with a header line
    Tsv,
    /// One JSON object a line
    Ndjson,
}

/// The lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum What {
    /// Each source function with each machine function that holds its code
    Hosts,
    /// Each machine function
    Functions,
    /// Each caller with each callee
    Calls,
}

/// The models of the replacement set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ModelName {
    /// Own code, hosts of inlined copies, callers of clones with a changed signature
    Exact,
    /// The bound documented for GCC's -flive-patching=inline-clone
    InlineClone,
    /// As exact, but clones are replaced as they are: for binary-diff tools
    InPlace,
}

impl From<ModelName> for Model {
    fn from(name: ModelName) -> Self {
        match name {
            ModelName::Exact => Self::Exact,
            ModelName::InlineClone => Self::InlineClone,
            ModelName::InPlace => Self::InPlace,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    /// What clap itself checks in a build with debug assertions only.
    #[test]
    fn arguments_fit_together() {
        Args::command().debug_assert();
    }
}
