//! Which layer of the drawing a node stands in, from left to right: patched functions,
//! chains by their steps, members, their callers, what is beside the set.

use super::link::{EdgeKind, Graph};
use super::node::NodeKind;

/// The layer of each node of `graph`, from 0.
pub(super) fn layers(graph: &Graph) -> Vec<usize> {
    let kind = |at: usize| graph.nodes[at].kind;
    let mut layer = vec![0; graph.nodes.len()];
    near(graph, &mut layer);
    let place = |layer: &mut Vec<usize>, at: usize, is_there: fn(NodeKind) -> bool| {
        (0..layer.len()).filter(|&node| is_there(kind(node))).for_each(|node| layer[node] = at);
    };
    let first = 1 + layer.iter().copied().max().unwrap_or(0);
    place(&mut layer, first, |kind| kind.is_member() || kind == NodeKind::Lifted);
    let calls = |edge| matches!(edge, EdgeKind::Calls | EdgeKind::Lifted);
    let callers = graph.links.iter().filter(|&&(from, to, edge)| {
        calls(edge) && matches!(kind(to), NodeKind::Caller | NodeKind::Stead) && from != to
    });
    let callers: Vec<_> = callers
        .map(|&(from, to, _)| (from, to))
        .filter(|&(from, _)| kind(from) != NodeKind::Chain)
        .collect();
    lengthen(&mut layer, &callers);
    let last = 1 + layer.iter().copied().max().unwrap_or(0);
    place(&mut layer, last, |kind| kind == NodeKind::Collateral);
    place(&mut layer, last + 1, |kind| kind == NodeKind::Possible);
    dense(layer)
}

/// Chains by the fewest steps from a patched function: by the most, the inlining of a whole
/// kernel (functions through which much is inlined in many orders) is twenty columns wide.
fn near(graph: &Graph, layer: &mut [usize]) {
    let is_chain = |at: usize| graph.nodes[at].kind == NodeKind::Chain;
    let mut next = vec![Vec::new(); layer.len()];
    for &(from, to, _) in graph.links.iter().filter(|&&(_, to, _)| is_chain(to)) {
        next[from].push(to);
    }
    let seeds = (0..layer.len()).filter(|&at| graph.nodes[at].kind == NodeKind::Seed);
    let mut left: Vec<usize> = seeds.collect();
    let mut depth = 0;
    while !left.is_empty() {
        depth += 1;
        let mut reached = Vec::new();
        for to in left.iter().flat_map(|&from| next[from].iter().copied()) {
            if layer[to] == 0 && is_chain(to) {
                layer[to] = depth;
                reached.push(to);
            }
        }
        left = reached;
    }
    // What no patched function leads to stands beside the first step.
    (0..layer.len()).filter(|&at| is_chain(at)).for_each(|at| layer[at] = layer[at].max(1));
}

/// Puts the end of each link behind its start. What goes round in a circle (clones
/// that call each other) is given up after some rounds.
fn lengthen(layer: &mut [usize], links: &[(usize, usize)]) {
    const ROUNDS: usize = 24;
    for _ in 0..ROUNDS {
        let mut moved = false;
        for &(from, to) in links {
            if layer[to] <= layer[from] {
                layer[to] = layer[from] + 1;
                moved = true;
            }
        }
        if !moved {
            return;
        }
    }
}

/// The same order without layers that nothing stands in.
fn dense(layer: Vec<usize>) -> Vec<usize> {
    let mut used = layer.clone();
    used.sort_unstable();
    used.dedup();
    layer.into_iter().map(|at| used.partition_point(|&other| other < at)).collect()
}
