//! A question to the graph, and its answer written piece by piece.

use std::collections::BTreeSet;
use std::io;

use klpscope_graph::{FuncId, Program};

use super::collapse::{Collapse, Groups};
use super::describe::Describer;
use super::id::Ids;
use super::links::{self, LinkKind, Sum};
use super::rows::{Edge, Head};
use super::select::{EdgeKinds, Select, Selection};
use super::table::{Key, Table};
use super::{Sink, ahead};
use crate::impact::{Seeds, incomplete};
use crate::list::object_name;
use crate::report::NoticeRow;
use crate::seed::SeedError;

/// Which part of the graph, and how much of it is told.
#[derive(Clone, Debug)]
pub struct GraphQuestion {
    /// The part.
    pub select: Select,
    /// Its edges.
    pub edges: EdgeKinds,
    /// What nodes are summed by.
    pub collapse: Option<Collapse>,
    /// How many nodes at most.
    pub max_nodes: Option<usize>,
}

/// The part of the graph that a question asks for.
pub struct Graph<'a> {
    table: Table<'a>,
    selection: Selection,
    question: &'a GraphQuestion,
    unread: usize,
}

/// What was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// What was told of the graph as a whole.
    pub head: Head,
    /// How many edges.
    pub edges: u64,
    /// True if no part was asked for.
    pub is_whole: bool,
}

impl<'a> Graph<'a> {
    /// The part of the one program in `programs` that `question` asks for; `notices` are what
    /// reading it noticed.
    ///
    /// # Errors
    /// If a spec names no function, or a name several.
    pub fn new(
        programs: &'a [Program; 1],
        question: &'a GraphQuestion,
        notices: &[NoticeRow],
    ) -> Result<Self, SeedError> {
        let seeds = Seeds::resolve(programs, question.select.functions());
        let seeds = seeds.map_err(|error| error.beside(notices))?.by_program;
        let seeds: Vec<FuncId> = seeds.into_iter().flatten().collect();
        let table = Table::new(&programs[0]);
        let mut selection = Selection::new(&table, &question.select, question.edges, &seeds);
        if let (Some(most), None) = (question.max_nodes, question.collapse) {
            selection.cut(&table, most);
        }
        Ok(Self { table, selection, question, unread: incomplete(notices) })
    }

    /// Puts it into `sink`; `progress` is told how many of all nodes are done.
    ///
    /// # Errors
    /// Where the sink cannot be written.
    pub fn write(
        &self,
        sink: &mut dyn Sink,
        progress: &dyn Fn(usize, usize),
    ) -> io::Result<Written> {
        let ids = Ids::new(&self.table);
        let describer = Describer::new(&self.table, &ids, &self.selection);
        let (head, edges) = match self.question.collapse {
            Some(by) => self.write_groups(&describer, by, sink)?,
            None => self.write_nodes(&describer, sink, progress)?,
        };
        sink.end()?;
        Ok(Written { head, edges, is_whole: matches!(self.question.select, Select::Whole) })
    }

    fn write_nodes(
        &self,
        describer: &Describer<'_>,
        sink: &mut dyn Sink,
        progress: &dyn Fn(usize, usize),
    ) -> io::Result<(Head, u64)> {
        let keys: Vec<Key> = self.selection.keys(&self.table).collect();
        let head = self.head(keys.len(), self.selection.left_out);
        sink.begin(&head)?;
        let mut done = 0;
        let row = |&key: &Key| describer.node(key, self.selection.mark(key));
        ahead::in_order(&keys, row, |node| {
            if done % 1024 == 0 {
                progress(done, keys.len());
            }
            done += 1;
            sink.node(&node)
        })?;
        let mut edges = 0;
        let row = |from, to, kind, sum: Sum| {
            let ends = [describer.ids.of(from), describer.ids.of(to)];
            edge(self.table.program, ends, kind, &sum, None)
        };
        self.edges(row, |row| {
            edges += 1;
            sink.edge(&row)
        })?;
        Ok((head, edges))
    }

