//! What policies look at: a member in its set, and what was gathered once of the
//! program around it.

use std::cell::OnceCell;

use klpscope_graph::{CallId, FuncId, InstanceId, InstanceKind, Program};

use super::always_active::Waits;
use crate::callers::Callers;
use crate::closure::ReplacementSet;
use crate::exports::Exports;
use crate::model::Model;

/// A program, with what would be costly to ask again for every member.
pub(crate) struct Facts<'a> {
    pub(crate) program: &'a Program,
    pub(crate) callers: Callers<'a>,
    /// True if the object has a table of places where calls can be diverted.
    pub(crate) has_sites: bool,
    /// Of all objects that were given, this one among them: what it does not define one of
    /// them may export.
    pub(crate) exports: &'a Exports<'a>,
    /// Found out when it is first asked for.
    waits: OnceCell<Waits>,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(program: &'a Program, exports: &'a Exports<'a>) -> Self {
        Self {
            program,
            callers: Callers::new(program),
            has_sites: program.survey().lists_sites,
            exports,
            waits: OnceCell::new(),
        }
    }

    /// The calls by which tasks stay in a function.
    pub(super) fn waits(&self) -> &Waits {
        self.waits.get_or_init(|| Waits::of(self.program))
    }
}

/// What a policy looks at: a member, in the set it belongs to.
pub(crate) struct Subject<'a> {
    pub(crate) facts: &'a Facts<'a>,
    pub(crate) set: &'a ReplacementSet,
    pub(crate) model: Model,
    pub(crate) id: InstanceId,
}

impl<'a> Subject<'a> {
    pub(crate) fn program(&self) -> &'a Program {
        self.facts.program
    }

    /// True for code of a kernel or module.
    pub(crate) fn is_kernel(&self) -> bool {
        self.program().role().is_kernel()
    }

    /// The entry, as reports write addresses.
    pub(crate) fn address(&self) -> String {
        self.program().address(self.program().instance(self.id).entry())
    }

    /// True for a clone that need not be redirected: by rule 3 every direct caller is
    /// a member too, there is one, and nothing is seen to take the clone's address.
    pub(crate) fn is_called_by_members_only(&self) -> bool {
        let program = self.program();
        let is_followed =
            self.model.follows_clones() && program.instance(self.id).abi().is_changed();
        is_followed
            && program.object().decoded
            && self.calls().iter().any(|&call| program.call(call).caller() != self.id)
            && program.address_taken(self.id).is_none()
    }

    /// The calls of the member, those through linkage stubs included.
    pub(crate) fn calls(&self) -> Vec<CallId> {
        self.facts.callers.calls_to(self.id)
    }

    /// The source functions whose code the member holds, its own first, each once.
    pub(crate) fn functions(&self) -> Vec<FuncId> {
        let program = self.program();
        let mut found = crate::instance::distinct_functions(program, self.id);
        let own = found.len();
        found.extend(program.inlined_into(self.id).iter().map(|id| program.inlined(id).function()));
        found[own..].sort_unstable();
        found.dedup();
        found
    }

    /// True if the member is code that a compiler made of a source function, and no
    /// trampoline.
    pub(crate) fn is_function(&self) -> bool {
        let kind = self.program().instance(self.id).kind();
        matches!(kind, InstanceKind::Function | InstanceKind::Untyped)
    }
}
