//! `Program`: the finished graph, and the questions it answers. Nothing here changes it.

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use std::sync::{Arc, OnceLock};

use super::builder::Kallsyms;
use super::coverage::Coverage;
use super::edge::Call;
use super::kernel::KernelTables;
use super::machine::Machine;
use super::named::Named;
use super::node::{Inlined, Instance, RecordedCopy, SourceFunction, Symbol, Unit};
use super::object::ObjectInfo;
use super::source::{SourceBody, SourceCall};
use super::statics::StaticVariable;
use super::strings::Strings;
use super::survey::Survey;
use crate::dwarf::Counts;
use crate::id::{
    Addr, AddrRange, CallId, ExternalId, FuncId, InlinedId, InstanceId, StrId, SymbolId, UnitId,
};
use crate::load::Bytes;

/// A node of the petgraph graph: `functions` first, then `instances`, then `externals`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Function(FuncId),
    Instance(InstanceId),
    External(ExternalId),
}

/// An edge of the petgraph graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    /// Function to instance: own code.
    Body,
    /// Function to host.
    Inlined(InlinedId),
    /// Instance to instance or external.
    Call(CallId),
}

impl Edge {
    fn inlined(self) -> Option<InlinedId> {
        match self {
            Self::Inlined(id) => Some(id),
            Self::Body | Self::Call(_) => None,
        }
    }

    fn call(self) -> Option<CallId> {
        match self {
            Self::Call(id) => Some(id),
            Self::Body | Self::Inlined(_) => None,
        }
    }
}

/// The files behind a program, kept for what is read when it is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    /// The ELF file with the code.
    pub(crate) image: Arc<Bytes>,
    /// The separate debug file, if one was used.
    pub(crate) debug: Option<Arc<Bytes>>,
}

/// The call and inline graph of one ELF file. Immutable.
#[derive(Debug)]
pub struct Program {
    pub(crate) object: ObjectInfo,
    pub(crate) strings: Strings,
    pub(crate) functions: Vec<SourceFunction>,
    pub(crate) instances: Vec<Instance>,
    pub(crate) inlined: Vec<Inlined>,
    pub(crate) inlined_ranges: Vec<AddrRange>,
    pub(crate) calls: Vec<Call>,
    pub(crate) externals: Vec<StrId>,
    pub(crate) symbols: Vec<Symbol>,
    pub(crate) units: Vec<Unit>,
    pub(crate) recorded: Vec<RecordedCopy>,
    pub(crate) record_files: Vec<String>,
    /// Functions sorted by name, then id.
    pub(crate) by_name: Vec<FuncId>,
    pub(crate) coverage: Coverage,
    pub(crate) counts: Counts,
    pub(crate) kernel: KernelTables,
    /// Read when first asked for.
    pub(crate) kallsyms: OnceLock<Kallsyms>,
    /// Sorted by function, name and address.
    pub(crate) statics: Vec<StaticVariable>,
    /// Sorted.
    pub(crate) source_calls: Vec<SourceCall>,
    /// Sorted by function.
    pub(crate) source_bodies: Vec<(FuncId, SourceBody)>,
    pub(crate) source_files: usize,
    pub(crate) files: Files,
    /// Summed up when first asked for.
    pub(crate) survey: OnceLock<Survey>,
    /// Sorted when first asked for.
    pub(crate) named: OnceLock<Named>,
    /// What is decoded when it is asked for.
    pub(crate) machine: OnceLock<Machine>,
    pub(crate) graph: DiGraph<Node, Edge>,
}

impl Program {
    /// What file this was read from.
    pub fn object(&self) -> &ObjectInfo {
        &self.object
    }

    /// The text behind an id.
    pub fn str(&self, id: StrId) -> &str {
        self.strings.get(id)
    }

    /// All source functions, sorted by name, file and line.
    pub fn functions(&self) -> impl ExactSizeIterator<Item = FuncId> + use<> {
        (0..self.functions.len()).map(FuncId::new)
    }

    /// All out-of-line instances, sorted by entry address.
    pub fn instances(&self) -> impl ExactSizeIterator<Item = InstanceId> + use<> {
        (0..self.instances.len()).map(InstanceId::new)
    }

    /// All calls, sorted by address of the instruction.
    pub fn calls(&self) -> impl ExactSizeIterator<Item = CallId> + use<> {
        (0..self.calls.len()).map(CallId::new)
    }

    /// All inlined instances, in the order of their DIEs.
    pub fn inlined_instances(&self) -> impl ExactSizeIterator<Item = InlinedId> + use<> {
        (0..self.inlined.len()).map(InlinedId::new)
    }

    /// A source function.
    pub fn function(&self, id: FuncId) -> &SourceFunction {
        &self.functions[id.index()]
    }

    /// A source function's name.
    pub fn function_name(&self, id: FuncId) -> &str {
        self.str(self.function(id).name)
    }

    /// An out-of-line instance.
    pub fn instance(&self, id: InstanceId) -> &Instance {
        &self.instances[id.index()]
    }

    /// An inlined instance.
    pub fn inlined(&self, id: InlinedId) -> &Inlined {
        &self.inlined[id.index()]
    }

    /// The addresses that an inlined instance covers; may be empty.
    pub fn inlined_ranges(&self, id: InlinedId) -> &[AddrRange] {
        let (begin, end) = self.inlined(id).ranges;
        &self.inlined_ranges[begin as usize..end as usize]
    }

    /// A call.
    pub fn call(&self, id: CallId) -> &Call {
        &self.calls[id.index()]
    }

    /// Name of a function defined in another object.
    pub fn external_name(&self, id: ExternalId) -> &str {
        self.str(self.externals[id.index()])
    }

