//! The answer to "how was it built, and how far can the answer be trusted?".

use serde::Serialize;

use super::row::{NoticeRow, ObjectRow};
use crate::audit::{Fact, LivePatching, LtoKind, Permit};

/// How each object was built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditReport {
    /// [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// In the order given.
    pub objects: Vec<ObjectAudit>,
    /// What could not be read or was odd.
    pub notices: Vec<NoticeRow>,
}

/// How one object was built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ObjectAudit {
    /// The object.
    #[serde(flatten)]
    pub object: ObjectRow,
    /// How far facts travel, in one sentence.
    pub summary: String,
    /// The counts behind it.
    pub trust: TrustRow,
    /// `CONFIG_LTO` by the kernel's note; `None` without it.
    pub lto_note: Option<bool>,
    /// GCC's link with `-flto`.
    pub link: Option<LinkRow>,
    /// The ways its code was compiled, those of the most machine functions first.
    pub configurations: Vec<ConfigurationRow>,
    /// What to know and to do, the gravest first.
    pub remarks: Vec<RemarkRow>,
    /// What was measured of builds like this one.
    pub measured: Vec<MeasuredRow>,
}

/// Machine functions by what the options of their unit say of facts that travel without
/// a copy of code. Clones do not count here: they show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TrustRow {
    /// Machine functions in all.
    pub functions: u64,
    /// No pass that carries facts ran.
    pub closed: u64,
    /// At least one ran.
    pub open: u64,
    /// It cannot be told.
    pub unknown: u64,
    /// Those of `unknown` that no unit describes.
    pub without_unit: u64,
}

/// GCC's link with `-flto`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LinkRow {
    /// Compiler and version.
    pub compiler: String,
    /// Units that it wrote.
    pub units: usize,
    /// True if local pure/const discovery ran in spite of `-flive-patching`.
    pub discovers_pure_const: bool,
    /// `-fPIC` and the like.
    pub position: Option<&'static str>,
}

/// A way in which code was compiled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfigurationRow {
    /// All that tells it from the others, in short.
    pub name: String,
    /// Compiler and version.
    pub compiler: String,
    /// `-O2`; `None` where switches were not recorded.
    pub level: Option<&'static str>,
    /// Link-time optimization.
    pub lto: LtoKind,
    /// GCC's `-flive-patching`, if it was given.
    pub live_patching: Option<LivePatching>,
    /// True if the units hold their switches.
    pub recorded: bool,
    /// Units.
    pub units: usize,
    /// Machine functions.
    pub functions: u64,
    /// Names of units, at most five.
    pub examples: Vec<String>,
    /// Every pass, in a fixed order.
    pub passes: Vec<PassRow>,
}

/// What is known of a pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PassRow {
    /// GCC's switch without `-f`.
    pub pass: &'static str,
    /// Where it carries facts to.
    pub fact: Fact,
    /// Whether it ran.
    pub permit: Permit,
    /// What decides.
    pub why: String,
}

/// Something to know about a build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RemarkRow {
    /// Stable id.
    pub id: &'static str,
    /// One sentence.
    pub text: String,
    /// What to do about it; empty where nothing is to be done.
    pub way_out: String,
}

/// What was measured of builds like this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MeasuredRow {
    /// The build that was measured.
    pub build: &'static str,
    /// Program, compiler, and how.
    pub source: &'static str,
    /// Machine functions that changed and are in the set, in hundredths of a percent.
    pub in_set_percent: &'static str,
    /// What the others were.
    pub outside: &'static str,
}

/// How an object was built, in short.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BuildRow {
    /// How far facts travel, in one sentence.
    pub summary: String,
    /// What to know that concerns the whole build: ids of remarks of `audit`.
    pub remarks: Vec<&'static str>,
    /// The ways its code was compiled, those of the most machine functions first.
    pub configurations: Vec<BuildShort>,
    /// What was measured of builds like this one, in one sentence.
    pub measured: Vec<String>,
}

/// A way in which code was compiled, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BuildShort {
    /// All that tells it from the others.
    pub name: String,
    /// Units.
    pub units: usize,
    /// Machine functions.
    pub functions: u64,
    /// Where facts may have travelled, by pass.
    pub permits: String,
}
