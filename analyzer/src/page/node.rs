//! An impact report to the nodes of its drawing: one for each patched function, each
//! function on a chain of inlining, each member, and each instance beside the set.

use serde::Serialize;

use crate::report::{
    FunctionRow, ImpactReport, InstanceRow, Member, ObjectMembers, Reason, Tier, Verdict,
};

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NodeKind {
    /// A patched function.
    Seed,
    /// A source function on the way from a patched one to a member.
    Chain,
    /// A member: code of a patched function.
    Own,
    /// A member: holds a copy of a patched function.
    Copy,
    /// A member: calls one whose signature changed, or by the model a patched function.
    Caller,
    /// With `lift`: cannot be replaced, its callers are.
    Lifted,
    /// A member in stead of one that cannot be replaced.
    Stead,
    /// A source function that shares a member's body.
    Collateral,
    /// May rely on a fact about a patched function.
    Possible,
}

impl NodeKind {
    /// True for machine functions that are in the replacement set.
    pub(super) fn is_member(self) -> bool {
        matches!(self, Self::Own | Self::Copy | Self::Caller | Self::Stead)
    }

    /// The kind of a member, by the first of its reasons.
    fn of(member: &Member) -> Self {
        match member.reasons.first() {
            Some(Reason::OwnCode { caller_of: None, .. }) | None => Self::Own,
            Some(Reason::Inlined { caller_of: None, .. } | Reason::Recorded { .. }) => Self::Copy,
            Some(Reason::Lifted { .. }) => Self::Stead,
            Some(Reason::CallsClone { .. } | Reason::OwnCode { .. } | Reason::Inlined { .. }) => {
                Self::Caller
            }
        }
    }
}

/// A node, without its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Symbol, or without one the source function's name.
    pub name: String,
    /// Index of its object in the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<usize>,
    /// Index in the list of the report that it comes from: `seeds`, or of its object
    /// `members`, `lifted`, `collateral` or `possible`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// Source file, without the object's `source_root`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// From 1; absent where unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Entry address of a machine function.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Bytes of code, of a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Of a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Of a member; possible for what is beside the set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// Findings that weigh on the verdict.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<&'static str>,
}

impl Node {
    /// A node of which nothing but its name is known.
    pub(super) fn named(kind: NodeKind, name: &str) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            object: None,
            row: None,
            file: None,
            line: None,
            address: None,
            size: None,
            verdict: None,
            tier: None,
            findings: Vec::new(),
        }
    }

    fn of_instance(kind: NodeKind, instance: &InstanceRow, at: Of<'_>) -> Self {
        let name = instance.symbol.as_ref().or(instance.function.as_ref());
        let mut node = Self::named(kind, name.map_or("(nameless)", String::as_str));
        node.address = Some(instance.address.clone());
        at.put(node)
    }

    fn of_member(member: &Member, at: Of<'_>) -> Self {
        let function = member.functions.first().map(|function| &function.name);
        let name = member.symbol.as_ref().or(function).map_or("(nameless)", String::as_str);
        let findings =
            member.findings.iter().filter(|row| row.effect.verdict() > Verdict::Feasible);
        Self {
            address: Some(member.address.clone()),
            size: Some(member.size),
            verdict: Some(member.verdict),
            tier: Some(member.tier),
            findings: findings.map(|row| row.id).collect(),
            ..at.put(Self::named(NodeKind::of(member), name))
        }
    }
}

/// Where in the report a node comes from.
#[derive(Clone, Copy)]
struct Of<'a> {
    object: (usize, &'a ObjectMembers),
    row: usize,
    functions: &'a [FunctionRow],
}

impl Of<'_> {
    fn put(self, mut node: Node) -> Node {
        node.object = Some(self.object.0);
        node.row = Some(self.row);
        if let Some(place) = self.functions.iter().find_map(|function| function.place.as_ref()) {
            node.file = Some(short(&place.file, self.object.1).to_owned());
            node.line = Some(place.line).filter(|&line| line > 0);
        }
        node
    }
}

/// `file` without the folder that the sources of the object share.
pub(super) fn short<'a>(file: &'a str, object: &ObjectMembers) -> &'a str {
    let root = object.object.source_root.as_deref().unwrap_or_default();
    file.strip_prefix(root).unwrap_or(file)
}

/// The patched functions, a node for each name: reasons tell names only.
pub(super) fn seeds(report: &ImpactReport) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    for (row, seed) in report.seeds.iter().enumerate() {
        // Sorted by name in the report.
        if nodes.last().is_some_and(|last| last.name == seed.name) {
            continue;
        }
        let mut node = Node::named(NodeKind::Seed, &seed.name);
        node.row = Some(row);
        if let Some(place) = seed.places.first() {
            let root = report.objects.first();
            let file = root.map_or(place.file.as_str(), |object| short(&place.file, object));
            node.file = Some(file.to_owned());
            node.line = Some(place.line).filter(|&line| line > 0);
        }
        nodes.push(node);
    }
    nodes
}

/// What an object has in the answer, in the order of its lists.
pub(super) fn of_object(at: usize, object: &ObjectMembers) -> Vec<Node> {
    let of = |row, functions| Of { object: (at, object), row, functions };
    let mut nodes = Vec::new();
    for (row, member) in object.members.iter().enumerate() {
        nodes.push(Node::of_member(member, of(row, &member.functions)));
    }
    for (row, lifted) in object.lifted.iter().enumerate() {
        let at = of(row, &lifted.functions);
        nodes.push(Node {
            verdict: Some(Verdict::Infeasible),
            findings: lifted.blocked_by.clone(),
            ..Node::of_instance(NodeKind::Lifted, &lifted.member, at)
        });
    }
    for (row, shared) in object.collateral.iter().enumerate() {
        let function = std::slice::from_ref(&shared.function);
        let mut node = Node::named(NodeKind::Collateral, &shared.function.name);
        node.address = Some(shared.address.clone());
        nodes.push(of(row, function).put(node));
    }
    for (row, possible) in object.possible.iter().enumerate() {
        let at = of(row, &possible.functions);
        nodes.push(Node {
            tier: Some(Tier::Possible),
            ..Node::of_instance(NodeKind::Possible, &possible.instance, at)
        });
    }
    nodes
}
