//! `klpscope graph`: the graph, or a part of it, in the formats of other programs.

#[cfg(feature = "parquet")]
mod tables;

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::slice;

use klpscope_analyzer::export::{self, GraphQuestion, Head, Select, Sink, Written};
use klpscope_analyzer::{Spec, SpecError};

use crate::args::{Graph, GraphFormat};
use crate::cache;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::output::{Notes, Output};
use crate::progress::Progress;

/// Answers `graph`.
pub(crate) fn run(args: &Graph, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let Some(new_sink) = new_sink(args.format) else { return tables(args, output) };
    let question = question(args)?;
    let place = place(args)?;
    let mut input = Input::read(slice::from_ref(&args.file), &args.evidence)?;
    input.check()?;
    let Some(programs) = input.programs.first_chunk() else { return Ok(Exit::Answered) };
    let graph = export::Graph::new(programs, &question, &input.notices);
    let graph = graph.map_err(|error| input.lacks(error))?;
    let written = write(&graph, args, (place, new_sink), output)?;
    output.remarks(&written.map(|written| remarks(&written, args.format)).unwrap_or_default());
    Ok(input.finish(output, Notes::Counted))
}

#[cfg(feature = "parquet")]
fn tables(args: &Graph, output: &mut Output<'_>) -> Result<Exit, Failure> {
    tables::run(args, output)
}

#[cfg(not(feature = "parquet"))]
fn tables(_: &Graph, _: &mut Output<'_>) -> Result<Exit, Failure> {
    Err(Failure::Usage {
        problem: "this klpscope was built without Parquet".to_owned(),
        hint: "build it with the feature: cargo install --path cli --features parquet".to_owned(),
    })
}

fn question(args: &Graph) -> Result<GraphQuestion, SpecError> {
    let specs = |texts: &[String]| -> Result<Vec<Spec>, SpecError> {
        texts.iter().map(|text| text.parse()).collect()
    };
    let select = match (args.around.as_slice(), args.impact.as_slice()) {
        ([], []) => Select::Whole,
        ([], names) => Select::Impact { functions: specs(names)?, model: args.model.into() },
        (names, _) => Select::Around { functions: specs(names)?, depth: args.depth },
    };
    Ok(GraphQuestion {
        select,
        edges: args.kind.into(),
        collapse: args.collapse.map(Into::into),
        max_nodes: args.max_nodes.map(|most| usize::try_from(most).unwrap_or(usize::MAX)),
    })
}

/// Where it is written to.
#[derive(Clone, Copy)]
enum Place<'a> {
    Stdout,
    File(&'a Path),
    /// Two tables.
    Folder(&'a Path),
}

fn place(args: &Graph) -> Result<Place<'_>, Failure> {
    match (args.format, args.output.as_deref()) {
        (GraphFormat::Csv, Some(folder)) => Ok(Place::Folder(folder)),
        (GraphFormat::Csv, None) => Err(Failure::Usage {
            problem: "--format csv writes two tables, but standard output holds one".to_owned(),
            hint: "name a folder: -o DIR; or write one of them: --format csv-nodes, csv-edges"
                .to_owned(),
        }),
        (_, Some(file)) => Ok(Place::File(file)),
        (_, None) => Ok(Place::Stdout),
    }
}

/// Writes the graph. `None` if the reader of standard output went away: it wants no more.
fn write(
    graph: &export::Graph<'_>,
    args: &Graph,
    (place, new_sink): (Place<'_>, NewSink),
    output: &mut Output<'_>,
) -> Result<Option<Written>, Failure> {
    let is_shown = matches!(place, Place::Stdout) && io::stdout().is_terminal();
    // Where the graph itself runs over the terminal, a spinner would stand in its way.
    let progress = (!is_shown).then(|| Progress::new(&args.file));
    let told = |done: usize, of: usize| {
        if let Some(progress) = &progress {
            progress.written(done, of);
        }
    };
    let mut written = None;
    let mut fill = |sink: &mut dyn Sink| {
        written = Some(graph.write(sink, &told)?);
        Ok(())
    };
    match place {
        Place::Stdout => output.stream(|out| fill(&mut *new_sink(out)))?,
        Place::File(path) => cache::whole(path, |out| fill(&mut *new_sink(out)))
            .map_err(|error| Failure::Write { path: path.to_owned(), error })?,
        Place::Folder(folder) => {
            let paths = [folder.join("nodes.csv"), folder.join("edges.csv")];
            cache::whole(&paths[0], |nodes| {
                cache::whole(&paths[1], |edges| fill(&mut export::Csv::new(nodes, edges)))
            })
            .map_err(|error| Failure::Write { path: folder.to_owned(), error })?;
        }
    }
    Ok(written)
}

/// What makes the writer of a format.
type NewSink = for<'w> fn(&'w mut dyn Write) -> Box<dyn Sink + 'w>;

/// `None` for tables: they hold more than nodes and edges.
fn new_sink(format: GraphFormat) -> Option<NewSink> {
    Some(match format {
        GraphFormat::Dot => |out| Box::new(export::Dot::new(out)),
        GraphFormat::Graphml => |out| Box::new(export::GraphMl::new(out)),
        GraphFormat::Gexf => |out| Box::new(export::Gexf::new(out)),
        GraphFormat::Cytoscape => |out| Box::new(export::Cytoscape::new(out)),
        GraphFormat::NodeLink => |out| Box::new(export::NodeLink::new(out)),
        GraphFormat::Mermaid => |out| Box::new(export::Mermaid::new(out)),
        GraphFormat::Csv | GraphFormat::CsvNodes => {
            |out| Box::new(export::Csv::only(export::CsvPart::Nodes, out))
        }
        GraphFormat::CsvEdges => |out| Box::new(export::Csv::only(export::CsvPart::Edges, out)),
        GraphFormat::Parquet => return None,
    })
}

/// What there is to say of the graph beside it.
fn remarks(written: &Written, format: GraphFormat) -> Vec<String> {
    let mut remarks = Vec::new();
    let Head { nodes, left_out, .. } = written.head;
    if left_out > 0 {
        let (what, kept) = match (written.head.collapsed, written.is_whole) {
            (Some(_), _) => ("groups", "the largest"),
            (None, true) => ("nodes", "those with most edges"),
            (None, false) => ("nodes", "the nearest"),
        };
        let all = nodes + left_out;
        remarks.push(format!(
            "{nodes} of {all} {what} written, {kept}; --max-nodes leaves out {left_out}"
        ));
    }
    if format == GraphFormat::Mermaid && written.edges > export::MERMAID_EDGES {
        remarks.push(format!(
            "{} edges: Mermaid draws at most {} unless its maxEdges says otherwise",
            written.edges,
            export::MERMAID_EDGES
        ));
    }
    remarks
}
