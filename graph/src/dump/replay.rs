//! Events in their order -> for each machine function, the source functions whose
//! bodies it swallowed.
//!
//! Inlining copies what the callee holds *at that moment*. "A into B, B into C" puts A
//! into C; "B into C, A into B" does not. So the content of the callee is copied when the
//! event comes, never closed over afterwards. Content is a set: paths are not
//! enumerated, and each function keeps only the first way by which it came.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::function::{FunctionIndex, SymbolIndex};

/// Stands for "no place" in [`Copied::place`].
pub(super) const NO_PLACE: u32 = u32::MAX;

/// How a function's body came into a node first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Copied {
    /// The function it was inlined into.
    pub(super) via: FunctionIndex,
    /// Index of the place of the call, or [`NO_PLACE`].
    pub(super) place: u32,
    /// Index of the dump that tells so.
    pub(super) dump: u32,
}

/// The functions inside a node, its own not counted.
pub(super) type Content = HashMap<FunctionIndex, Copied, RandomState>;

/// What names a node within one stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NodeKey {
    /// Its symbol, without what a later stage adds to it.
    pub(super) symbol: SymbolIndex,
    /// GCC's number; 0 for LLVM, where a symbol names one function.
    pub(super) order: u32,
}

/// A machine function as one stage knows it.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) key: NodeKey,
    /// Whose out-of-line body it is, or a part or variant of it.
    pub(super) function: FunctionIndex,
    pub(super) content: Content,
    /// No out-of-line code of it is left.
    pub(super) removed: bool,
}

/// What the compile stage put into functions that the link goes on with.
#[derive(Default)]
pub(super) struct Seeds {
    by_symbol: HashMap<SymbolIndex, Vec<Seed>, RandomState>,
}

struct Seed {
    function: FunctionIndex,
    /// No record says where the function is declared.
    placeless: bool,
    content: Content,
}

impl Seeds {
    /// Adds the content of a compile-stage node. Header functions come from many
    /// units: what any of them swallowed counts, because the link's record does not
    /// say whose copy it kept.
    pub(super) fn add(&mut self, symbol: SymbolIndex, placeless: bool, node: &Node) {
        let seeds = self.by_symbol.entry(symbol).or_default();
        let at = seeds.iter().position(|seed| seed.function == node.function);
        let at = at.unwrap_or_else(|| {
            let content = Content::default();
            seeds.push(Seed { function: node.function, placeless, content });
            seeds.len() - 1
        });
        copy_into(&mut seeds[at].content, &node.content, node.function);
    }

    /// What a function held when the link began.
    fn content(
        &self,
        symbol: SymbolIndex,
        function: FunctionIndex,
        placeless: bool,
    ) -> impl Iterator<Item = &Content> {
        let seeds = self.by_symbol.get(&symbol).into_iter().flatten();
        seeds
            .filter(move |seed| seed.function == function || seed.placeless || placeless)
            .map(|seed| &seed.content)
    }
}

/// One end of an event.
#[derive(Clone, Copy)]
pub(super) struct End {
    pub(super) key: NodeKey,
    /// The symbol to find compile-stage content by.
    pub(super) seed_symbol: SymbolIndex,
    pub(super) function: FunctionIndex,
    pub(super) placeless: bool,
}

/// Replays one stage.
pub(super) struct Replay<'s> {
    seeds: &'s Seeds,
    nodes: Vec<Node>,
    known: HashMap<NodeKey, usize, RandomState>,
}

impl<'s> Replay<'s> {
    pub(super) fn new(seeds: &'s Seeds) -> Self {
        Self { seeds, nodes: Vec::new(), known: HashMap::default() }
    }

    /// `callee` was inlined into `host`, by way of `copied`.
    pub(super) fn inline(&mut self, callee: End, host: End, copied: Copied) {
        let host = self.node(host);
        let own = self.nodes[host].function;
        if callee.function != own {
            self.nodes[host].content.entry(callee.function).or_insert(copied);
        }
        self.copy(callee, host);
    }

