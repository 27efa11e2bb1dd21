//! What stands above a drawing: the question, the answer in numbers, and what is not known.

use serde::Serialize;

use crate::report::{
    ImpactReport, KernelRow, NotShown, ObjectMembers, QuestionRow, SeedRow, Totals, WithoutDwarf,
};

/// Patched functions listed in the head; the report has them all.
const SEEDS: usize = 50;

/// The head of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Head {
    /// What was asked.
    pub question: QuestionRow,
    /// The patches, as named by the user.
    pub patches: Vec<String>,
    /// The lines, as named by the user.
    pub lines: Vec<String>,
    /// The counts.
    pub totals: Totals,
    /// The first of the patched functions.
    pub seeds: Vec<SeedRow>,
    /// How many there are.
    pub seeds_in_all: usize,
    /// For a whole kernel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kernel: Option<KernelRow>,
    /// The objects of the report, in its order.
    pub objects: Vec<ObjectHead>,
}

/// An object in the head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ObjectHead {
    /// The file's name.
    pub name: String,
    /// The file as named by the user.
    pub file: String,
    /// GNU build-id.
    pub build_id: Option<String>,
    /// Members in it.
    pub members: usize,
    /// How it was built, one sentence.
    pub build: String,
    /// What of that speaks against trusting the answer.
    pub remarks: Vec<&'static str>,
    /// Where further members would not be seen.
    pub without_dwarf: WithoutDwarf,
    /// Copies that left no DIE.
    pub not_shown: Option<NotShown>,
}

impl Head {
    pub(super) fn new(report: &ImpactReport) -> Self {
        let patch = report.patch.as_ref();
        let lines = patch.into_iter().flat_map(|patch| &patch.lines);
        Self {
            question: report.question.clone(),
            patches: patch.map(|patch| patch.patches.clone()).unwrap_or_default(),
            lines: lines.map(|row| row.asked.clone()).collect(),
            totals: report.totals,
            seeds: report.seeds.iter().take(SEEDS).cloned().collect(),
            seeds_in_all: report.seeds.len(),
            kernel: report.kernel.clone(),
            objects: report.objects.iter().map(ObjectHead::new).collect(),
        }
    }
}

impl ObjectHead {
    fn new(row: &ObjectMembers) -> Self {
        Self {
            name: row.object.name.clone(),
            file: row.object.file.clone(),
            build_id: row.object.build_id.clone(),
            members: row.members.len(),
            build: row.build.summary.clone(),
            remarks: row.build.remarks.clone(),
            without_dwarf: row.without_dwarf.clone(),
            not_shown: row.not_shown.clone(),
        }
    }
}
