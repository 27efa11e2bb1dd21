//! The edges that leave a node, parallel ones summed.

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::{AddrRange, FuncId, InlinedId, InstanceId, Program};

use super::table::{Key, Table};
use crate::call;
use crate::instance::distinct_functions;
use crate::list::is_clone;
use crate::report::Tier;

/// What kind of edge it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum LinkKind {
    /// Instance to what it calls.
    Calls,
    /// Source function to the instance that holds copies of it.
    Inlines,
    /// Source function to its own machine code.
    Body,
}

impl LinkKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Inlines => "inlines",
            Self::Body => "body",
        }
    }
}

/// All words for kinds and evidence, in the order in which they are told.
const WORDS: [&str; 26] = [
    "call",
    "call+mid",
    "call+plt",
    "call+plt+mid",
    "jmp",
    "jmp+mid",
    "jmp+plt",
    "jmp+plt+mid",
    "jcc",
    "jcc+mid",
    "jcc+plt",
    "jcc+plt+mid",
    "indirect",
    "indirect+mid",
    "indirect+plt",
    "indirect+plt+mid",
    "own",
    "clone",
    "folded",
    "insn",
    "reloc",
    "callsite",
    "die",
    "symbol",
    "record",
    "source",
];

/// Some of [`WORDS`], a bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Words(u32);

impl Words {
    fn insert(&mut self, word: &str) {
        let at = WORDS.iter().position(|known| *known == word);
        debug_assert!(at.is_some() || word.is_empty(), "{word}");
        self.0 |= at.map_or(0, |at| 1 << at);
    }

    /// Joined by `,`.
    pub(super) fn text(self) -> String {
        let held = WORDS.iter().enumerate().filter(|(at, _)| self.0 & (1 << at) != 0);
        let mut text = String::new();
        for (_, word) in held {
            if !text.is_empty() {
                text.push(',');
            }
            text.push_str(word);
        }
        text
    }
}

/// What is known of edges that run alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) count: u64,
    pub(super) kinds: Words,
    pub(super) evidence: Words,
    pub(super) tier: Tier,
    /// Of copies only.
    pub(super) copies: Option<Copies>,
}

/// What is known of copies beside their number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Copies {
    pub(super) direct: u64,
    pub(super) depth: u64,
    pub(super) via: BTreeSet<FuncId>,
    pub(super) bytes: u64,
}

impl Sum {
    fn new(tier: Tier) -> Self {
        Self { count: 0, kinds: Words(0), evidence: Words(0), tier, copies: None }
    }

    /// Takes over another one.
    pub(super) fn add(&mut self, other: Self) {
        self.count += other.count;
        self.kinds.0 |= other.kinds.0;
        self.evidence.0 |= other.evidence.0;
        self.tier = self.tier.min(other.tier);
        if let Some(other) = other.copies {
            let copies = self.copies.get_or_insert_default();
            copies.direct += other.direct;
            copies.depth = copies.depth.max(other.depth);
            copies.via.extend(other.via);
            copies.bytes = copies.bytes.saturating_add(other.bytes);
        }
    }
}

/// The calls that leave an instance, by callee. Jumps inside it are no edges.
pub(super) fn calls(program: &Program, caller: InstanceId) -> BTreeMap<Key, Sum> {
    let mut found: BTreeMap<Key, Sum> = BTreeMap::new();
    for call in program.calls_from(caller).iter().map(|id| program.call(id)) {
        if call::stays_inside(&call) {
            continue;
        }
        let sum = found.entry(call.callee().into()).or_insert_with(|| Sum::new(Tier::Proven));
        sum.count += 1;
        sum.kinds.insert(call::kind_name(program, &call));
        let evidence = call::evidence_name(call.evidence());
        evidence.split(',').for_each(|word| sum.evidence.insert(word));
    }
    found
}

/// The copies of a function, by host.
pub(super) fn inlines(table: &Table<'_>, function: FuncId) -> BTreeMap<InstanceId, Sum> {
    let program = table.program;
    let mut found: BTreeMap<InstanceId, Sum> = BTreeMap::new();
    for id in program.copies_of(function) {
        add_copy(&mut found, program.inlined(id).host(), ("die", Tier::Proven), copy(program, id));
    }
    let told = |via: Option<FuncId>| Copies {
        direct: u64::from(via.is_none()),
        depth: 1 + u64::from(via.is_some()),
        via: via.into_iter().collect(),
        bytes: 0,
    };
    for copy in program.recorded_of(function) {
        add_copy(&mut found, copy.host, ("record", Tier::Recorded), told(copy.via));
    }
    for copy in table.vanished_of(function) {
        let is_own = program.bodies_of(copy.via).iter().any(|body| body == copy.host);
        let via = (!is_own).then_some(copy.via);
        add_copy(&mut found, copy.host, ("source", Tier::Possible), told(via));
    }
    found
}

fn add_copy(
    found: &mut BTreeMap<InstanceId, Sum>,
    host: InstanceId,
    (evidence, tier): (&'static str, Tier),
    copies: Copies,
) {
    let mut sum = Sum { count: 1, copies: Some(copies), ..Sum::new(tier) };
    sum.evidence.insert(evidence);
    found.entry(host).or_insert_with(|| Sum::new(tier)).add(sum);
}

/// A copy that DWARF shows.
fn copy(program: &Program, id: InlinedId) -> Copies {
    let copy = program.inlined(id);
    let mut depth = 1;
    let mut around = copy.parent();
    let via = around.map(|id| program.inlined(id).function());
    while let Some(id) = around {
        depth += 1;
        around = program.inlined(id).parent();
    }
    let bytes = copy.ranges().iter().map(AddrRange::len).fold(0, u64::saturating_add);
    Copies { direct: u64::from(via.is_none()), depth, via: via.into_iter().collect(), bytes }
}

/// The machine code of a function.
pub(super) fn bodies(program: &Program, function: FuncId) -> BTreeMap<InstanceId, Sum> {
    let mut found = BTreeMap::new();
    for id in program.bodies_of(function) {
        let mut sum = Sum { count: 1, ..Sum::new(Tier::Proven) };
        if distinct_functions(program, id).len() > 1 {
            sum.kinds.insert("folded");
        }
        let origins = program.instance(id).functions();
        for origin in origins.iter().filter(|origin| origin.function == function) {
            sum.kinds.insert(if is_clone(program, id, &origin) { "clone" } else { "own" });
            sum.evidence.insert(if origin.is_described() { "die" } else { "symbol" });
        }
        found.insert(id, sum);
    }
    found
}
