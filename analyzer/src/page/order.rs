//! The order of shapes within their layers: beside those that they are linked with, so
//! that few links cross (the barycenter rule of Sugiyama, Tagawa and Toda, 1981).

use super::pile::Drawn;

/// Sweeps over the layers, there and back. More change next to nothing.
const SWEEPS: usize = 4;

/// For each shape its place in its layer: 0 is the top, 1 the bottom.
pub(super) fn order(drawn: &Drawn) -> Vec<f64> {
    let count = drawn.shapes.iter().map(|shape| shape.layer + 1).max().unwrap_or(0);
    let mut layers = vec![Vec::new(); count];
    for (at, shape) in drawn.shapes.iter().enumerate() {
        layers[shape.layer].push(at);
    }
    let (mut before, mut after) = (Vec::new(), Vec::new());
    before.resize(drawn.shapes.len(), Vec::new());
    after.resize(drawn.shapes.len(), Vec::new());
    for &(from, to, _) in &drawn.links {
        before[to].push(from);
        after[from].push(to);
    }
    let mut place = vec![0.5; drawn.shapes.len()];
    layers.iter().for_each(|layer| spread(layer, &mut place));
    for _ in 0..SWEEPS {
        layers.iter_mut().for_each(|layer| sort(layer, &before, &mut place));
        layers.iter_mut().rev().for_each(|layer| sort(layer, &after, &mut place));
    }
    layers.iter_mut().for_each(|layer| sort(layer, &before, &mut place));
    place
}

/// Sorts a layer by the middle of its neighbours; who has none keeps its place.
fn sort(layer: &mut [usize], neighbours: &[Vec<usize>], place: &mut [f64]) {
    let middle = |at: usize| {
        let near = &neighbours[at];
        let sum: f64 = near.iter().map(|&other| place[other]).sum();
        if near.is_empty() { place[at] } else { sum / near.len() as f64 }
    };
    let keys: Vec<_> = layer.iter().map(|&at| (middle(at), at)).collect();
    let mut keys = keys;
    keys.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    layer.iter_mut().zip(keys).for_each(|(slot, (_, at))| *slot = at);
    spread(layer, place);
}

fn spread(layer: &[usize], place: &mut [f64]) {
    let span = (layer.len() as f64 - 1.0).max(1.0);
    for (rank, &at) in layer.iter().enumerate() {
        place[at] = if layer.len() == 1 { 0.5 } else { rank as f64 / span };
    }
}
