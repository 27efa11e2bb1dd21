//! The answer to "what changed between two builds?".

use serde::Serialize;

use super::row::{FunctionRow, NoticeRow, ObjectRow};
use super::{count, thousands, visible};
use crate::drift::DriftKind;

/// What became otherwise from one build to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DriftReport {
    /// [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The build before.
    pub old: ObjectRow,
    /// The build after.
    pub new: ObjectRow,
    /// How much there is.
    pub totals: DriftTotals,
    /// The kinds that occur, the gravest first.
    pub counts: Vec<DriftCount>,
    /// Sorted by kind, then function.
    pub changes: Vec<DriftRow>,
    /// What could not be read or was odd.
    pub notices: Vec<NoticeRow>,
}

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DriftTotals {
    /// Functions that both builds have.
    pub paired: usize,
    /// Those of them that lie in another file.
    pub moved: usize,
    /// Functions that only the old build has.
    pub only_old: usize,
    /// Functions that only the new build has.
    pub only_new: usize,
    /// Changes in all.
    pub changes: usize,
    /// True if there are more of some kind than are allowed.
    pub beyond: bool,
}

/// How many changes of a kind there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DriftCount {
    /// The kind.
    pub kind: DriftKind,
    /// How many.
    pub count: usize,
    /// How many are no cause to fail.
    pub allowed: usize,
}

/// A change. Ordered as reports list them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DriftRow {
    /// The kind.
    pub kind: DriftKind,
    /// The source function, as declared in the new build if it has it, with its path below the
    /// source root; `None` for changes of units.
    pub function: Option<FunctionRow>,
    /// For clones their suffixes, without numbers.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub clone: String,
    /// Before: hosts, clones, sites, members of the set, `old_sympos`; or units.
    pub old: u64,
    /// The same after.
    pub new: u64,
    /// Names of hosts, symbols or switches that were there before only, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<String>,
    /// Those that are there after only, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gained: Vec<String>,
    /// For switches names of units, at most five.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<String>,
}

impl DriftRow {
    pub(crate) fn counts(kind: DriftKind, old: u64, new: u64) -> Self {
        Self {
            kind,
            function: None,
            clone: String::new(),
            old,
            new,
            lost: Vec::new(),
            gained: Vec::new(),
            units: Vec::new(),
        }
    }
}

impl DriftRow {
    /// What became otherwise, in numbers.
    pub(crate) fn summary(&self) -> String {
        let (old, new) = (thousands(self.old), thousands(self.new));
        let named = |what: &str| format!("{what} {old} -> {new}");
        match self.kind {
            DriftKind::OptionsChanged => counted(self.new, "unit", "units"),
            DriftKind::FunctionAdded => format!("code in {}", counted(self.new, "place", "places")),
            DriftKind::FunctionRemoved => {
                format!("code in {} before", counted(self.old, "place", "places"))
            }
            DriftKind::NewlyEmitted | DriftKind::NoLongerEmitted => named("machine functions"),
            DriftKind::NewlyInlined
            | DriftKind::NoLongerInlined
            | DriftKind::HostsGained
            | DriftKind::HostsLost => named("hosts"),
            DriftKind::SetGrew | DriftKind::SetShrank => named("members"),
            DriftKind::CloneAdded | DriftKind::CloneRemoved | DriftKind::CloneRenumbered => {
                named(&visible(&self.clone))
            }
            DriftKind::FtraceSiteLost | DriftKind::FtraceSiteGained => named("sites"),
            DriftKind::NameAmbiguous | DriftKind::NameUnambiguous | DriftKind::SymposChanged => {
                named("old_sympos")
            }
        }
    }
}

fn counted(n: u64, one: &str, many: &str) -> String {
    count(usize::try_from(n).unwrap_or(usize::MAX), one, many)
}
