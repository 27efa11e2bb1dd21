//! What is told of nodes and edges, and of the graph as a whole: named fields in one order,
//! so that a format that declares them first, or has columns, needs no list of its own.

use std::borrow::Cow;

/// A field: its name, and whether it holds numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The same in every format.
    pub name: &'static str,
    /// Whole numbers from 0 up to 2^64 - 1; else text.
    pub is_number: bool,
}

const fn text(name: &'static str) -> Field {
    Field { name, is_number: false }
}

const fn number(name: &'static str) -> Field {
    Field { name, is_number: true }
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing: it does not apply, or is not known.
    None,
    /// As it stands in the file: any characters.
    Text(Cow<'a, str>),
    /// A number.
    Number(u64),
}

impl<'a> Value<'a> {
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// A text where there is one.
    pub(super) fn some(text: Option<&'a str>) -> Self {
        text.map_or(Self::None, Self::text)
    }

    /// A text that says nothing if it is empty.
    pub(super) fn filled(text: &'a str) -> Self {
        Self::some(Some(text).filter(|text| !text.is_empty()))
    }

    pub(super) fn number(number: impl TryInto<u64>) -> Self {
        Self::Number(number.try_into().unwrap_or(u64::MAX))
    }
}

/// The fields of the graph as a whole.
pub const HEAD_FIELDS: [Field; 8] = [
    text("object"),
    text("build_id"),
    text("selection"),
    text("edge_kinds"),
    text("collapsed"),
    number("nodes"),
    number("nodes_left_out"),
    number("unread_parts"),
];

/// What is told of the graph as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Name of the object.
    pub object: String,
    /// Its build-id.
    pub build_id: Option<String>,
    /// Which part of the graph it is: `whole`, or `around F to depth N`, `impact F`.
    pub selection: String,
    /// Which edges are there: `calls`, `inlines`, `all`.
    pub edges: &'static str,
    /// What nodes were summed by: `file`, `dir`, `object`.
    pub collapsed: Option<&'static str>,
    /// Nodes that follow.
    pub nodes: usize,
    /// Nodes of the selection that `--max-nodes` left out.
    pub left_out: usize,
    /// Parts of the input that could not be read: if there are any, nodes and edges may lack.
    pub unread: usize,
}

impl Head {
    /// In the order of [`HEAD_FIELDS`].
    pub fn values(&self) -> [Value<'_>; HEAD_FIELDS.len()] {
        [
            Value::text(&*self.object),
            Value::some(self.build_id.as_deref()),
            Value::text(&*self.selection),
            Value::text(self.edges),
            Value::some(self.collapsed),
            Value::number(self.nodes),
            Value::number(self.left_out),
            Value::number(self.unread),
        ]
    }
}

/// The fields of a node, beside its id and label.
pub const NODE_FIELDS: [Field; 20] = [
    text("kind"),
    text("function"),
    text("symbol"),
    text("aliases"),
    text("decl_file"),
    number("decl_line"),
    text("address"),
    text("section"),
    number("size"),
    text("code"),
    text("clone"),
    text("abi"),
    text("verdict"),
    text("findings"),
    text("object"),
    number("instances"),
    number("copies"),
    number("members"),
    text("role"),
    number("distance"),
];

/// A node: a function, or a group of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node<'a> {
    /// Stable: made of names, not of positions.
    pub id: &'a str,
    /// `function`, `instance`, `external`, `unnamed`; of groups `file`, `dir`, `object`.
    pub kind: &'static str,
    /// The source function's name; a group's, which is told as its label only.
    pub name: Cow<'a, str>,
    /// The ELF symbol of an instance.
    pub symbol: Option<&'a str>,
    /// Its further symbols, joined by `,`.
    pub aliases: String,
    /// Normalised path of the declaration; of a group its file or directory.
    pub decl_file: Option<&'a str>,
    /// From 1.
    pub decl_line: Option<u32>,
    /// Entry address.
    pub address: Option<String>,
    /// Section of the entry.
    pub section: &'a str,
    /// Bytes of code, the `.cold` part included.
    pub size: Option<u64>,
    /// What the code is: `function`, `untyped`, `thunk`, `plt`, `tracer`.
    pub code: Option<&'static str>,
    /// The symbol's suffixes: `.isra.0`.
    pub clone: &'a str,
    /// `declared`, `suffix` or `nocall`.
    pub abi: Option<&'static str>,
    /// Whether it can be replaced.
    pub verdict: Option<&'static str>,
    /// Ids of what speaks against it, the gravest first, joined by `,`.
    pub findings: String,
    /// Name of the object.
    pub object: Cow<'a, str>,
    /// Out-of-line instances of a function.
    pub instances: Option<usize>,
    /// Inlined copies of a function, those included that only records tell of.
    pub copies: Option<usize>,
    /// How many nodes a group stands for.
    pub members: Option<usize>,
    /// In the graph of an impact: `seed`, `member`, `chain` or `caller`.
    pub role: Option<&'static str>,
    /// Steps from what was asked for.
    pub distance: Option<u32>,
}