    /// `clone` was made from the body of `original`.
    pub(super) fn derive(&mut self, original: End, clone: End) {
        let clone = self.node(clone);
        self.copy(original, clone);
    }

    /// The out-of-line code of `end` is gone.
    pub(super) fn remove(&mut self, key: NodeKey) {
        if let Some(&at) = self.known.get(&key) {
            self.nodes[at].removed = true;
        }
    }

    pub(super) fn finish(self) -> Vec<Node> {
        self.nodes
    }

    /// Copies what `from` holds now. A node that no event has named yet is mostly an
    /// inlined copy with a number of its own: there are millions of them in a large
    /// dump, so it gets no entry.
    fn copy(&mut self, from: End, to: usize) {
        let own = self.nodes[to].function;
        match self.known.get(&from.key) {
            Some(&at) if at == to => {}
            Some(&at) => {
                let content = std::mem::take(&mut self.nodes[at].content);
                copy_into(&mut self.nodes[to].content, &content, own);
                self.nodes[at].content = content;
            }
            None => {
                let seeds = self.seeds;
                for content in seeds.content(from.seed_symbol, from.function, from.placeless) {
                    copy_into(&mut self.nodes[to].content, content, own);
                }
            }
        }
    }

    fn node(&mut self, end: End) -> usize {
        if let Some(&at) = self.known.get(&end.key) {
            return at;
        }
        let mut content = Content::default();
        for seed in self.seeds.content(end.seed_symbol, end.function, end.placeless) {
            copy_into(&mut content, seed, end.function);
        }
        let at = self.nodes.len();
        self.nodes.push(Node { key: end.key, function: end.function, content, removed: false });
        self.known.insert(end.key, at);
        at
    }
}

/// The first way by which a function came stays.
fn copy_into(to: &mut Content, from: &Content, own: FunctionIndex) {
    for (&function, &copied) in from {
        if function != own {
            to.entry(function).or_insert(copied);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(number: u32) -> End {
        let key = NodeKey { symbol: number, order: number };
        End { key, seed_symbol: number, function: number, placeless: false }
    }

    fn via(via: u32) -> Copied {
        Copied { via, place: NO_PLACE, dump: 0 }
    }

    fn content(nodes: &[Node], function: u32) -> Vec<u32> {
        let node = nodes.iter().find(|node| node.function == function).unwrap();
        let mut content: Vec<_> = node.content.keys().copied().collect();
        content.sort_unstable();
        content
    }

    #[test]
    fn order_decides() {
        let seeds = Seeds::default();
        let mut replay = Replay::new(&seeds);
        replay.inline(end(2), end(3), via(3));
        replay.inline(end(1), end(2), via(2));
        replay.inline(end(2), end(4), via(4));
        let nodes = replay.finish();
        assert_eq!(content(&nodes, 3), [2]);
        assert_eq!(content(&nodes, 4), [1, 2]);
        let four = nodes.iter().find(|node| node.function == 4).unwrap();
        assert_eq!(four.content[&1].via, 2);
    }

    #[test]
    fn compile_content_comes_along() {
        let none = Seeds::default();
        let mut compile = Replay::new(&none);
        compile.inline(end(1), end(2), via(2));
        let mut seeds = Seeds::default();
        for node in compile.finish() {
            seeds.add(node.key.symbol, false, &node);
        }
        let mut link = Replay::new(&seeds);
        let renumbered = End { key: NodeKey { symbol: 2, order: 77 }, ..end(2) };
        link.inline(renumbered, end(5), via(5));
        assert_eq!(content(&link.finish(), 5), [1, 2]);
    }

    #[test]
    fn recursion_adds_nothing_to_itself() {
        let seeds = Seeds::default();
        let mut replay = Replay::new(&seeds);
        replay.inline(end(1), end(1), via(1));
        replay.inline(end(1), end(2), via(2));
        replay.inline(end(2), end(1), via(1));
        let nodes = replay.finish();
        assert_eq!(content(&nodes, 1), [2]);
        assert_eq!(content(&nodes, 2), [1]);
    }
}
