//! The nodes of a graph to what is drawn of them: each by itself, or where they are too
//! many those of one file (one folder, one object) as a pile.

use std::collections::BTreeMap;

use serde::Serialize;

use super::link::{Graph, Link};
use super::node::Node;

/// More shapes than these are not drawn: a browser would be slow, and nobody could read it.
pub(super) const MOST: usize = 2_000;

/// By what nodes are drawn together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PiledBy {
    /// Those of one source file.
    File,
    /// Those of one folder of sources.
    Folder,
    /// Those of one object.
    Object,
    /// All of one kind.
    Kind,
}

/// What is drawn as one: a node, or a pile of them.
pub(super) struct Shape {
    pub(super) layer: usize,
    pub(super) object: Option<usize>,
    /// Indexes of nodes, sorted; never empty.
    pub(super) nodes: Vec<usize>,
    /// Of a pile: its file, folder or object.
    pub(super) pile: Option<String>,
}

/// What is drawn of a graph.
pub(super) struct Drawn {
    pub(super) shapes: Vec<Shape>,
    /// Between shapes; sorted, each once.
    pub(super) links: Vec<Link>,
    pub(super) by: Option<PiledBy>,
}

/// Every node by itself if there are at most [`MOST`], else the finest piles that are not more.
pub(super) fn drawn(graph: &Graph, layers: &[usize], objects: &[&str]) -> Drawn {
    let steps = [PiledBy::File, PiledBy::Folder, PiledBy::Object, PiledBy::Kind];
    let mut found = singly(graph, layers);
    for by in steps {
        if found.shapes.len() <= MOST {
            break;
        }
        found = piled(graph, layers, objects, by);
    }
    found
}

fn singly(graph: &Graph, layers: &[usize]) -> Drawn {
    let shape = |(at, node): (usize, &Node)| Shape {
        layer: layers[at],
        object: node.object,
        nodes: vec![at],
        pile: None,
    };
    Drawn {
        shapes: graph.nodes.iter().enumerate().map(shape).collect(),
        links: graph.links.clone(),
        by: None,
    }
}

/// One node of a file stays itself.
fn piled(graph: &Graph, layers: &[usize], objects: &[&str], by: PiledBy) -> Drawn {
    let mut piles: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, node) in graph.nodes.iter().enumerate() {
        let object = node.object.filter(|_| by != PiledBy::Kind);
        let key = (layers[at], node.kind, object, name(node, objects, by));
        piles.entry(key).or_default().push(at);
    }
    let mut of = vec![0; graph.nodes.len()];
    let mut shapes = Vec::with_capacity(piles.len());
    for ((layer, _, object, name), nodes) in piles {
        nodes.iter().for_each(|&node| of[node] = shapes.len());
        let pile = Some(name).filter(|_| nodes.len() > 1);
        shapes.push(Shape { layer, object, nodes, pile });
    }
    let ends = graph.links.iter().map(|&(from, to, kind)| (of[from], of[to], kind));
    let mut links: Vec<Link> = ends.filter(|(from, to, _)| from != to).collect();
    links.sort_unstable();
    links.dedup();
    Drawn { shapes, links, by: Some(by) }
}

fn name(node: &Node, objects: &[&str], by: PiledBy) -> String {
    let file = node.file.as_deref().unwrap_or("(no file)");
    match by {
        PiledBy::File => file.to_owned(),
        PiledBy::Folder => file.rsplit_once('/').map_or(".", |(folder, _)| folder).to_owned(),
        PiledBy::Object => node.object.map_or("", |at| objects[at]).to_owned(),
        PiledBy::Kind => "all objects".to_owned(),
    }
}
