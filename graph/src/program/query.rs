//! `Program`: the finished graph, and the questions it answers. Nothing here changes it.

use std::sync::{Arc, OnceLock};

use super::coverage::Coverage;
use super::edge::Callee;
use super::kernel::KernelFacts;
use super::machine::Machine;
use super::node::RecordedCopy;
use super::object::ObjectInfo;
use super::source::FromSource;
use super::store::{Col, List, Store};
use super::survey::Survey;
use super::view::{Call, Inlined, Instance, SourceFunction, Symbol, Unit};
use crate::dwarf::Counts;
use crate::id::{
    Addr, AddrRange, CallId, ExternalId, FuncId, InlinedId, InstanceId, StrId, SymbolId, UnitId,
};
use crate::image::Role;
use crate::load::Bytes;
use crate::notice::Notice;

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
    /// All tables.
    pub(crate) store: Store,
    pub(crate) coverage: Coverage,
    pub(crate) counts: Counts,
    pub(crate) kernel: KernelFacts,
    /// Sorted.
    pub(crate) recorded: Vec<RecordedCopy>,
    pub(crate) record_files: Vec<String>,
    pub(crate) from_source: FromSource,
    /// What was odd about the input.
    pub(crate) notices: Vec<Notice>,
    pub(crate) files: Files,
    pub(crate) lazy: Lazy,
}

/// What is found out when it is first asked for.
#[derive(Debug, Default)]
pub(crate) struct Lazy {
    pub(crate) survey: OnceLock<Survey>,
    pub(crate) machine: OnceLock<Machine>,
}

impl Program {
    /// What file this was read from.
    pub fn object(&self) -> &ObjectInfo {
        &self.object
    }

    /// The same program, called as the kernel does: `vmlinux`, or the name of the module.
    #[must_use]
    pub fn called_by_kernel(mut self) -> Self {
        self.object.called = match self.role() {
            Role::Kernel => Some("vmlinux".to_owned()),
            Role::Module(name) => Some(name.clone()),
            Role::KernelPart | Role::UserSpace => None,
        };
        self
    }

    /// The text behind an id.
    pub fn str(&self, id: StrId) -> &str {
        self.store.str(id)
    }

    /// All source functions, sorted by name, file and line.
    pub fn functions(&self) -> impl ExactSizeIterator<Item = FuncId> + use<> {
        (0..self.store.rows(Col::FunctionName)).map(FuncId::new)
    }

    /// All out-of-line instances, sorted by entry address.
    pub fn instances(&self) -> impl ExactSizeIterator<Item = InstanceId> + use<> {
        (0..self.store.rows(Col::InstanceEntry)).map(InstanceId::new)
    }

    /// All calls, sorted by address of the instruction.
    pub fn calls(&self) -> impl ExactSizeIterator<Item = CallId> + use<> {
        (0..self.store.rows(Col::CallSite)).map(CallId::new)
    }

    /// All inlined instances, in the order of their DIEs.
    pub fn inlined_instances(&self) -> impl ExactSizeIterator<Item = InlinedId> + use<> {
        (0..self.store.rows(Col::InlinedHost)).map(InlinedId::new)
    }

    /// All functions of other objects that are called here, sorted by name.
    pub fn externals(&self) -> impl ExactSizeIterator<Item = ExternalId> + use<> {
        (0..self.store.rows(Col::ExternalName)).map(ExternalId::new)
    }