    /// A symbol.
    pub fn symbol(&self, id: SymbolId) -> &Symbol {
        &self.symbols[id.index()]
    }

    /// A symbol's name.
    pub fn symbol_name(&self, id: SymbolId) -> &str {
        self.str(self.symbol(id).name)
    }

    /// The units, in the order of `.debug_info`.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// A unit.
    pub fn unit(&self, id: UnitId) -> &Unit {
        &self.units[id.index()]
    }

    /// The name to call an instance by: its first symbol, or for code without
    /// a symbol the name of its source function.
    pub fn instance_name(&self, id: InstanceId) -> &str {
        let instance = self.instance(id);
        match (instance.symbols.first(), instance.functions.first()) {
            (Some(&symbol), _) => self.symbol_name(symbol),
            (None, Some(origin)) => self.function_name(origin.function),
            (None, None) => "",
        }
    }

    /// Bytes of code of an instance, the `.cold` part included; where no range is known,
    /// what its symbol claims.
    pub fn size_of(&self, id: InstanceId) -> u64 {
        let instance = self.instance(id);
        let symbol = instance.symbols.first().map_or(0, |&symbol| self.symbol(symbol).size);
        match instance.ranges.iter().map(|range: &AddrRange| range.len()).sum() {
            0 => symbol,
            bytes => bytes,
        }
    }

    /// The functions of exactly this name (or linkage name), sorted by place.
    pub fn functions_named(&self, name: &str) -> &[FuncId] {
        let key = |id: &FuncId| self.function_name(*id);
        let begin = self.by_name.partition_point(|id| key(id) < name);
        let len = self.by_name[begin..].partition_point(|id| key(id) == name);
        &self.by_name[begin..begin + len]
    }

    /// Own code of a function: its out-of-line instances, clones included,
    /// sorted by address.
    pub fn bodies_of(&self, function: FuncId) -> Vec<InstanceId> {
        self.linked(self.node_of_function(function), Direction::Outgoing, |edge, node| {
            match (edge, node) {
                (Edge::Body, Node::Instance(id)) => Some(id),
                _ => None,
            }
        })
    }

    /// The inlined instances of a function, in the order of their DIEs.
    pub fn copies_of(&self, function: FuncId) -> Vec<InlinedId> {
        self.linked(self.node_of_function(function), Direction::Outgoing, |edge, _| edge.inlined())
    }

    /// The inlined instances inside a host, in the order of their DIEs.
    pub fn inlined_into(&self, host: InstanceId) -> Vec<InlinedId> {
        self.linked(self.node_of_instance(host), Direction::Incoming, |edge, _| edge.inlined())
    }

    /// The calls that an instance makes, sorted by address.
    pub fn calls_from(&self, caller: InstanceId) -> Vec<CallId> {
        self.linked(self.node_of_instance(caller), Direction::Outgoing, |edge, _| edge.call())
    }

    /// The calls that reach an instance, sorted by address.
    pub fn calls_to(&self, callee: InstanceId) -> Vec<CallId> {
        self.linked(self.node_of_instance(callee), Direction::Incoming, |edge, _| edge.call())
    }

    /// How many calls go to a function of this name in another object, directly or by
    /// a linkage stub.
    pub fn calls_elsewhere(&self, name: &str) -> usize {
        let count = |node| self.linked(node, Direction::Incoming, |edge, _| edge.call()).len();
        let external = self.externals.binary_search_by(|&id| self.str(id).cmp(name)).ok();
        let external =
            external.map(|at| NodeIndex::new(self.functions.len() + self.instances.len() + at));
        let stubs = self.stubs_of(name).iter().map(|&id| self.node_of_instance(id));
        external.into_iter().chain(stubs).map(count).sum()
    }

    /// From the host's first inlined instance down to `id`, outermost first.
    pub fn chain(&self, id: InlinedId) -> Vec<InlinedId> {
        let mut chain = vec![id];
        let mut at = id;
        while let Some(parent) = self.inlined(at).parent {
            chain.push(parent);
            at = parent;
        }
        chain.reverse();
        chain
    }

    /// Copies that only compiler records tell of, sorted by function, then host.
    pub fn recorded_copies(&self) -> &[RecordedCopy] {
        &self.recorded
    }

    /// The recorded copies of one function.
    pub fn recorded_of(&self, function: FuncId) -> &[RecordedCopy] {
        let begin = self.recorded.partition_point(|copy| copy.function < function);
        let len = self.recorded[begin..].partition_point(|copy| copy.function == function);
        &self.recorded[begin..begin + len]
    }

    /// Names of the compiler records that were read.
    pub fn record_files(&self) -> &[String] {
        &self.record_files
    }

    /// Whose bytes the executable sections hold.
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// What was read, by kind.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// An address as the user knows it: hexadecimal, in an ET_REL file
    /// `SECTION+0xOFFSET`.
    pub fn address(&self, addr: Addr) -> String {
        self.object.address(addr)
    }

    /// What `pick` takes of the edges at a node, sorted.
    fn linked<T: Ord>(
        &self,
        node: NodeIndex,
        direction: Direction,
        pick: impl Fn(Edge, Node) -> Option<T>,
    ) -> Vec<T> {
        let edges = self.graph.edges_directed(node, direction).filter_map(|edge| {
            let other =
                if direction == Direction::Outgoing { edge.target() } else { edge.source() };
            pick(*edge.weight(), self.graph[other])
        });
        let mut found: Vec<T> = edges.collect();
        found.sort_unstable();
        found
    }

    fn node_of_function(&self, id: FuncId) -> NodeIndex {
        NodeIndex::new(id.index())
    }

    fn node_of_instance(&self, id: InstanceId) -> NodeIndex {
        NodeIndex::new(self.functions.len() + id.index())
    }
}
