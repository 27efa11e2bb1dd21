//! The answer to "why is this one in the set?".

use serde::Serialize;

use super::reason::{Reason, Tier};
use super::row::{FunctionRow, NoticeRow, ObjectRow, QuestionRow, SeedRow, WithoutDwarf};

/// Why a target is in the replacement set, or what was looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExplainReport {
    /// [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// What was asked.
    pub question: QuestionRow,
    /// The functions that the specs named, sorted.
    pub seeds: Vec<SeedRow>,
    /// The objects asked about.
    pub objects: Vec<ObjectRow>,
    /// The instances that the target names, sorted by object and address.
    pub targets: Vec<Target>,
    /// Source functions that the target names and that have no out-of-line
    /// instance: only their hosts can be replaced. With the number of hosts.
    pub without_code: Vec<(FunctionRow, usize)>,
    /// What could not be read or was odd.
    pub notices: Vec<NoticeRow>,
}

/// One instance of the target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Target {
    /// The object's name.
    pub object: String,
    /// Its symbol, if the symbol table has one.
    pub symbol: Option<String>,
    /// Its entry.
    pub address: String,
    /// The source functions whose body it is.
    pub functions: Vec<FunctionRow>,
    /// Whether it is in the set.
    pub answer: Answer,
    /// How sure that is, for a member.
    pub tier: Option<Tier>,
    /// Why it is in the set, the shortest first; empty for others.
    pub reasons: Vec<Reason>,
    /// For a member that is there as caller of a clone: the members from that clone on
    /// to one that is patched code or holds it.
    pub leads_to: Vec<Link>,
    /// What was looked for.
    pub looked_for: LookedFor,
}

/// A member on the way from a target to a patched function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Its symbol, if the symbol table has one.
    pub symbol: Option<String>,
    /// Its entry.
    pub address: String,
    /// The source functions whose body it is.
    pub functions: Vec<FunctionRow>,
    /// Its first reason.
    pub reason: Option<Reason>,
}

/// Whether a target is in the replacement set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It has to be replaced.
    InSet,
    /// Nothing puts it there, and everything was read.
    NotInSet,
    /// Nothing was found that puts it there, but not everything could be read.
    Unknown,
}

/// What was examined for a target, in its object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LookedFor {
    /// Rule 1: out-of-line instances of the patched functions.
    pub own_instances: usize,
    /// Rule 2: inlined instances of the patched functions.
    pub copies: usize,
    /// The hosts these are in.
    pub hosts: usize,
    /// Inlined instances in the target, of whatever function.
    pub target_inlined: usize,
    /// Rule 3: members whose signature changed.
    pub changed_members: usize,
    /// Calls and jumps that leave the target.
    pub target_calls: usize,
    /// Compiler record files that were read.
    pub record_files: usize,
    /// Copies of the patched functions that only those records tell of.
    pub recorded_copies: usize,
    /// Units that could not be read to the end.
    pub unreadable_units: u64,
    /// Notices of unreadable input.
    pub incomplete: usize,
    /// Where copies of the patched functions would not be seen.
    pub without_dwarf: WithoutDwarf,
    /// What keeps the answer open, one sentence each.
    pub open: Vec<String>,
}
