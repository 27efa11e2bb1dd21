//! Where an inlined copy would not be seen, for want of DWARF.

use std::cmp::Reverse;

use klpscope_graph::{InstanceId, InstanceKind, Program};

use crate::instance;
use crate::report::WithoutDwarf;

/// How many functions are named.
const EXAMPLES: usize = 5;

/// The code of `program` that no DIE describes (corpus case no-debug-unit).
/// The start-up objects of the C library are among it. Linkage stubs, thunks and
/// the tracer's hook are not: they are made without source, so hold no copy.
pub(crate) fn without_dwarf(program: &Program) -> WithoutDwarf {
    let unseen = program.instances().filter(|&id| is_unseen(program, id));
    let mut unseen: Vec<_> = unseen
        .map(|id| (Reverse(instance::size(program, id)), program.instance_name(id)))
        .collect();
    unseen.sort_unstable();
    WithoutDwarf {
        functions: unseen.len(),
        bytes: unseen.iter().map(|&(Reverse(size), _)| size).sum(),
        examples: unseen.iter().take(EXAMPLES).map(|&(_, name)| name.to_owned()).collect(),
        unknown_bytes: program.coverage().unknown,
    }
}

fn is_unseen(program: &Program, id: InstanceId) -> bool {
    match program.instance(id).kind {
        InstanceKind::Function | InstanceKind::Untyped => !instance::has_dwarf(program, id),
        InstanceKind::Thunk | InstanceKind::Plt | InstanceKind::Tracer => false,
    }
}
