//! Any report as JSON. Keys stand in the order of the data's fields, so the
//! same report gives the same bytes.

use serde::Serialize;

/// Indented JSON with a final line break.
///
/// # Errors
/// Never for the reports of this crate, whose keys are all strings.
pub fn to_string(report: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(report)?;
    text.push('\n');
    Ok(text)
}
