//! Where an inlined copy would not be seen, for want of DWARF.

use klpscope_graph::Program;

use crate::report::WithoutDwarf;

/// The code of `program` that no DIE describes (corpus case no-debug-unit).
/// The start-up objects of the C library are among it. Linkage stubs, thunks and
/// the tracer's hook are not: they are made without source, so hold no copy.
pub(crate) fn without_dwarf(program: &Program) -> WithoutDwarf {
    let unseen = &program.survey().undescribed;
    let name = |&id: &_| program.instance_name(id).to_owned();
    WithoutDwarf {
        functions: unseen.functions as usize,
        bytes: unseen.bytes,
        examples: unseen.largest.iter().map(name).collect(),
        unknown_bytes: program.coverage().unknown,
    }
}
