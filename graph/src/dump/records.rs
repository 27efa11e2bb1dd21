//! `Records`: what the compilers wrote down, frozen and sorted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::RandomState;

use super::function::{FunctionIndex, FunctionTable, RecordedFunction, SymbolTable};
use super::replay::{Copied, NO_PLACE, Node};
use crate::notice::Notice;

/// What the compilers recorded. Upper bound of what the binary holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Records {
    /// Sorted by name, file and line.
    pub(crate) functions: Vec<RecordedFunction>,
    /// Machine functions that swallowed something, sorted by symbol.
    pub(crate) nodes: Vec<RecordedNode>,
    /// Clones made, sorted and each once.
    pub(crate) clones: Vec<RecordedClone>,
    /// The dumps read.
    pub(crate) dumps: Vec<RecordedDump>,
    /// Call places, for [`RecordedCopy::place`].
    pub(crate) places: Vec<CallPlace>,
}

/// A machine function as the compiler named it, and what it swallowed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RecordedNode {
    /// Assembler name. Where the name is that of a promoted static and only the `wpa`
    /// dump told of it, the final `.lto_priv.N` is missing.
    pub(crate) symbol: String,
    /// Index of the function whose body it is, or a clone of it.
    pub(crate) function: u32,
    /// The last stage that told of it. After a link, what the compile stage said of a
    /// function remains beside the link's own node: a function that the link's
    /// record never names is as the compile stage left it.
    pub(crate) stage: DumpStage,
    /// Index of the dump.
    pub(crate) dump: u32,
    /// GCC: its out-of-line code was removed again.
    pub(crate) removed: bool,
    /// What it swallowed at any depth, one row a function, sorted.
    pub(crate) copies: Vec<RecordedCopy>,
}

/// A body inside a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RecordedCopy {
    /// Index of the function whose body it is.
    pub(crate) function: u32,
    /// Index of the function it was inlined into: LLVM the one whose source holds the
    /// call, GCC the outermost one at that moment. Of several, the first recorded.
    pub(crate) via: u32,
    /// Where the inlined call stood, index into [`Records::places`] (LLVM only).
    pub(crate) place: Option<u32>,
    /// Index of the dump that tells so.
    pub(crate) dump: u32,
}

/// A clone, by symbol and function.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RecordedClone {
    /// Symbol it was made from.
    pub(crate) from: String,
    /// Symbol of the clone.
    pub(crate) to: String,
    /// Index of the function.
    pub(crate) function: u32,
    /// GCC's word for it: `constprop`, `isra`, `part`, ...
    pub(crate) label: String,
}

/// Where an inlined call stood.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CallPlace {
    /// File as the compiler was told it.
    pub(crate) file: String,
    /// Line, from 1.
    pub(crate) line: u32,
    /// Column, from 1.
    pub(crate) column: u32,
}

/// A dump that was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RecordedDump {
    /// Path, or name inside an archive.
    pub(crate) name: String,
    /// Who wrote it.
    pub(crate) stage: DumpStage,
    /// Number of records in it that were understood.
    pub(crate) records: u64,
}

/// When a dump was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum DumpStage {
    /// Compiling one source file (with LTO: up to the early inliner).
    Compile,
    /// GCC LTO: the whole program's decisions. Also a link in one partition.
    Wpa,
    /// GCC LTO: one partition's code generation.
    Ltrans,
    /// LLVM LTO: the link, or one ThinLTO backend of it.
    Link,
}

/// Gathers what [`Records`] freezes.
#[derive(Default)]
pub(super) struct Gather {
    pub(super) functions: FunctionTable,
    pub(super) symbols: SymbolTable,
    pub(super) places: Places,
    pub(super) dumps: Vec<RecordedDump>,
    pub(super) clones: BTreeSet<(String, String, FunctionIndex, String)>,
    pub(super) notices: Vec<Notice>,
    nodes: Vec<RecordedNode>,
}

impl Gather {
    /// Adds a dump that is about to be read; its index.
    pub(super) fn add_dump(&mut self, name: &str, stage: DumpStage) -> u32 {
        self.dumps.push(RecordedDump { name: name.to_owned(), stage, records: 0 });
        self.dumps.len() as u32 - 1
    }

    /// Adds a node of stage `stage`, known to the assembler as `symbol`.
    pub(super) fn add_node(&mut self, symbol: &str, stage: DumpStage, dump: u32, node: &Node) {
        if node.content.is_empty() {
            return;
        }
        let copies = node.content.iter().map(|(&function, &copied)| {
            let Copied { via, place, dump } = copied;
            RecordedCopy { function, via, place: (place != NO_PLACE).then_some(place), dump }
        });
        self.nodes.push(RecordedNode {
            symbol: symbol.to_owned(),
            function: node.function,
            stage,
            dump,
            removed: node.removed,
            copies: copies.collect(),
        });
    }

    /// Sorts everything, so that the same records give the same value however a
    /// hash table orders them.
    pub(super) fn finish(mut self) -> (Records, Vec<Notice>) {
        let (functions, renumbered) = self.functions.finish();
        let now = |old: FunctionIndex| renumbered[old as usize];
        for node in &mut self.nodes {
            node.function = now(node.function);
            for copy in &mut node.copies {
                (copy.function, copy.via) = (now(copy.function), now(copy.via));
            }
            node.copies.sort_unstable();
        }
        self.nodes.sort_unstable();
        let clones = self.clones.into_iter();
        let mut clones: Vec<_> = clones
            .map(|(from, to, function, label)| RecordedClone {
                from,
                to,
                function: now(function),
                label,
            })
            .collect();
        clones.sort_unstable();
        self.notices.sort_unstable();
        let (nodes, dumps, places) = (self.nodes, self.dumps, self.places.rows);
        (Records { functions, nodes, clones, dumps, places }, self.notices)
    }
}

/// Numbers for call places, in the order in which they come.
#[derive(Default)]
pub(super) struct Places {
    rows: Vec<CallPlace>,
    known: HashMap<CallPlace, u32, RandomState>,
}

impl Places {
    pub(super) fn intern(&mut self, place: CallPlace) -> u32 {
        let next = self.rows.len() as u32;
        *self.known.entry(place).or_insert_with_key(|place| {
            self.rows.push(place.clone());
            next
        })
    }
}

/// Labels that were not understood, with how often each came.
#[derive(Default)]
pub(super) struct UnknownLabels(BTreeMap<String, u64>);

impl UnknownLabels {
    pub(super) fn add(&mut self, label: &str) {
        *self.0.entry(label.to_owned()).or_default() += 1;
    }

    pub(super) fn notices(&self, name: &str) -> impl Iterator<Item = Notice> {
        self.0.iter().map(move |(label, count)| {
            let text = format!("unknown label {label:?} ({count} times), taken for a clone");
            Notice::note(name, text)
        })
    }
}
