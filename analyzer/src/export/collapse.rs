//! `--collapse`: nodes of one file, directory or object as one, with all their edges. None
//! is dropped: edges inside a group lead from it to itself, and what has no file is a group
//! of its own.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::describe::Describer;
use super::id::push;
use super::links::{LinkKind, Sum};
use super::rows::Node;
use super::table::Key;
use crate::instance;
use crate::list::{declaration, object_name};
use crate::report::Verdict;

/// What nodes are summed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collapse {
    /// The file of the declaration.
    File,
    /// Its directory.
    Dir,
    /// The object.
    Object,
}

impl Collapse {
    /// As on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Dir => "dir",
            Self::Object => "object",
        }
    }

    /// How ids of such nodes begin.
    fn mark(self) -> &'static str {
        match self {
            Self::File => "s",
            Self::Dir => "d",
            Self::Object => "o",
        }
    }
}

/// What tells one group from another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Name {
    Path(String),
    /// Code without a declaration place.
    NoFile,
    /// Functions that other objects define.
    Elsewhere,
}

impl Name {
    fn file(&self) -> Option<&str> {
        match self {
            Self::Path(path) => Some(path),
            Self::NoFile | Self::Elsewhere => None,
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Path(path) => path,
            Self::NoFile => "(no file)",
            Self::Elsewhere => "(other objects)",
        }
    }
}

/// A group.
pub(super) struct Group {
    name: Name,
    id: String,
    members: usize,
    size: u64,
    verdict: Option<Verdict>,
}

/// An edge between groups: how many it stands for, and what is known of them.
pub(super) type GroupEdge = (u64, Sum);

/// All groups of a selection.
pub(super) struct Groups {
    by: Collapse,
    /// Sorted by name.
    pub(super) groups: Vec<Group>,
    pub(super) edges: BTreeMap<(usize, usize, LinkKind), GroupEdge>,
    of: HashMap<Key, usize>,
    pub(super) left_out: usize,
}

impl Groups {
    /// The groups of nodes.
    pub(super) fn new(
        describer: &Describer<'_>,
        by: Collapse,
        keys: impl Iterator<Item = Key>,
    ) -> Self {
        let mut numbers: HashMap<Name, usize> = HashMap::new();
        let mut groups: Vec<Group> = Vec::new();
        let mut of = HashMap::new();
        for key in keys {
            let name = name(describer, by, key);
            let at = *numbers.entry(name.clone()).or_insert(groups.len());
            if at == groups.len() {
                groups.push(Group { name, id: String::new(), members: 0, size: 0, verdict: None });
            }
            groups[at].add(describer, key);
            of.insert(key, at);
        }
        let mut groups = Self { by, groups, edges: BTreeMap::new(), of, left_out: 0 };
        groups.sort();
        groups
    }

    fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.groups.len()).collect();
        order.sort_by(|&a, &b| self.groups[a].name.cmp(&self.groups[b].name));
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(now, &before)| place[before] = now);
        self.of.values_mut().for_each(|at| *at = place[*at]);
        self.groups.sort_by(|a, b| a.name.cmp(&b.name));
        let mut seen: HashMap<String, u32> = HashMap::new();
        for group in &mut self.groups {
            push(&mut group.id, self.by.mark(), group.name.text(), "");
            let rank = seen.entry(group.id.clone()).and_modify(|rank| *rank += 1).or_insert(1);
            if *rank > 1 {
                group.id.push_str(&format!("-{rank}"));
            }
        }
    }

    /// Adds an edge between two nodes.
    pub(super) fn add(&mut self, from: Key, to: Key, kind: LinkKind, sum: Sum) {
        let (Some(&from), Some(&to)) = (self.of.get(&from), self.of.get(&to)) else { return };
        match self.edges.get_mut(&(from, to, kind)) {
            Some((edges, known)) => {
                *edges += 1;
                known.add(sum);
            }
            None => _ = self.edges.insert((from, to, kind), (1, sum)),
        }
    }

    /// Keeps the largest groups, and counts the nodes of the others as left out.
    pub(super) fn cut(&mut self, most: usize) {
        let mut order: Vec<usize> = (0..self.groups.len()).collect();
        order.sort_by_key(|&at| (Reverse(self.groups[at].members), at));
        let gone: BTreeSet<usize> = order.into_iter().skip(most).collect();
        self.left_out = gone.len();
        self.edges.retain(|(from, to, _), _| !gone.contains(from) && !gone.contains(to));
        gone.iter().for_each(|&at| self.groups[at].members = 0);
    }

    /// How many groups are left.
    pub(super) fn len(&self) -> usize {
        self.groups.len() - self.left_out
    }

    /// The rows of the groups that are left.
    pub(super) fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        let left = self.groups.iter().filter(|group| group.members > 0);
        let object = |group: &Group| match &group.name {
            Name::Path(path) if self.by == Collapse::Object => path.clone(),
            _ => String::new(),
        };
        left.map(move |group| Node {
            id: &group.id,
            decl_file: group.name.file().filter(|_| self.by != Collapse::Object),
            object: object(group).into(),
            kind: self.by.name(),
            name: group.name.text().into(),
            size: Some(group.size),
            verdict: group.verdict.map(Verdict::name),
            members: Some(group.members),
            ..Node::default()
        })
    }

    /// The id of a group.
    pub(super) fn id(&self, at: usize) -> &str {
        &self.groups[at].id
    }
}

impl Group {
    fn add(&mut self, describer: &Describer<'_>, key: Key) {
        self.members += 1;
        if let Key::Instance(id) = key {
            let size = instance::size(describer.table.program, id);
            self.size = self.size.saturating_add(size);
            self.verdict = self.verdict.max(describer.verdict(id));
        }
    }
}

fn name(describer: &Describer<'_>, by: Collapse, key: Key) -> Name {
    let program = describer.table.program;
    if matches!(key, Key::External(_)) {
        return Name::Elsewhere;
    }
    if by == Collapse::Object {
        return Name::Path(object_name(program).into_owned());
    }
    let function = match key {
        Key::Function(id) => Some(id),
        Key::Instance(id) => describer.ids.function_of(id),
        Key::External(_) | Key::Unnamed(_) => None,
    };
    let file = function.and_then(|id| declaration(program, id).0);
    let Some(file) = file.map(|file| program.object().short_path(file)) else {
        return Name::NoFile;
    };
    match by {
        Collapse::Dir => {
            let dir = file.rsplit_once('/').map_or(".", |(dir, _)| dir);
            Name::Path(if dir.is_empty() { "/" } else { dir }.to_owned())
        }
        Collapse::File | Collapse::Object => Name::Path(file.to_owned()),
    }
}
