//! Which source functions call a source function, directly.

use std::collections::BTreeSet;

use klpscope_graph::{CallId, FuncId, InlinedId, InstanceId, InstanceKind, Program, RecordedCopy};

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
        for body in program.bodies_of(function) {
            for call in self.calls_to(body) {
                found.extend(self.holders_of_call(call));
            }
        }
        for copy in program.copies_of(function) {
            found.extend(self.holders_of_copy(copy));
        }
        for copy in program.recorded_of(function) {
            found.extend(self.holders_of_record(copy));
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

    fn holders_of_call(&self, call: CallId) -> Vec<FuncId> {
        let call = self.program.call(call);
        self.holder(call.inlined(), call.caller())
    }

    fn holders_of_copy(&self, copy: InlinedId) -> Vec<FuncId> {
        let copy = self.program.inlined(copy);
        self.holder(copy.parent(), copy.host())
    }

    fn holders_of_record(&self, copy: &RecordedCopy) -> Vec<FuncId> {
        match copy.via {
            Some(via) => vec![via],
            None => self.holder(None, copy.host),
        }
    }

    /// The function of the innermost inlined instance, or of the body itself.
    fn holder(&self, inlined: Option<InlinedId>, host: InstanceId) -> Vec<FuncId> {
        match inlined {
            Some(id) => vec![self.program.inlined(id).function()],
            None => {
                let origins = self.program.instance(host).functions();
                origins.iter().map(|origin| origin.function).collect()
            }
        }
    }
}