impl Node<'_> {
    /// In the order of [`NODE_FIELDS`].
    pub fn values(&self) -> [Value<'_>; NODE_FIELDS.len()] {
        let number = |number: Option<u64>| number.map_or(Value::None, Value::Number);
        let count = |count: Option<usize>| count.map_or(Value::None, Value::number);
        [
            Value::text(self.kind),
            Value::filled(if self.members.is_none() { &self.name } else { "" }),
            Value::some(self.symbol),
            Value::filled(&self.aliases),
            Value::some(self.decl_file),
            number(self.decl_line.map(u64::from)),
            Value::some(self.address.as_deref()),
            Value::filled(self.section),
            number(self.size),
            Value::some(self.code),
            Value::filled(self.clone),
            Value::some(self.abi),
            Value::some(self.verdict),
            Value::filled(&self.findings),
            Value::filled(&self.object),
            count(self.instances),
            count(self.copies),
            count(self.members),
            Value::some(self.role),
            number(self.distance.map(u64::from)),
        ]
    }

    /// What a drawing writes at it, without control characters: shortened with `…` where it
    /// is too long to draw.
    pub fn label(&self) -> String {
        const LONGEST: usize = 80;
        let unnamed = || self.address.as_deref().unwrap_or("?");
        let name = self.symbol.or(Some(&*self.name)).filter(|name| !name.is_empty());
        let name = crate::report::visible(name.unwrap_or_else(unnamed));
        match name.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", &name[..end]),
            None => name.into_owned(),
        }
    }
}

/// The fields of an edge, beside its ends.
pub const EDGE_FIELDS: [Field; 10] = [
    text("kind"),
    number("count"),
    text("kinds"),
    text("evidence"),
    text("tier"),
    number("direct"),
    number("depth"),
    text("via"),
    number("bytes"),
    number("edges"),
];

/// An edge. Parallel ones are summed: no two have the same ends and kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge<'a> {
    /// Id of the node that it leaves.
    pub source: &'a str,
    /// Id of the node that it reaches.
    pub target: &'a str,
    /// `calls`, `inlines` or `body`.
    pub kind: &'static str,
    /// How many calls, or copies.
    pub count: u64,
    /// Of calls their kinds, of bodies `own`, `clone`, `folded`; joined by `,`.
    pub kinds: String,
    /// What saw them, joined by `,`: of calls `insn`, `reloc`, `callsite`; else `die`,
    /// `symbol`, `record`, `source`.
    pub evidence: String,
    /// How sure it is.
    pub tier: &'static str,
    /// Of copies: how many stand in the host's own body, not in another copy.
    pub direct: Option<u64>,
    /// Of copies: how many copies deep the deepest stands, 1 in the host's own body.
    pub depth: Option<u64>,
    /// Of copies: names of the functions in whose copies they stand, joined by `,`.
    pub via: String,
    /// Of copies: bytes of code that they cover.
    pub bytes: Option<u64>,
    /// Between groups: how many edges this one stands for.
    pub edges: Option<u64>,
}

impl Edge<'_> {
    /// In the order of [`EDGE_FIELDS`].
    pub fn values(&self) -> [Value<'_>; EDGE_FIELDS.len()] {
        let number = |number: Option<u64>| number.map_or(Value::None, Value::Number);
        [
            Value::text(self.kind),
            Value::Number(self.count),
            Value::filled(&self.kinds),
            Value::filled(&self.evidence),
            Value::text(self.tier),
            number(self.direct),
            number(self.depth),
            Value::filled(&self.via),
            number(self.bytes),
            number(self.edges),
        ]
    }
}
