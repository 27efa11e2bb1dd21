//! Whether calls of a function can be diverted, in both builds.

use klpscope_graph::{FtraceSite, Program};

use super::kind::DriftKind;
use super::side::Side;
use crate::report::{DriftRow, NoticeRow};

/// A site that was lost or gained, of code that can be called as declared.
pub(super) fn changed(old: &Side<'_>, new: &Side<'_>) -> Option<DriftRow> {
    let (before, after) = (with_site(old)?, with_site(new)?);
    let kind = match (before > 0, after > 0) {
        (true, false) => DriftKind::FtraceSiteLost,
        (false, true) => DriftKind::FtraceSiteGained,
        _ => return None,
    };
    Some(DriftRow::counts(kind, before, after))
}

/// How many of its instances have a site; `None` if there are none, or no table tells.
fn with_site(side: &Side<'_>) -> Option<u64> {
    let mut sites = None;
    for id in side.plain() {
        let has = match side.program.ftrace_site(id) {
            FtraceSite::Listed(_) | FtraceSite::Called(_) => 1,
            FtraceSite::None => 0,
            FtraceSite::NoTable => return None,
        };
        sites = Some(sites.unwrap_or(0) + has);
    }
    sites
}

/// That only one of the builds has a table: of the sites in the other nothing is known.
pub(crate) fn only_in_one(old: &Program, new: &Program) -> Option<NoticeRow> {
    let has_table = |program: &Program| {
        let first = program.instances().next();
        first.is_some_and(|id| program.ftrace_site(id) != FtraceSite::NoTable)
    };
    let without = match (has_table(old), has_table(new)) {
        (true, false) => new,
        (false, true) => old,
        _ => return None,
    };
    Some(NoticeRow {
        object: without.object().name(),
        incomplete: true,
        place: "ftrace sites".to_owned(),
        text: "this build has no table of them, the other has one: they were not compared"
            .to_owned(),
    })
}
