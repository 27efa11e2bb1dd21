//! The command line as types: a file for the arguments of each command, and for those
//! that several share. The only folder that names `clap`, beside the printing of its
//! messages in `output.rs`.

mod asked;
mod audit;
mod cache;
mod completions;
mod drift;
mod evidence;
mod explain;
mod explain_policy;
mod format;
mod gate;
mod graph;
mod impact;
mod index;
mod limits;
mod list;
mod man;
mod objects;
mod page;
mod places;
mod question;
mod report;
mod serve;
mod show;
mod stats;
mod verify;

use std::ffi::OsString;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args as _, CommandFactory, FromArgMatches, Parser, Subcommand};

pub(crate) use asked::Asked;
pub(crate) use audit::Audit;
pub(crate) use cache::{Cache, CacheCommand, Prune};
pub(crate) use completions::Completions;
pub(crate) use drift::Drift;
pub(crate) use evidence::Evidence;
pub(crate) use explain::Explain;
pub(crate) use explain_policy::ExplainPolicy;
pub(crate) use format::{Format, ReportFormat};
pub(crate) use gate::{Gate, GateFormat};
pub(crate) use graph::{Graph, GraphFormat};
pub(crate) use impact::{Emit, Impact};
pub(crate) use index::Index;
pub(crate) use limits::Limits;
pub(crate) use list::{List, RowFormat, What};
pub(crate) use man::Man;
pub(crate) use objects::{KernelArgs, Objects};
pub(crate) use page::Page;
pub(crate) use places::Places;
pub(crate) use question::{ModelName, Question};
pub(crate) use report::Report;
pub(crate) use serve::Serve;
pub(crate) use show::Show;
pub(crate) use stats::Stats;
pub(crate) use verify::Verify;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXIT_CODES: &str = "\
Exit codes:
  0   answered
  1   a check failed, or the gate
  2   wrong usage, an unknown or ambiguous function, a patch of other files,
      a policy that makes no sense
  3   input not readable, or no patch
  4   answered, but part of the input could not be read, or of a patch not mapped
      (--allow-incomplete: 0)
  5   gave up: --max-memory or --timeout was reached
  70  a bug in klpscope";

/// Lists which machine functions a live patch must replace, from the shipped binary
#[derive(Debug, Parser)]
#[command(name = "klpscope", bin_name = "klpscope", version, after_help = EXIT_CODES, styles = STYLES)]
struct Top {
    #[command(flatten)]
    limits: Limits,
}

/// One question each.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Impact(Box<Impact>),
    Report(Box<Report>),
    Serve(Serve),
    Explain(Explain),
    Show(Show),
    Audit(Audit),
    Verify(Verify),
    Drift(Drift),
    Gate(Box<Gate>),
    Stats(Stats),
    List(List),
    Graph(Box<Graph>),
    Index(Index),
    ExplainPolicy(ExplainPolicy),
    Cache(Cache),
    Completions(Completions),
    Man(Man),
}

impl Command {
    /// Reads the command line, the program's name first: what to do, and with how much.
    ///
    /// The arguments of all commands are built for help and suggestions only: that takes a
    /// quarter of the time of a question on a warm index. Those of a command that is named
    /// first are built alone.
    pub(crate) fn read(
        args: impl IntoIterator<Item = OsString>,
    ) -> Result<(Self, Limits), clap::Error> {
        let args: Vec<OsString> = args.into_iter().collect();
        let named = args.get(1).and_then(|name| name.to_str());
        let alone = named.and_then(Self::alone).map(|command| Top::command().subcommand(command));
        let mut top = alone.unwrap_or_else(Self::all);
        let mut matches = top.try_get_matches_from_mut(args)?;
        let limits = Limits::from_arg_matches(&matches);
        let command = Self::from_arg_matches_mut(&mut matches);
        let read = command.and_then(|command| Ok((command, limits?)));
        read.map_err(|error| error.format(&mut top))
    }

    /// The command line with all its commands.
    pub(crate) fn all() -> clap::Command {
        let top = Top::command();
        // What is said of the commands as a type would take its place.
        let about = top.get_about().cloned().unwrap_or_default();
        Self::augment_subcommands(top)
            .about(about)
            .subcommand_required(true)
            .arg_required_else_help(true)
    }

    /// One command.
    fn alone(name: &str) -> Option<clap::Command> {
        let (name, augment): (_, fn(clap::Command) -> clap::Command) = match name {
            "impact" => ("impact", Impact::augment_args),
            "report" => ("report", Report::augment_args),
            "serve" => ("serve", Serve::augment_args),
            "explain" => ("explain", Explain::augment_args),
            "show" => ("show", Show::augment_args),
            "audit" => ("audit", Audit::augment_args),
            "verify" => ("verify", Verify::augment_args),
            "drift" => ("drift", Drift::augment_args),
            "gate" => ("gate", Gate::augment_args),
            "stats" => ("stats", Stats::augment_args),
            "list" => ("list", List::augment_args),
            "graph" => ("graph", Graph::augment_args),
            "index" => ("index", Index::augment_args),
            "explain-policy" => ("explain-policy", ExplainPolicy::augment_args),
            "cache" => ("cache", Cache::augment_args),
            "completions" => ("completions", Completions::augment_args),
            "man" => ("man", Man::augment_args),
            _ => return None,
        };
        Some(augment(clap::Command::new(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What clap itself checks in a build with debug assertions only.
    #[test]
    fn arguments_fit_together() {
        Command::all().debug_assert();
    }

    #[test]
    fn a_command_alone_is_the_same_as_among_all() {
        let mut all = Command::all();
        all.build();
        for command in all.get_subcommands().filter(|command| command.get_name() != "help") {
            let name = command.get_name();
            let mut alone = Top::command().subcommand(Command::alone(name).unwrap());
            alone.build();
            let alone = alone.find_subcommand(name).unwrap();
            let help = |command: &clap::Command| command.clone().render_long_help().to_string();
            assert_eq!(help(alone), help(command), "{name}");
        }
    }
}
