//! The shapes of a crowded layer to boxes: those of one object, and in a large object
//! those of one folder of sources.

use std::collections::BTreeMap;

use super::node::Node;
use super::pile::{Drawn, Shape};

/// A layer of so many shapes is one column; a larger one is put in boxes.
const COLUMN: usize = 14;
/// An object with more shapes than these in a layer is divided by folders.
const OBJECT: usize = 40;
/// A folder with fewer shapes than these is counted to the one above it.
const FOLDER: usize = 4;

/// Shapes that stand together.
pub(super) struct Plan {
    /// What they have in common; without it there is no frame around them.
    pub(super) label: Option<String>,
    /// In their order.
    pub(super) shapes: Vec<usize>,
}

/// The boxes of a layer, in order; `shapes` are sorted as they should stand.
pub(super) fn plan(shapes: &[usize], drawn: &Drawn, nodes: &[Node], objects: &[&str]) -> Vec<Plan> {
    if shapes.len() <= COLUMN {
        return vec![Plan { label: None, shapes: shapes.to_vec() }];
    }
    let mut by_object: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for &at in shapes {
        by_object.entry(drawn.shapes[at].object).or_default().push(at);
    }
    let mut plans = Vec::new();
    for (object, shapes) in by_object {
        let Some(object) = object else {
            plans.push(Plan { label: None, shapes });
            continue;
        };
        if shapes.len() <= OBJECT {
            plans.push(Plan { label: Some(objects[object].to_owned()), shapes });
            continue;
        }
        for (folder, shapes) in by_folder(&shapes, drawn, nodes) {
            let label = match folder.as_str() {
                "" if objects.len() == 1 => "other folders".to_owned(),
                "" => objects[object].to_owned(),
                folder if objects.len() == 1 => folder.to_owned(),
                folder => format!("{}: {folder}", objects[object]),
            };
            plans.push(Plan { label: Some(label), shapes });
        }
    }
    plans
}

/// By the first two folders of their files; those that only a few have in common by the
/// first, and what is left by none.
fn by_folder(shapes: &[usize], drawn: &Drawn, nodes: &[Node]) -> BTreeMap<String, Vec<usize>> {
    let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &at in shapes {
        found.entry(folder(file(&drawn.shapes[at], nodes), 2).to_owned()).or_default().push(at);
    }
    for depth in [1, 0] {
        let few = |(name, shapes): &(&String, &Vec<usize>)| {
            shapes.len() < FOLDER && name.split('/').count() > depth && !name.is_empty()
        };
        let few: Vec<_> = found.iter().filter(few).map(|(name, _)| name.clone()).collect();
        for name in few {
            let shapes = found.remove(&name).unwrap_or_default();
            found.entry(folder(&format!("{name}/"), depth).to_owned()).or_default().extend(shapes);
        }
    }
    // Merged lists are no longer in order.
    let rank: BTreeMap<_, _> = shapes.iter().enumerate().map(|(rank, &at)| (at, rank)).collect();
    found.values_mut().for_each(|shapes| shapes.sort_by_key(|at| rank[at]));
    found
}

fn file<'a>(shape: &'a Shape, nodes: &'a [Node]) -> &'a str {
    let first = shape.nodes.first().and_then(|&at| nodes[at].file.as_deref());
    first.unwrap_or_default()
}

/// The first `depth` folders of a path.
fn folder(path: &str, depth: usize) -> &str {
    let ends = path.match_indices('/').map(|(at, _)| at).filter(|&at| at > 0);
    match ends.take(depth).last() {
        Some(end) => &path[..end],
        None => "",
    }
}
