//! Members that cannot be replaced and need not be: code that never runs again.

use klpscope_graph::{InstanceId, Program, Region, Role};

use crate::report::{Member, Reason};

/// True for init code of the linked kernel: it has run before any live patch can be
/// loaded, and `free_initmem` gives its memory away. Exit code of the kernel itself is
/// not even kept. Code of a module is another matter: it runs at each load and removal.
pub(crate) fn has_run(program: &Program, id: InstanceId) -> bool {
    *program.role() == Role::Kernel && matches!(program.region(id), Region::Init | Region::Exit)
}

/// True for a member whose verdict does not count for the patch: a mere host, or caller
/// of a clone, in code that has run. A patched function in such code does count: the
/// patch would be without effect there.
pub(crate) fn is_unneeded(program: &Program, id: InstanceId, member: &Member) -> bool {
    let is_own = |reason: &Reason| matches!(reason, Reason::OwnCode { caller_of: None, .. });
    has_run(program, id) && !member.reasons.iter().any(is_own)
}