    /// The instances, as a list.
    pub(crate) fn instance_list(&self) -> List<'_, InstanceId> {
        List::new(&self.store, 0..self.store.rows(Col::InstanceEntry), |_, row| {
            InstanceId::new(row)
        })
    }

    /// A source function.
    pub fn function(&self, id: FuncId) -> SourceFunction<'_> {
        SourceFunction::new(&self.store, id.index())
    }

    /// A source function's name.
    pub fn function_name(&self, id: FuncId) -> &str {
        self.str(self.function(id).name())
    }

    /// An out-of-line instance.
    pub fn instance(&self, id: InstanceId) -> Instance<'_> {
        Instance::new(&self.store, id.index())
    }

    /// An inlined instance.
    pub fn inlined(&self, id: InlinedId) -> Inlined<'_> {
        Inlined::new(&self.store, id.index())
    }

    /// The addresses that an inlined instance covers; may be empty.
    pub fn inlined_ranges(&self, id: InlinedId) -> List<'_, AddrRange> {
        self.inlined(id).ranges()
    }

    /// A call.
    pub fn call(&self, id: CallId) -> Call<'_> {
        Call::new(&self.store, id.index())
    }

    /// Name of a function defined in another object.
    pub fn external_name(&self, id: ExternalId) -> &str {
        self.str(self.store.string(Col::ExternalName, id.index()))
    }

    /// A symbol.
    pub fn symbol(&self, id: SymbolId) -> Symbol<'_> {
        Symbol::new(&self.store, id.index())
    }

    /// A symbol's name.
    pub fn symbol_name(&self, id: SymbolId) -> &str {
        self.str(self.symbol(id).name())
    }

    /// The units, in the order of `.debug_info`.
    pub fn units(&self) -> List<'_, Unit<'_>> {
        List::new(&self.store, 0..self.store.rows(Col::UnitOffset), Unit::new)
    }

    /// A unit.
    pub fn unit(&self, id: UnitId) -> Unit<'_> {
        Unit::new(&self.store, id.index())
    }

    /// The name to call an instance by: its first symbol, or for code without
    /// a symbol the name of its source function.
    pub fn instance_name(&self, id: InstanceId) -> &str {
        let instance = self.instance(id);
        match instance.symbols().first() {
            Some(symbol) => self.symbol_name(symbol),
            None => {
                let origin = instance.functions().first();
                origin.map_or("", |origin| self.function_name(origin.function))
            }
        }
    }

    /// Bytes of code of an instance, the `.cold` part included; where no range is known,
    /// what its symbol claims.
    pub fn size_of(&self, id: InstanceId) -> u64 {
        let instance = self.instance(id);
        let symbol = instance.symbols().first().map_or(0, |symbol| self.symbol(symbol).size());
        match instance.ranges().iter().map(AddrRange::len).sum() {
            0 => symbol,
            bytes => bytes,
        }
    }

    /// The functions of exactly this name, sorted by place.
    pub fn functions_named(&self, name: &str) -> List<'_, FuncId> {
        let all = self.store.rows(Col::FunctionName);
        let all = List::new(&self.store, 0..all, |_, row| FuncId::new(row));
        let begin = all.partition_point(|id| self.function_name(id) < name);
        let rest = all.slice(begin..all.len());
        rest.slice(0..rest.partition_point(|id| self.function_name(id) == name))
    }

    /// Own code of a function: its out-of-line instances, clones included,
    /// sorted by address.
    pub fn bodies_of(&self, function: FuncId) -> List<'_, InstanceId> {
        let all = self.store.rows(Col::Bodies);
        let part = self.store.group(Col::BodyBegins, function.index(), all);
        List::new(&self.store, part, |store, at| {
            InstanceId::new(store.position(Col::Bodies, at, Col::InstanceEntry))
        })
    }

    /// The inlined instances of a function, in the order of their DIEs.
    pub fn copies_of(&self, function: FuncId) -> List<'_, InlinedId> {
        let all = self.store.rows(Col::Copies);
        let part = self.store.group(Col::CopyBegins, function.index(), all);
        List::new(&self.store, part, |store, at| {
            InlinedId::new(store.position(Col::Copies, at, Col::InlinedHost))
        })
    }

    /// The inlined instances inside a host, in the order of their DIEs.
    pub fn inlined_into(&self, host: InstanceId) -> List<'_, InlinedId> {
        let all = self.store.rows(Col::InlinedHost);
        let part = self.store.group(Col::InsideBegins, host.index(), all);
        List::new(&self.store, part, |store, at| {
            InlinedId::new(store.item(Col::Inside, at, Col::InlinedHost))
        })
    }

    /// The calls that an instance makes, sorted by address.
    pub fn calls_from(&self, caller: InstanceId) -> List<'_, CallId> {
        let all = self.store.rows(Col::CallSite);
        let part = self.store.group(Col::CallsFromBegins, caller.index(), all);
        List::new(&self.store, part, |store, at| {
            CallId::new(store.item(Col::CallsFrom, at, Col::CallSite))
        })
    }

    /// The calls that reach an instance, sorted by address.
    pub fn calls_to(&self, callee: InstanceId) -> List<'_, CallId> {
        let all = self.store.rows(Col::CallsTo);
        let part = self.store.group(Col::CallsToBegins, callee.index(), all);
        List::new(&self.store, part, |store, at| {
            CallId::new(store.position(Col::CallsTo, at, Col::CallSite))
        })
    }

    /// The calls that reach a function of another object, sorted by address.
    pub fn calls_out(&self, callee: ExternalId) -> List<'_, CallId> {
        let all = self.store.rows(Col::CallsOut);
        let part = self.store.group(Col::CallsOutBegins, callee.index(), all);
        List::new(&self.store, part, |store, at| {
            CallId::new(store.position(Col::CallsOut, at, Col::CallSite))
        })
    }

    /// How many calls go to a function of this name in another object, directly or by
    /// a linkage stub.
    pub fn calls_elsewhere(&self, name: &str) -> usize {
        self.external_named(name).map_or(0, |id| self.calls_out(id).len())
            + self.stubs_of(name).iter().map(|id| self.calls_to(id).len()).sum::<usize>()
    }

    /// The direct calls of entries that [`Program::instance_name`] calls so, and of functions
    /// of this name in other objects, sorted by address.
    pub fn calls_of_name(&self, name: &str) -> Vec<CallId> {
        let mut callees = self.instances_of_symbol(name);
        for function in self.functions_named(name) {
            callees.extend(self.bodies_of(function));
        }
        callees.retain(|&id| self.instance_name(id) == name);
        let calls = callees.iter().flat_map(|&id| self.calls_to(id));
        let enters = |&id: &CallId| matches!(self.call(id).callee(), Callee::Entry(_));
        let mut found: Vec<_> = calls.filter(enters).collect();
        found.extend(self.external_named(name).into_iter().flat_map(|id| self.calls_out(id)));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The function of another object of this name.
    fn external_named(&self, name: &str) -> Option<ExternalId> {
        let externals = self.store.rows(Col::ExternalName);
        let externals = List::new(&self.store, 0..externals, |_, row| ExternalId::new(row));
        let at = externals.partition_point(|id| self.external_name(id) < name);
        externals.get(at).filter(|&id| self.external_name(id) == name)
    }

    /// From the host's first inlined instance down to `id`, outermost first.
    pub fn chain(&self, id: InlinedId) -> Vec<InlinedId> {
        let mut chain = vec![id];
        let mut at = id;
        while let Some(parent) = self.inlined(at).parent() {
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

    /// What the packed tables take: each column's name, rows and bytes.
    pub fn table_sizes(&self) -> Vec<(&'static str, usize, u64)> {
        self.store.sizes().collect()
    }

    /// An address as the user knows it: hexadecimal, in an ET_REL file
    /// `SECTION+0xOFFSET`.
    pub fn address(&self, addr: Addr) -> String {
        self.object.address(addr)
    }
}
