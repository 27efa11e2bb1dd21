//! Which source functions call a source function, directly.

use std::collections::BTreeSet;

use klpscope_graph::{CallId, FuncId, InlinedId, InstanceId, InstanceKind, Program};

/// Looks up callers in one program.
pub(crate) struct Callers<'a> {
    program: &'a Program,
}

impl<'a> Callers<'a> {
    pub(crate) fn new(program: &'a Program) -> Self {
        Self { program }
    }

    /// The source functions whose text calls `function`: those that an
    /// instruction calling it belongs to, and those that a copy of it was
    /// inlined into. A function that calls itself is among them.
    pub(crate) fn of(&self, function: FuncId) -> BTreeSet<FuncId> {
        let program = self.program;
        let mut found = BTreeSet::new();
        for call in program.bodies_of(function).into_iter().flat_map(|body| self.calls_to(body)) {
            let call = program.call(call);
            self.add_holder(call.inlined(), call.caller(), &mut found);
        }
        for copy in program.copies_of(function).into_iter().map(|id| program.inlined(id)) {
            self.add_holder(copy.parent(), copy.host(), &mut found);
        }
        for copy in program.recorded_of(function) {
            match copy.via {
                Some(via) => _ = found.insert(via),
                None => self.add_holder(None, copy.host, &mut found),
            }
        }
        found
    }

    /// Calls to an instance, those through a linkage stub of the same object
    /// included.
    pub(crate) fn calls_to(&self, instance: InstanceId) -> Vec<CallId> {
        let program = self.program;
        let mut calls = program.calls_to(instance).to_vec();
        if !program.has_stubs() || program.instance(instance).kind() == InstanceKind::Plt {
            return calls;
        }
        let symbols = program.instance(instance).symbols().iter();
        let stubs = symbols.flat_map(|id| program.stubs_of(program.symbol_name(id)));
        calls.extend(stubs.flat_map(|stub| program.calls_to(stub)));
        calls.sort_unstable();
        calls.dedup();
        calls
    }

    /// Adds the function of the innermost inlined instance, or of the body itself.
    fn add_holder(
        &self,
        inlined: Option<InlinedId>,
        host: InstanceId,
        found: &mut BTreeSet<FuncId>,
    ) {
        match inlined {
            Some(id) => _ = found.insert(self.program.inlined(id).function()),
            None => {
                let origins = self.program.instance(host).functions();
                found.extend(origins.into_iter().map(|origin| origin.function));
            }
        }
    }
}
