//! The arguments of `klpscope drift`.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use klpscope_analyzer::DriftKind;

use super::ReportFormat;

/// What changed from one build to the next for whoever patches it live
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Functions are matched by name and file, never by address, line or the number of a clone.

Examples:
  klpscope drift old/vmlinux new/vmlinux
  klpscope drift old/vmlinux new/vmlinux --only hosts-gained --only set-grew --min-growth 5
  klpscope drift old/vmlinux new/vmlinux -f vfs_read --all
  klpscope drift old/vmlinux new/vmlinux --exit-code --allow hosts-lost=100 --format json")]
pub(crate) struct Drift {
    /// The build before: an ELF file with DWARF
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The build after
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
    /// Tell of these functions only: NAME, NAME@FILE or a glob; repeatable
    #[arg(short, long = "function", value_name = "SPEC")]
    pub(crate) functions: Vec<String>,
    /// Tell of changes of this kind only; repeatable
    #[arg(long, value_name = "KIND")]
    pub(crate) only: Vec<Kind>,
    /// Tell of replacement sets that grew or shrank by this many members at least
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) min_growth: usize,
    /// Exit with 1 if there are changes, beyond those that --allow lets pass
    #[arg(long)]
    pub(crate) exit_code: bool,
    /// Let so many changes of a kind pass, as in hosts-gained=20; repeatable
    #[arg(long, value_name = "KIND=N", value_parser = allowance, requires = "exit_code")]
    pub(crate) allow: Vec<(DriftKind, usize)>,
    /// Exit with 0, not 4, where part of the input could not be read
    #[arg(long)]
    pub(crate) allow_incomplete: bool,
    /// Read the files themselves, and keep no indexes of them
    #[arg(long)]
    pub(crate) no_cache: bool,
    #[command(flatten)]
    pub(crate) format: ReportFormat,
}

/// A kind of change on the command line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind(pub(crate) DriftKind);

impl clap::ValueEnum for Kind {
    fn value_variants<'a>() -> &'a [Self] {
        // One list is the source of all: the analyzer's.
        const ALL: [Kind; DriftKind::ALL.len()] = {
            let mut all = [Kind(DriftKind::OptionsChanged); DriftKind::ALL.len()];
            let mut at = 0;
            while at < all.len() {
                all[at] = Kind(DriftKind::ALL[at]);
                at += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.id()).help(self.0.meaning()))
    }
}

/// `KIND=N`.
fn allowance(text: &str) -> Result<(DriftKind, usize), String> {
    let (kind, number) = text.split_once('=').ok_or("write KIND=N, as in hosts-gained=20")?;
    let kind = DriftKind::ALL.iter().copied().find(|one| one.id() == kind);
    let ids = || DriftKind::ALL.iter().map(|kind| kind.id()).collect::<Vec<_>>().join(", ");
    let kind = kind.ok_or_else(|| format!("there is no such kind; the kinds are {}", ids()))?;
    let number = number.parse().map_err(|_| format!("{number} is no number"))?;
    Ok((kind, number))
}
