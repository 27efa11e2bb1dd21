//! Why is an instance in the replacement set, or what was looked for?

use klpscope_graph::Program;

use crate::impact::Question;
use crate::report::{ExplainReport, NoticeRow};
use crate::seed::SeedError;
use crate::spec::Spec;

/// Why `target` (an ELF symbol or a source function; each of its instances) is
/// in the replacement set of `question`.
///
/// # Errors
/// If a spec of the question names no function or several, or `target` nothing.
pub fn explain(
    _programs: &[Program],
    target: &Spec,
    _question: &Question,
    _notices: &[NoticeRow],
) -> Result<ExplainReport, SeedError> {
    Err(SeedError::Unknown { spec: target.text().to_owned(), near: vec![], elsewhere: vec![] })
}
