//! What became of a source function: its code, hosts, callers and callees.

use klpscope_graph::Program;

use crate::report::ShowReport;
use crate::seed::SeedError;
use crate::spec::Spec;

/// Everything on the functions that `spec` names; on each if there are several.
///
/// # Errors
/// If no function matches.
pub fn show(_programs: &[Program], spec: &Spec) -> Result<ShowReport, SeedError> {
    Err(SeedError::Unknown { spec: spec.text().to_owned(), near: vec![], elsewhere: vec![] })
}
