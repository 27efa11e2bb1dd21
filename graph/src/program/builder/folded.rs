//! Functions whose code a linker folded into another's: their DIEs have no address of
//! their own, and belong to the code that was kept.

use super::draft::Drafts;
use crate::notice::Notice;

/// Rows of one function that a body may stand for. Only a header's function has several,
/// one for each unit; they say the same.
const FOLDED_ROWS: usize = 64;

/// Gives a body the DIEs of the functions that a linker folded into it (corpus:
/// `icf-lld-copies`): they lead nowhere, but tell what is inlined in that code.
pub(super) fn find(drafts: &mut Drafts, notices: &mut Vec<Notice>) {
    let Drafts { list, dropped, .. } = drafts;
    dropped.sort_by_key(|row| (row.function, row.at));
    for draft in list {
        for origin in draft.functions.iter().filter(|origin| !origin.is_described()) {
            let first = dropped.partition_point(|row| row.function < origin.function);
            let rows = &dropped[first..];
            let rows = &rows[..rows.partition_point(|row| row.function == origin.function)];
            if rows.len() > FOLDED_ROWS {
                notices.push(Notice::incomplete(
                    format!("code at {:#x}", draft.entry),
                    format!(
                        "of {} DIEs of one folded function only {FOLDED_ROWS} are read",
                        rows.len()
                    ),
                ));
            }
            for row in rows.iter().take(FOLDED_ROWS) {
                draft.folded_rows.push(row.at);
                draft.nocall |= row.nocall;
            }
        }
    }
}
