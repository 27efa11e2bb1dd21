//! Function-static variables -> which of them a replacement may have anew, and which must
//! stay the old. What lies in writable data is state, unless a macro of the kernel is known
//! to have put it there.

use klpscope_graph::{DataKind, Program, StaticVariable};

/// What a new copy of a function does with one of its variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fresh {
    /// Holds state: a new one would begin again.
    No,
    /// May be there twice: constant, or only tells about the code itself.
    Harmless,
    /// Is not linked in the end.
    Gone,
}

/// Variables that macros of the kernel put into functions, and that a new copy of the
/// code may have anew (kpatch-build leaves the same ones uncorrelated). Without lockdep
/// a `__key` has no bytes.
const HARMLESS: [&str; 10] = [
    "__func__",
    "__FUNCTION__",
    "__PRETTY_FUNCTION__",
    "__already_done",
    "__print_once",
    "__warned",
    "__key",
    "_rs",
    "_entry",
    "_entry_ptr",
];

/// What becomes of a variable; `None` for one without an address: it was optimised away.
pub(crate) fn fresh(program: &Program, variable: &StaticVariable) -> Option<Fresh> {
    let kind = program.data_at(variable.address?);
    Some(judge(kind, program.str(variable.name)))
}

fn judge(kind: DataKind, name: &str) -> Fresh {
    match kind {
        DataKind::Discarded => Fresh::Gone,
        DataKind::Constant | DataKind::Once | DataKind::Debug => Fresh::Harmless,
        // `__ADDRESSABLE` of include/linux/compiler.h keeps a symbol from being dropped.
        _ if name.starts_with("__UNIQUE_ID___addressable_") => Fresh::Gone,
        _ if HARMLESS.contains(&name) || name.starts_with("__UNIQUE_ID_ddebug") => Fresh::Harmless,
        DataKind::Writable | DataKind::Unknown => Fresh::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_section_speaks_before_the_name() {
        assert_eq!(judge(DataKind::Discarded, "counter"), Fresh::Gone);
        assert_eq!(judge(DataKind::Constant, "table"), Fresh::Harmless);
        assert_eq!(judge(DataKind::Once, "done"), Fresh::Harmless);
        assert_eq!(judge(DataKind::Debug, "descriptor"), Fresh::Harmless);
        assert_eq!(judge(DataKind::Writable, "counter"), Fresh::No);
        assert_eq!(judge(DataKind::Writable, "descriptor"), Fresh::No);
    }

    #[test]
    fn well_known_names_tell_where_the_section_does_not() {
        for kind in [DataKind::Writable, DataKind::Unknown] {
            assert_eq!(judge(kind, "__key"), Fresh::Harmless);
            assert_eq!(judge(kind, "__UNIQUE_ID_ddebug123"), Fresh::Harmless);
            assert_eq!(judge(kind, "__UNIQUE_ID___addressable_f7"), Fresh::Gone);
            assert_eq!(judge(kind, "_rs_state"), Fresh::No);
        }
    }
}
