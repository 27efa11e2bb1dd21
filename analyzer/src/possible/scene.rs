//! What every way looks at: the program, the set, and who calls whom.

use klpscope_graph::{
    Addr, Call, CallId, CallKind, Callee, FuncId, InstanceId, InstanceKind, Program,
};

use super::permit::Permits;
use crate::audit::Build;
use crate::callers::Callers;
use crate::closure::ReplacementSet;
use crate::instance;
use crate::policy::Facts;

/// A program and the set beside which something is looked for.
pub(super) struct Scene<'a> {
    pub(super) program: &'a Program,
    pub(super) set: &'a ReplacementSet,
    pub(super) permits: Permits<'a>,
    callers: &'a Callers<'a>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(facts: &'a Facts<'a>, build: &'a Build, set: &'a ReplacementSet) -> Self {
        let program = facts.program;
        Self { program, set, permits: Permits::new(program, build), callers: &facts.callers }
    }

    pub(super) fn is_member(&self, id: InstanceId) -> bool {
        self.set.members.contains_key(&id)
    }

    /// The members, sorted.
    pub(super) fn members(&self) -> impl Iterator<Item = InstanceId> + use<'a> {
        self.set.members.keys().copied()
    }

    /// The calls that reach the entry of an instance from another one, through linkage
    /// stubs of the object too.
    pub(super) fn calls_to(&self, callee: InstanceId) -> Vec<CallId> {
        let mut calls = self.callers.calls_to(callee);
        calls.retain(|&id| self.program.call(id).caller() != callee);
        calls
    }

    /// True for code that a C compiler made: hand-written assembly and thunks keep
    /// conventions of their own.
    pub(super) fn is_compiled(&self, id: InstanceId) -> bool {
        self.is_function(id) && instance::has_dwarf(self.program, id)
    }

    /// True for code that may be a C compiler's, described or not.
    pub(super) fn is_function(&self, id: InstanceId) -> bool {
        self.program.instance(id).kind() == InstanceKind::Function
    }

    /// True if the source of a call is a patched function: the call stands in its own
    /// code or in a copy of it.
    pub(super) fn is_patched_code(&self, call: &Call) -> bool {
        let patched = |id: &FuncId| self.set.functions.contains_key(id);
        let mut at = call.inlined();
        while let Some(copy) = at.map(|id| self.program.inlined(id)) {
            if patched(&copy.function()) {
                return true;
            }
            at = copy.parent();
        }
        self.program
            .instance(call.caller())
            .functions()
            .iter()
            .any(|origin| patched(&origin.function))
    }

    /// True for a tail call.
    pub(super) fn is_jump(call: &Call) -> bool {
        matches!(call.kind(), CallKind::Jump | CallKind::ConditionalJump)
    }

    /// The instances that the code of `id` calls directly; `None` if it calls anything
    /// else: a function of another object, through a pointer, code that nothing names.
    pub(super) fn callees(&self, id: InstanceId) -> Option<Vec<InstanceId>> {
        let mut callees = Vec::new();
        for call in self.program.calls_from(id) {
            let call = self.program.call(call);
            let Callee::Entry(callee) = call.callee() else { return None };
            match self.program.instance(callee).kind() {
                InstanceKind::Function if call.kind() != CallKind::Indirect => callees.push(callee),
                // The tracer's hook saves every register and is no part of the function;
                // the return thunk stands for a return.
                InstanceKind::Tracer => {}
                InstanceKind::Thunk if self.is_return_thunk(callee) => {}
                _ => return None,
            }
        }
        callees.sort_unstable();
        callees.dedup();
        Some(callees)
    }

    fn is_return_thunk(&self, id: InstanceId) -> bool {
        self.program.instance_name(id).contains("return_thunk")
    }

    pub(super) fn name(&self, id: InstanceId) -> String {
        self.program.instance_name(id).to_owned()
    }

    /// `ADDRESS (file:line)` of a call.
    pub(super) fn site(&self, call: &Call) -> String {
        match call.place() {
            Some(place) => {
                let object = self.program.object();
                let file = object.short_path(self.program.str(place.file));
                format!("{} ({file}:{})", self.address(call.site()), place.line)
            }
            None => self.address(call.site()),
        }
    }

    pub(super) fn address(&self, at: Addr) -> String {
        self.program.address(at)
    }
}
