//! The nodes that a program has, and what leads from one to another.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use klpscope_graph::{Addr, Call, Callee, ExternalId, FuncId, InstanceId, Program};

use crate::audit::Build;
use crate::call;
use crate::possible::vanished::{Vanished, vanished};

/// A node, in the order in which they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    /// A source function.
    Function(FuncId),
    /// Machine code with an entry.
    Instance(InstanceId),
    /// A function of another object.
    External(ExternalId),
    /// Code that is called, and that no symbol and no DIE names.
    Unnamed(Addr),
}

impl Key {
    /// The machine code, if it is that.
    pub(super) fn instance(self) -> Option<InstanceId> {
        match self {
            Self::Instance(id) => Some(id),
            Self::Function(_) | Self::External(_) | Self::Unnamed(_) => None,
        }
    }
}

impl From<Callee> for Key {
    fn from(callee: Callee) -> Self {
        match callee {
            Callee::Entry(id) | Callee::Middle(id) => Self::Instance(id),
            Callee::External(id) => Self::External(id),
            Callee::Unnamed(addr) => Self::Unnamed(addr),
        }
    }
}

/// A program, with what its tables cannot be asked for directly.
pub(super) struct Table<'a> {
    pub(super) program: &'a Program,
    /// Unnamed code, with its callers.
    pub(super) unnamed: BTreeMap<Addr, BTreeSet<InstanceId>>,
    /// Copies that only the C sources tell of, sorted by function.
    pub(super) vanished: Vec<Vanished>,
    /// By host the functions that no DIE shows there, but records or sources do.
    undescribed: BTreeMap<InstanceId, BTreeSet<FuncId>>,
}

impl<'a> Table<'a> {
    pub(super) fn new(program: &'a Program) -> Self {
        let mut unnamed: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for call in program.calls().map(|id| program.call(id)) {
            if let Callee::Unnamed(addr) = call.callee() {
                unnamed.entry(addr).or_default().insert(call.caller());
            }
        }
        let mut vanished = vanished(program, &Build::new(program), None);
        vanished.sort_unstable();
        let mut undescribed: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        let recorded = program.recorded_copies().iter().map(|copy| (copy.host, copy.function));
        for (host, function) in recorded.chain(vanished.iter().map(|it| (it.host, it.function))) {
            undescribed.entry(host).or_default().insert(function);
        }
        Self { program, unnamed, vanished, undescribed }
    }

    /// All nodes, in order. Of source functions those that [`Table::is_shown`].
    pub(super) fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        let program = self.program;
        let functions = program.functions().filter(|&id| self.is_shown(id));
        let others = program.instances().map(Key::Instance);
        let others = others.chain(program.externals().map(Key::External));
        let unnamed = self.unnamed.keys().copied().map(Key::Unnamed);
        functions.map(Key::Function).chain(others).chain(unnamed)
    }

    /// True for a function that its machine code does not stand for: it has copies, or
    /// several instances, or an instance that is code of other functions too.
    pub(super) fn is_shown(&self, id: FuncId) -> bool {
        let program = self.program;
        let bodies = program.bodies_of(id);
        let is_shared = |id| {
            let mut functions = program.instance(id).functions().iter();
            let first = functions.next();
            functions.any(|origin| first.is_none_or(|first| first.function != origin.function))
        };
        !program.copies_of(id).is_empty()
            || !program.recorded_of(id).is_empty()
            || !self.vanished_of(id).is_empty()
            || bodies.len() > 1
            || bodies.iter().any(is_shared)
    }

    /// Copies of a function that only the C sources tell of.
    pub(super) fn vanished_of(&self, id: FuncId) -> &[Vanished] {
        let begin = self.vanished.partition_point(|copy| copy.function < id);
        let length = self.vanished[begin..].partition_point(|copy| copy.function == id);
        &self.vanished[begin..begin + length]
    }

    /// The instances that hold a copy of a function; one may come twice.
    pub(super) fn hosts(&self, id: FuncId) -> impl Iterator<Item = InstanceId> + '_ {
        let program = self.program;
        let copies = program.copies_of(id).iter().map(|id| program.inlined(id).host());
        let recorded = program.recorded_of(id).iter().map(|copy| copy.host);
        copies.chain(recorded).chain(self.vanished_of(id).iter().map(|copy| copy.host))
    }

    /// The functions that an instance holds a copy of; one may come twice.
    pub(super) fn inlined_into(&self, host: InstanceId) -> impl Iterator<Item = FuncId> + '_ {
        let program = self.program;
        let copies = program.inlined_into(host).iter().map(|id| program.inlined(id).function());
        copies.chain(self.undescribed.get(&host).into_iter().flatten().copied())
    }

    /// What an instance calls; one may come twice.
    pub(super) fn callees(&self, id: InstanceId) -> impl Iterator<Item = Key> + '_ {
        let calls = self.program.calls_from(id).iter().map(|id| self.program.call(id));
        calls.filter(|call| !call::stays_inside(call)).map(|call| call.callee().into())
    }

    /// What calls an instance; one may come twice.
    pub(super) fn callers(&self, id: InstanceId) -> impl Iterator<Item = InstanceId> + '_ {
        let calls = self.program.calls_to(id).iter().map(|id| self.program.call(id));
        calls.filter(|call| !call::stays_inside(call)).map(Call::caller)
    }

    /// How much leads to a node and from it.
    pub(super) fn degree(&self, key: Key) -> usize {
        let program = self.program;
        match key {
            Key::Function(id) => self.hosts(id).count() + program.bodies_of(id).len(),
            Key::Instance(id) => {
                let calls = program.calls_from(id).len() + program.calls_to(id).len();
                calls + self.inlined_into(id).count()
            }
            Key::External(id) => program.calls_out(id).len(),
            Key::Unnamed(addr) => self.unnamed.get(&addr).map_or(0, BTreeSet::len),
        }
    }
}
