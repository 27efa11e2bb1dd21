//! By what name and `old_sympos` a patch refers to a function, in both builds.

use klpscope_graph::Sympos;

use super::kind::DriftKind;
use super::side::Side;
use crate::report::DriftRow;

/// A name that became ambiguous or is not any more, or that another position names.
pub(super) fn changed(old: &Side<'_>, new: &Side<'_>) -> Option<DriftRow> {
    let ((before, was), (after, is)) = (name(old)?, name(new)?);
    // A symbol of another name is a clone that came or went.
    if before != after {
        return None;
    }
    let kind = match (was.of, is.of) {
        (1, 2..) => DriftKind::NameAmbiguous,
        (2.., 1) => DriftKind::NameUnambiguous,
        (2.., 2..) if was.rank != is.rank => DriftKind::SymposChanged,
        _ => return None,
    };
    let position = |sympos: Sympos| u64::from(sympos.old_sympos());
    Some(DriftRow::counts(kind, position(was), position(is)))
}

/// The symbol of the only code that can be called as declared, and its position.
fn name<'p>(side: &Side<'p>) -> Option<(&'p str, Sympos)> {
    let mut plain = side.plain();
    let symbol = side.program.instance(plain.next()?).symbols().first()?;
    let is_only = plain.next().is_none();
    is_only.then_some((side.program.symbol_name(symbol), side.program.sympos(symbol)?))
}
