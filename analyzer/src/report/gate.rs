//! The answer to "does this build keep what the policy asks for?".

use serde::{Deserialize, Serialize};

use super::finding::{Effect, Verdict};
use super::row::{FunctionRow, NoticeRow, ObjectRow, PlaceRow};

/// How grave a finding of the gate is. Ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Told, but the gate passes.
    Warning,
    /// The gate fails.
    Error,
}

impl Severity {
    /// Of a finding about a member, unless the policy says otherwise: what blocks a patch,
    /// or hides whether it is blocked, fails; what a patch has to heed is worth knowing.
    pub(crate) fn of(effect: Effect) -> Self {
        match effect {
            Effect::Blocks | Effect::Unknown => Self::Error,
            Effect::Condition | Effect::Note => Self::Note,
        }
    }

    /// As in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A policy held against a build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GateReport {
    /// [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The policy's file, as named by the user.
    pub policy: String,
    /// The day that waivers were held against, `YYYY-MM-DD`.
    pub today: String,
    /// How it went.
    pub outcome: GateOutcome,
    /// Counts.
    pub totals: GateTotals,
    /// The objects, in the order given.
    pub objects: Vec<ObjectRow>,
    /// The watched functions, sorted by name and place.
    pub watched: Vec<WatchedRow>,
    /// What was found, the gravest first, then by rule, object, function and place.
    pub findings: Vec<GateFinding>,
    /// What the baseline knows and is there no more, sorted.
    pub fixed: Vec<BaselineRow>,
    /// What could not be read or was odd.
    pub notices: Vec<NoticeRow>,
}

/// How a gate went. Ordered: of several the greatest holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GateOutcome {
    /// No error that is new.
    #[default]
    Passed,
    /// No error that is new, but part of the input could not be read.
    Incomplete,
    /// There is one.
    Failed,
}

/// Counts of a gate. What is known or waived counts as nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GateTotals {
    /// Watched functions.
    pub watched: usize,
    /// New errors.
    pub errors: usize,
    /// New warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
    /// Errors and warnings that the baseline knows.
    pub known: usize,
    /// Those that a waiver lets pass.
    pub waived: usize,
    /// Those of the baseline that are there no more.
    pub fixed: usize,
}

/// A watched function, as measured. `None`: no limit asks for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct WatchedRow {
    /// The function.
    #[serde(flatten)]
    pub function: FunctionRow,
    /// Members of its replacement set, over all objects.
    pub members: usize,
    /// Whether all of them can be replaced; those that need not be are left out.
    pub verdict: Verdict,
    /// Source functions that the replacements bring along.
    pub carried: Option<usize>,
    /// Of 100 members and possible members, those that are possible; rounded up.
    pub possible_percent: Option<u64>,
    /// Members with a name that the compiler made up.
    pub unstable_names: usize,
}

/// What a finding is beside the baseline and the waivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingState {
    /// Neither.
    New,
    /// The baseline knows it.
    Known,
    /// A waiver lets it pass.
    Waived,
}

/// What the gate found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GateFinding {
    /// Stable fingerprint: 32 hexadecimal digits.
    pub id: String,
    /// What kind it is: `klpscope explain-policy` tells about it.
    pub rule: &'static str,
    /// How grave.
    pub severity: Severity,
    /// Whether it counts.
    pub state: FindingState,
    /// `vmlinux`, the name of a module, of a file; empty where it is about none.
    pub object: String,
    /// Source function it is about; empty if about none.
    pub function: String,
    /// The symbol, where it is about a machine function that has one.
    pub symbol: Option<String>,
    /// Suffixes of the symbol, without their numbers: `.isra`.
    pub clone: String,
    /// Declaration of the function, or the place in the policy: relative to the root of the
    /// sources where it lies below.
    pub place: Option<PlaceRow>,
    /// The file read, for what has no place in a source.
    pub file: String,
    /// One sentence.
    pub text: String,
    /// What shows it.
    pub evidence: Vec<String>,
    /// What to do about it.
    pub way_out: String,
    /// Watched functions that it stands in the way of, at most five.
    pub watched: Vec<String>,
    /// How many there are.
    pub watched_total: usize,
    /// What was measured, where a limit is set.
    pub value: Option<u64>,
    /// The reason of the waiver that lets it pass.
    pub waived_for: Option<String>,
}

/// A finding as a baseline keeps it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaselineRow {
    /// Its kind.
    pub rule: String,
    /// The object.
    pub object: String,
    /// The source function.
    pub function: String,
    /// File of its declaration, relative to the root of the sources.
    pub file: String,
    /// Suffixes without numbers.
    pub clone: String,
    /// Fingerprint.
    pub id: String,
    /// What was measured, where a limit is set.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<u64>,
}

impl GateFinding {
    /// True if it makes the gate fail.
    pub fn fails(&self) -> bool {
        self.severity == Severity::Error && self.state == FindingState::New
    }

    /// What it is about, in short: the symbol, the function, or the object.
    pub fn subject(&self) -> &str {
        match (&self.symbol, self.function.as_str(), self.object.as_str()) {
            (Some(symbol), _, _) => symbol,
            (None, "", object) => object,
            (None, function, _) => function,
        }
    }

    /// The finding in one line: what it is about, what is the matter, and for whom.
    pub fn message(&self) -> String {
        let mut text = match (self.subject(), self.object.as_str()) {
            ("", _) => self.text.clone(),
            (subject, "") => format!("{subject}: {}", self.text),
            (subject, object) if subject == object => format!("{object}: {}", self.text),
            (subject, object) => format!("{subject} ({object}): {}", self.text),
        };
        if self.watched.iter().any(|name| *name != self.function) {
            text.push_str("; needed to patch ");
            text.push_str(&self.watched.join(", "));
            if self.watched_total > self.watched.len() {
                text.push_str(&format!(" and {} more", self.watched_total - self.watched.len()));
            }
        }
        text
    }
}
