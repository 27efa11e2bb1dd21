//! What must be replaced if these functions are patched?

use klpscope_graph::Program;

use crate::model::Model;
use crate::report::{ImpactReport, NoticeRow};
use crate::seed::{self, SeedError};
use crate::spec::Spec;

/// The functions to patch, and by which rules.
#[derive(Clone, Debug)]
pub struct Question {
    /// What names the functions.
    pub functions: Vec<Spec>,
    /// The model.
    pub model: Model,
}

/// The replacement set of `question` over all `programs`; `notices` are what
/// reading them noticed.
///
/// # Errors
/// If a spec names no function, or a name several.
pub fn impact(
    programs: &[Program],
    question: &Question,
    notices: &[NoticeRow],
) -> Result<ImpactReport, SeedError> {
    for spec in &question.functions {
        seed::resolve(programs, spec)?;
    }
    let _ = notices;
    Err(SeedError::Unknown { spec: String::new(), near: vec![], elsewhere: vec![] })
}
