//! The arguments of `klpscope graph`.

use std::path::PathBuf;

use clap::ValueEnum;
use klpscope_analyzer::export;

use super::{Evidence, ModelName};

/// The call and inline graph, or a part of it, in the formats of other programs
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  klpscope graph vmlinux --impact vfs_read | dot -Tsvg > vfs_read.svg
  klpscope graph vmlinux --around vfs_read --depth 2 --format mermaid
  klpscope graph vmlinux --collapse dir --format gexf -o kernel.gexf
  klpscope graph vmlinux --format csv -o kernel/
  klpscope graph vmlinux --format parquet -o kernels/6.12.117")]
pub(crate) struct Graph {
    /// ELF file with DWARF
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Only what leads to this function and what it leads to; repeatable
    #[arg(long, value_name = "SPEC", help_heading = "Part")]
    pub(crate) around: Vec<String>,
    /// How many steps around it
    #[arg(long, value_name = "N", default_value_t = 1, requires = "around", help_heading = "Part")]
    pub(crate) depth: u32,
    /// Only what must be replaced if this function is patched, and who calls that; repeatable
    #[arg(long, value_name = "SPEC", conflicts_with = "around", help_heading = "Part")]
    pub(crate) impact: Vec<String>,
    /// How the replacement set is drawn
    #[arg(
        long,
        value_name = "MODEL",
        default_value = "exact",
        requires = "impact",
        help_heading = "Part"
    )]
    pub(crate) model: ModelName,
    /// Which edges
    #[arg(long, value_name = "KIND", default_value = "all", help_heading = "Part")]
    pub(crate) kind: EdgeKind,
    /// Sum up the nodes of one file, directory or object
    #[arg(long, value_name = "BY", help_heading = "Part")]
    pub(crate) collapse: Option<CollapseBy>,
    /// Leave out all but N nodes, and say how many: the nearest stay, else those with most edges
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Part")]
    pub(crate) max_nodes: Option<u32>,
    #[command(flatten)]
    pub(crate) evidence: Evidence,
    /// How to write it: docs/graph-export.md
    #[arg(long, value_name = "FORMAT", default_value = "dot", help_heading = "Output")]
    pub(crate) format: GraphFormat,
    /// Where to write it, instead of standard output; for csv and parquet a folder
    #[arg(short, long, value_name = "OUT", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
}

impl Graph {
    /// The option that asks for less than the whole graph.
    #[cfg(feature = "parquet")]
    pub(crate) fn part(&self) -> Option<&'static str> {
        let options = [
            (!self.around.is_empty(), "--around"),
            (!self.impact.is_empty(), "--impact"),
            (self.kind != EdgeKind::All, "--kind"),
            (self.collapse.is_some(), "--collapse"),
            (self.max_nodes.is_some(), "--max-nodes"),
        ];
        options.iter().find(|(is_given, _)| *is_given).map(|(_, option)| *option)
    }
}

/// Which edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EdgeKind {
    /// Calls between machine functions
    Calls,
    /// Copies of source functions in machine functions
    Inlines,
    /// Both
    All,
}

impl From<EdgeKind> for export::EdgeKinds {
    fn from(kind: EdgeKind) -> Self {
        match kind {
            EdgeKind::Calls => Self::Calls,
            EdgeKind::Inlines => Self::Inlines,
            EdgeKind::All => Self::All,
        }
    }
}

/// What nodes are summed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CollapseBy {
    /// The file of the declaration
    File,
    /// Its directory
    Dir,
    /// The object
    Object,
}

impl From<CollapseBy> for export::Collapse {
    fn from(by: CollapseBy) -> Self {
        match by {
            CollapseBy::File => Self::File,
            CollapseBy::Dir => Self::Dir,
            CollapseBy::Object => Self::Object,
        }
    }
}

/// Formats of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// Graphviz
    Dot,
    /// GraphML: yEd, Gephi, igraph, networkx
    Graphml,
    /// GEXF: Gephi
    Gexf,
    /// JSON for Cytoscape
    Cytoscape,
    /// JSON for networkx and D3
    NodeLink,
    /// A flowchart for Markdown
    Mermaid,
    /// Two tables in the folder OUT: nodes.csv, edges.csv
    Csv,
    /// The table of nodes alone
    CsvNodes,
    /// The table of edges alone
    CsvEdges,
    /// Tables for DuckDB, Spark, Polars, pandas in the folder OUT: docs/parquet.md
    Parquet,
}
