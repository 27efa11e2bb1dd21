//! What patches and lines were mapped to: functions, a report, and what could not be mapped.

use std::collections::BTreeSet;

use klpscope_graph::TypeUser;

use crate::report::{
    ChangeKind, ChangeState, FunctionRow, NoticeRow, PatchReport, PlaceRow, TypeRow, Verdict,
};
use crate::seed::Seed;

/// Places mapped to functions.
#[derive(Clone, Debug, Default)]
pub struct Mapped {
    pub(crate) report: PatchReport,
    pub(crate) seeds: Vec<Seed>,
    /// What could not be mapped.
    pub(crate) notices: Vec<NoticeRow>,
    /// What the patch can be at best, for what it changes beside functions.
    pub(crate) verdict: Verdict,
}

impl Mapped {
    /// The types that the patches change or remove, sorted.
    pub fn types(&self) -> Vec<String> {
        let hunks = self.report.files.iter().flat_map(|file| &file.hunks);
        let changes = hunks.flat_map(|hunk| &hunk.changes);
        let types = changes
            .filter(|change| change.kind == ChangeKind::Type && change.state != ChangeState::Added);
        let names: BTreeSet<_> = types.filter_map(|change| change.name.clone()).collect();
        names.into_iter().collect()
    }

    /// Adds who uses them.
    pub fn add_users(&mut self, users: &BTreeSet<TypeUser>) {
        let of = |name: &String| TypeRow {
            name: name.clone(),
            users: users
                .iter()
                .filter(|user| user.type_name == *name)
                .map(|user| FunctionRow {
                    name: user.function.clone(),
                    place: (!user.file.is_empty())
                        .then(|| PlaceRow { file: user.file.clone(), line: user.line }),
                })
                .collect(),
        };
        self.report.types = self.types().iter().map(of).collect();
    }
}
