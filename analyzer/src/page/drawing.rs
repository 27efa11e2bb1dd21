//! A report to the data of its drawing: nodes, edges, and where all of it is.

use std::collections::BTreeMap;

use serde::Serialize;

use super::head::Head;
use super::layer::layers;
use super::link::{EdgeKind, Graph, Link};
use super::node::Node;
use super::pile::{Drawn, PiledBy, Shape, drawn};
use super::place::{Frame, Placed, Rect, place};
use crate::report::{ImpactReport, Verdict, visible};

/// Characters of a label. Names are longer; the whole one is in the panel.
const LABEL: usize = 30;
/// So many edges from one shape into one frame are drawn as one.
const BUNDLE: usize = 4;

/// What a page draws of a report, beside the report itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Drawing {
    /// What stands above the drawing.
    pub head: Head,
    /// All nodes: patched functions, members and so on as in the report; then functions on
    /// chains where the first chain names them.
    pub nodes: Vec<Node>,
    /// What is drawn: nodes, or piles of them.
    pub shapes: Vec<ShapeRow>,
    /// By what nodes are piled; absent if each is drawn by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub piled_by: Option<PiledBy>,
    /// Frames behind the shapes.
    pub frames: Vec<Frame>,
    /// Between shapes: from, to, by what; sorted.
    pub edges: Vec<Link>,
    /// Those of `edges` that are drawn as one each: from a shape into a frame.
    pub bundles: Vec<Bundle>,
}

/// Something that is drawn.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShapeRow {
    /// Index of the node; of a pile, its first.
    pub node: usize,
    /// The other nodes of a pile.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<usize>,
    /// Its name, without what a browser would obey, and shortened.
    pub label: String,
    /// Its layer, from 0.
    pub layer: usize,
    /// The gravest of its nodes; absent for what has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Index of its frame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frame: Option<usize>,
    /// Where it is.
    #[serde(flatten)]
    pub rect: Rect,
}

/// Edges from one shape to several of one frame.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bundle {
    /// Index of the shape.
    pub from: usize,
    /// Index of the frame.
    pub frame: usize,
    /// Of all of them.
    pub kind: EdgeKind,
    /// Indexes of the edges.
    pub edges: Vec<usize>,
}

/// The drawing of `report`.
pub fn drawing(report: &ImpactReport) -> Drawing {
    let objects: Vec<_> = report.objects.iter().map(|row| row.object.name.as_str()).collect();
    let graph = Graph::of(report);
    let drawn = drawn(&graph, &layers(&graph), &objects);
    let labels: Vec<_> = drawn.shapes.iter().map(|shape| label(shape, &graph.nodes)).collect();
    let lengths: Vec<_> = labels.iter().map(|label| label.chars().count()).collect();
    let placed = place(&drawn, &graph.nodes, &lengths, &objects);
    let bundles = bundles(&drawn, &placed);
    let shapes = drawn.shapes.iter().zip(labels).enumerate();
    Drawing {
        head: Head::new(report),
        shapes: shapes.map(|(at, (shape, label))| row(at, shape, label, &graph, &placed)).collect(),
        piled_by: drawn.by,
        frames: placed.frames,
        edges: drawn.links,
        bundles,
        nodes: graph.nodes,
    }
}

fn row(at: usize, shape: &Shape, label: String, graph: &Graph, placed: &Placed) -> ShapeRow {
    ShapeRow {
        node: shape.nodes.first().copied().unwrap_or(0),
        others: shape.nodes.iter().skip(1).copied().collect(),
        label,
        layer: shape.layer,
        verdict: shape.nodes.iter().filter_map(|&node| graph.nodes[node].verdict).max(),
        frame: placed.frame[at],
        rect: placed.shapes[at],
    }
}

/// A pile says how many it holds.
fn label(shape: &Shape, nodes: &[Node]) -> String {
    match (&shape.pile, shape.nodes.as_slice()) {
        (Some(pile), nodes) => format!("{} ({})", short(pile, LABEL), nodes.len()),
        (None, [node, ..]) => short(&nodes[*node].name, LABEL),
        (None, []) => String::new(),
    }
}

/// The end of a name tells clones and files apart: it is the middle that goes.
fn short(name: &str, most: usize) -> String {
    // A name may be megabytes: look at its ends only.
    if name.len() <= most * 4 {
        let name = visible(name);
        if name.chars().count() <= most {
            return name.into_owned();
        }
    }
    let begin: String = name.chars().take(most).collect();
    let mut end: Vec<char> = name.chars().rev().take(most).collect();
    end.reverse();
    let (begin, end) = (visible(&begin).into_owned(), String::from_iter(end));
    let end: Vec<char> = visible(&end).chars().collect();
    let head: String = begin.chars().take(most * 2 / 3).collect();
    let tail = &end[end.len().saturating_sub(most - most * 2 / 3 - 1)..];
    format!("{head}\u{2026}{}", String::from_iter(tail))
}

fn bundles(drawn: &Drawn, placed: &Placed) -> Vec<Bundle> {
    let mut found: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, &(from, to, kind)) in drawn.links.iter().enumerate() {
        let Some(frame) = placed.frame[to] else { continue };
        if placed.frame[from] != Some(frame) {
            found.entry((from, frame, kind)).or_default().push(at);
        }
    }
    let many = found.into_iter().filter(|(_, edges)| edges.len() >= BUNDLE);
    many.map(|((from, frame, kind), edges)| Bundle { from, frame, kind, edges }).collect()
}
