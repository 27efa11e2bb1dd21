//! The answer to "does this live patch replace what it has to?".

use serde::Serialize;

use super::impact::{ImpactReport, KernelRow, ObjectMembers};
use super::row::{NotShown, NoticeRow, ObjectRow, QuestionRow, WithoutDwarf};

/// A built live-patch module, held against the objects it patches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    /// [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// What was asked; `None` if only names were checked.
    pub question: Option<QuestionRow>,
    /// The module.
    pub patch: PatchRow,
    /// What it was held against, in the order given.
    pub objects: Vec<ObjectRow>,
    /// For a whole kernel that was asked: what it is, and what is left out of `not_seen`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kernel: Option<KernelRow>,
    /// Where functions that have to be replaced would not be seen, by object; those of which
    /// there is nothing to say are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_seen: Vec<NotSeenRow>,
    /// Counts.
    pub totals: VerifyTotals,
    /// The gravest first, then by id, object and name.
    pub findings: Vec<VerifyFinding>,
    /// What the module replaces, in its order.
    pub functions: Vec<PatchedRow>,
    /// What could not be read or was odd.
    pub notices: Vec<NoticeRow>,
}

/// What an object does not show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotSeenRow {
    /// The file's name.
    pub object: String,
    /// Code that no DIE describes.
    pub without_dwarf: WithoutDwarf,
    /// Copies that left no DIE, unless compiler records were read.
    pub not_shown: Option<NotShown>,
}

impl NotSeenRow {
    /// One for each object of `report` of which there is something to say.
    pub(crate) fn of(report: &ImpactReport) -> Vec<Self> {
        let row = |object: &ObjectMembers| Self {
            object: object.object.name.clone(),
            without_dwarf: object.without_dwarf.clone(),
            not_shown: object.not_shown.clone(),
        };
        let rows = report.objects.iter().map(row);
        rows.filter(|row| !row.is_empty()).collect()
    }

    fn is_empty(&self) -> bool {
        let WithoutDwarf { functions, unknown_bytes, .. } = &self.without_dwarf;
        self.not_shown.is_none() && *functions == 0 && *unknown_bytes == 0
    }
}

/// The module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PatchRow {
    /// As named by the user.
    pub file: String,
    /// Its name as a module.
    pub module: String,
    /// The kernel it was built for.
    pub release: Option<String>,
    /// `klp_patch`, `kpatch` or `klp-build`; `None` if it replaces no function.
    pub shape: Option<&'static str>,
}

/// Counts of a verification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct VerifyTotals {
    /// The gravest effect.
    pub outcome: Outcome,
    /// Functions that the module replaces.
    pub functions: usize,
    /// Members of the replacement set that have to be replaced.
    pub members: usize,
    /// Those of them that the module replaces.
    pub replaced: usize,
    /// Findings that fail.
    pub failed: usize,
    /// Findings of what cannot be told.
    pub unknown: usize,
    /// Findings that are worth knowing.
    pub notes: usize,
}

/// How it went, and what a finding does to that. Ordered: of several the greatest holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Nothing is wrong; as a finding, worth knowing.
    #[default]
    Passed,
    /// It cannot be told.
    Unknown,
    /// The module will not load, or old code keeps running.
    Failed,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct VerifyFinding {
    /// What it does to the outcome.
    pub effect: Outcome,
    /// Stable: `unpatched`, `wrong-sympos`, ...
    pub id: &'static str,
    /// `vmlinux` or the name of a module; of a source patch the file.
    pub object: String,
    /// The function, symbol or section.
    pub name: String,
    /// One sentence.
    pub text: String,
    /// What shows it: addresses, reasons, places in the module.
    pub evidence: Vec<String>,
    /// What to do about it.
    pub way_out: &'static str,
}

/// A function that the module replaces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PatchedRow {
    /// `vmlinux` or the name of a module.
    pub object: String,
    /// `klp_func.old_name`.
    pub old_name: String,
    /// `klp_func.old_sympos`.
    pub old_sympos: u64,
    /// The symbol of the new code.
    pub new_function: Option<String>,
    /// Where the module tells of it: section and offset.
    pub place: String,
    /// The old function's entry, if there is one such.
    pub address: Option<String>,
    /// True if it has to be replaced; `None` if that was not asked, or cannot be told.
    pub needed: Option<bool>,
}
