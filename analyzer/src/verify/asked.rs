//! A question and its report -> what of it no set of functions answers: functions without
//! code, and what a source patch changes beside code.

use crate::report::{
    ChangeKind, ChangeRow, ChangeState, FileRow, ImpactReport, Outcome, SeedRow, VerifyFinding,
};

pub(super) fn check(report: &ImpactReport, findings: &mut Vec<VerifyFinding>) {
    findings.extend(report.seeds.iter().filter(|seed| seed.is_gone()).map(gone));
    let files = report.patch.iter().flat_map(|patch| &patch.files);
    for file in files {
        let hunks = file.hunks.iter();
        let changes =
            hunks.flat_map(|hunk| hunk.changes.iter().map(move |change| (&hunk.header, change)));
        findings.extend(changes.filter_map(|(header, change)| beside_code(file, header, change)));
    }
}

/// A function that no object holds.
fn gone(seed: &SeedRow) -> VerifyFinding {
    VerifyFinding {
        effect: Outcome::Unknown,
        id: "no-code",
        object: seed.places.first().map(|place| place.file.clone()).unwrap_or_default(),
        name: seed.name.clone(),
        text: format!(
            "{} has neither code nor a copy that the files given show: what has to be replaced for it is unknown",
            seed.name
        ),
        evidence: seed.note.iter().cloned().collect(),
        way_out: "see why with klpscope impact; give the object that holds it, or compiler records",
    }
}

/// A change that replacing functions does not make.
fn beside_code(file: &FileRow, header: &str, change: &ChangeRow) -> Option<VerifyFinding> {
    if change.state == ChangeState::Added {
        return None;
    }
    let (what, way_out) = match change.kind {
        ChangeKind::Data => {
            ("data", "see to it that the patch changes it when it is loaded: callbacks")
        }
        ChangeKind::Type => (
            "a type",
            "see to it that old and new code agree on it: shadow variables, and the functions of klpscope impact --patch",
        ),
        ChangeKind::Assembly => ("assembly", "see to it by hand: no set tells who has a copy"),
        ChangeKind::Unknown => ("text outside of functions", "see what it is for"),
        _ => return None,
    };
    let name = change.name.as_deref().unwrap_or("without a name here");
    Some(VerifyFinding {
        effect: Outcome::Unknown,
        id: "beside-code",
        object: file.path.clone(),
        name: name.to_owned(),
        text: format!(
            "the patch changes {what}, {name}: whether the module sees to it cannot be told"
        ),
        evidence: vec![header.to_owned()],
        way_out,
    })
}
