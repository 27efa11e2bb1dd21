//! What functions leave behind in a file: where they are called, and whether they are
//! ever seen inlined. It tells which of them can have been folded away elsewhere.

use std::collections::HashSet;

use klpscope_graph::{Callee, FuncId, InstanceKind, Place, Program, StrId};

/// A line of a source.
pub(super) type Line = (StrId, u32);

/// Statements of a function that is called everywhere else, and may be folded away in one
/// place all the same.
const TINY: u32 = 2;

/// What functions leave behind elsewhere in the file.
pub(super) struct Traces {
    /// Functions that some instruction calls, and the lines of these instructions; sorted.
    called: Vec<FuncId>,
    lines: Vec<(FuncId, Line)>,
}

impl Traces {
    /// Of all functions, or of those that matter.
    pub(super) fn new(program: &Program, relevant: Option<&HashSet<FuncId>>) -> Self {
        let (mut called, mut lines) = (Vec::new(), Vec::new());
        for id in program.calls() {
            let call = program.call(id);
            let mut functions = called_functions(program, call.callee());
            functions.retain(|id| relevant.is_none_or(|relevant| relevant.contains(id)));
            for &function in &functions {
                lines.extend(call.place().map(|place| (function, (place.file, place.line))));
            }
            called.extend(functions);
        }
        called.sort_unstable();
        called.dedup();
        lines.sort_unstable();
        lines.dedup();
        Self { called, lines }
    }

    /// True if a body can be folded away with all that tells of it: it has no loop; and
    /// where the compiler calls the function, but never shows a copy of it, the function
    /// is tiny and this very call is made nowhere. Measured on the truth set: without these
    /// conditions there are 5 (zstd) to 400 (lua) times as many wrong names, and hardly a
    /// right one more.
    pub(super) fn allow(&self, program: &Program, function: FuncId, place: Place) -> bool {
        let body = program.source_body(function).unwrap_or_default();
        let is_inlined =
            || !program.copies_of(function).is_empty() || !program.recorded_of(function).is_empty();
        body.loops == 0
            && (self.called.binary_search(&function).is_err()
                || is_inlined()
                || (body.statements <= TINY
                    && self.lines.binary_search(&(function, (place.file, place.line))).is_err()))
    }
}

/// The functions that a call can mean.
pub(super) fn called_functions(program: &Program, callee: Callee) -> Vec<FuncId> {
    match callee {
        Callee::Entry(id) | Callee::Middle(id) => {
            let instance = program.instance(id);
            if instance.kind() == InstanceKind::Plt {
                let name = program.instance_name(id);
                let name = name.strip_suffix("@plt").unwrap_or(name);
                return program.functions_named(name).to_vec();
            }
            instance.functions().iter().map(|origin| origin.function).collect()
        }
        Callee::External(id) => program.functions_named(program.external_name(id)).to_vec(),
        Callee::Unnamed(_) => Vec::new(),
    }
}
