//! Which part of the graph: the nodes that are written, each with its place in the part.
//! All edges between them are written, of the kinds asked for.

mod around;
mod cut;
mod impact;

use std::collections::BTreeMap;

use klpscope_graph::FuncId;

use super::table::{Key, Table};
use crate::closure::ReplacementSet;
use crate::model::Model;
use crate::spec::Spec;

/// The part asked for.
#[derive(Clone, Debug)]
pub enum Select {
    /// All of it.
    Whole,
    /// What leads to functions, and what they lead to.
    Around {
        /// The functions.
        functions: Vec<Spec>,
        /// Steps in each direction.
        depth: u32,
    },
    /// What has to be replaced if functions are patched, and who calls it.
    Impact {
        /// The functions.
        functions: Vec<Spec>,
        /// How the set is drawn.
        model: Model,
    },
}

impl Select {
    /// The functions asked about.
    pub(super) fn functions(&self) -> &[Spec] {
        match self {
            Self::Whole => &[],
            Self::Around { functions, .. } | Self::Impact { functions, .. } => functions,
        }
    }

    /// In words, for the head of a file.
    pub(super) fn text(&self) -> String {
        let names: Vec<_> = self.functions().iter().map(Spec::text).collect();
        let names = names.join(", ");
        match self {
            Self::Whole => "whole".to_owned(),
            Self::Around { depth, .. } => format!("around {names} to depth {depth}"),
            Self::Impact { model: Model::Exact, .. } => format!("impact {names}"),
            Self::Impact { model, .. } => format!("impact {names}, model {}", model.name()),
        }
    }
}

/// Which edges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EdgeKinds {
    /// Calls between machine functions.
    Calls,
    /// Copies of source functions in machine functions, and their own code.
    Inlines,
    /// Both.
    #[default]
    All,
}

impl EdgeKinds {
    /// As on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Inlines => "inlines",
            Self::All => "all",
        }
    }

    pub(super) fn has_calls(self) -> bool {
        self != Self::Inlines
    }

    pub(super) fn has_inlines(self) -> bool {
        self != Self::Calls
    }

    /// True if a node of this kind can have such edges, or stands for machine code.
    fn holds(self, key: Key) -> bool {
        match key {
            Key::Function(_) => self.has_inlines(),
            Key::Instance(_) => true,
            Key::External(_) | Key::Unnamed(_) => self.has_calls(),
        }
    }
}

/// What a node is in the graph of an impact, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// A patched function.
    Seed,
    /// To be replaced.
    Member,
    /// A function through whose copy a patched one came into a member.
    Chain,
    /// Calls a member.
    Caller,
}

impl Role {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Seed => "seed",
            Self::Member => "member",
            Self::Chain => "chain",
            Self::Caller => "caller",
        }
    }
}

/// The place of a node in the part. Ordered: the nearest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    pub(super) role: Option<Role>,
    /// Steps from what was asked for.
    pub(super) distance: Option<u32>,
}

/// The nodes chosen.
pub(super) struct Selection {
    /// `None`: all there are, of the kinds asked for.
    nodes: Option<BTreeMap<Key, Mark>>,
    kinds: EdgeKinds,
    /// How many `--max-nodes` left out.
    pub(super) left_out: usize,
    /// What has to be replaced, if that was asked for.
    pub(super) set: ReplacementSet,
}

impl Selection {
    /// The part that `select` names; `seeds` are the functions behind its specs.
    pub(super) fn new(
        table: &Table<'_>,
        select: &Select,
        kinds: EdgeKinds,
        seeds: &[FuncId],
    ) -> Self {
        let mut chosen = Self { nodes: None, kinds, left_out: 0, set: ReplacementSet::default() };
        match *select {
            Select::Whole => {}
            Select::Around { depth, .. } => {
                chosen.nodes = Some(around::around(table, seeds, depth, kinds));
            }
            Select::Impact { model, .. } => {
                let (set, nodes) = impact::impact(table, seeds, model, kinds);
                (chosen.set, chosen.nodes) = (set, Some(nodes));
            }
        }
        if let Some(nodes) = &mut chosen.nodes {
            nodes.retain(|&key, _| kinds.holds(key));
        }
        chosen
    }

    /// The nodes, in order.
    pub(super) fn keys<'a>(&'a self, table: &'a Table<'_>) -> Box<dyn Iterator<Item = Key> + 'a> {
        match &self.nodes {
            Some(nodes) => Box::new(nodes.keys().copied()),
            None => Box::new(table.keys().filter(|&key| self.kinds.holds(key))),
        }
    }

    /// True if the node is chosen. `key` is one of [`Table::keys`].
    pub(super) fn has(&self, key: Key) -> bool {
        match &self.nodes {
            Some(nodes) => nodes.contains_key(&key),
            None => self.kinds.holds(key),
        }
    }

    /// The place of a node.
    pub(super) fn mark(&self, key: Key) -> Mark {
        let nodes = self.nodes.as_ref();
        nodes.and_then(|nodes| nodes.get(&key)).copied().unwrap_or_default()
    }
}