    fn write_groups(
        &self,
        describer: &Describer<'_>,
        by: Collapse,
        sink: &mut dyn Sink,
    ) -> io::Result<(Head, u64)> {
        let mut groups = Groups::new(describer, by, self.selection.keys(&self.table));
        self.edges(
            |from, to, kind, sum| (from, to, kind, sum),
            |(from, to, kind, sum)| {
                groups.add(from, to, kind, sum);
                Ok(())
            },
        )?;
        if let Some(most) = self.question.max_nodes {
            groups.cut(most);
        }
        let head = self.head(groups.len(), groups.left_out);
        sink.begin(&head)?;
        for node in groups.nodes() {
            sink.node(&node)?;
        }
        for (&(from, to, kind), (edges, sum)) in &groups.edges {
            let ends = [groups.id(from), groups.id(to)];
            sink.edge(&edge(self.table.program, ends, kind, sum, Some(*edges)))?;
        }
        Ok((head, groups.edges.len() as u64))
    }

    /// Makes a row of each edge between chosen nodes, and tells it, by the node that they leave.
    fn edges<R: Send>(
        &self,
        make: impl Fn(Key, Key, LinkKind, Sum) -> R + Sync,
        mut tell: impl FnMut(R) -> io::Result<()>,
    ) -> io::Result<()> {
        let keys: Vec<Key> = self.selection.keys(&self.table).collect();
        let rows = |&from: &Key| {
            let mut rows = Vec::new();
            self.leaving(from, &mut |to, kind, sum| {
                if self.selection.has(to) {
                    rows.push(make(from, to, kind, sum));
                }
            });
            rows
        };
        ahead::in_order(&keys, rows, |rows| rows.into_iter().try_for_each(&mut tell))
    }

    /// The edges that leave a node, to chosen and other nodes.
    fn leaving(&self, from: Key, tell: &mut dyn FnMut(Key, LinkKind, Sum)) {
        let (table, kinds) = (&self.table, self.question.edges);
        match from {
            Key::Function(id) if kinds.has_inlines() => {
                for (host, sum) in links::inlines(table, id) {
                    tell(Key::Instance(host), LinkKind::Inlines, sum);
                }
                for (body, sum) in links::bodies(table.program, id) {
                    tell(Key::Instance(body), LinkKind::Body, sum);
                }
            }
            Key::Instance(id) if kinds.has_calls() => {
                for (callee, sum) in links::calls(table.program, id) {
                    tell(callee, LinkKind::Calls, sum);
                }
            }
            _ => {}
        }
    }

    fn head(&self, nodes: usize, left_out: usize) -> Head {
        let program = self.table.program;
        Head {
            object: object_name(program).into_owned(),
            build_id: program.object().build_id.clone(),
            selection: self.question.select.text(),
            edges: self.question.edges.name(),
            collapsed: self.question.collapse.map(Collapse::name),
            nodes,
            left_out,
            unread: self.unread,
        }
    }
}

fn edge<'a>(
    program: &Program,
    [source, target]: [&'a str; 2],
    kind: LinkKind,
    sum: &Sum,
    edges: Option<u64>,
) -> Edge<'a> {
    let copies = sum.copies.as_ref();
    let via = copies.iter().flat_map(|copies| &copies.via);
    let via: BTreeSet<&str> = via.map(|&id| program.function_name(id)).collect();
    Edge {
        source,
        target,
        kind: kind.name(),
        count: sum.count,
        kinds: sum.kinds.text(),
        evidence: sum.evidence.text(),
        tier: sum.tier.name(),
        direct: copies.map(|copies| copies.direct),
        depth: copies.map(|copies| copies.depth),
        via: via.into_iter().collect::<Vec<_>>().join(","),
        bytes: copies.map(|copies| copies.bytes),
        edges,
    }
}
