//! The answer to "what must be replaced?".

use klpscope_graph::Program;
use serde::Serialize;

use super::audit::BuildRow;
use super::carried::{CarriedRow, ExternalRow, Needs};
use super::finding::{FindingRow, LiftedRow, Verdict, VerdictCounts};
use super::patch::PatchReport;
use super::possible::PossibleRow;
use super::reason::{Reason, Tier};
use super::row::{FunctionRow, NotShown, NoticeRow, ObjectRow, QuestionRow, SeedRow, WithoutDwarf};
use crate::scope::Kernel;

/// The replacement set of a question, over all objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImpactReport {
    /// [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// What was asked.
    pub question: QuestionRow,
    /// The counts.
    pub totals: Totals,
    /// With patches or lines: what they change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patch: Option<PatchReport>,
    /// The functions that the specs named and the patches change, sorted.
    pub seeds: Vec<SeedRow>,
    /// For a whole kernel: what it is, and what is left out of `objects`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kernel: Option<KernelRow>,
    /// Every object, in the order given, also those without members; of a whole kernel
    /// those that there is something to say of.
    pub objects: Vec<ObjectMembers>,
    /// What could not be read or was odd.
    pub notices: Vec<NoticeRow>,
}

/// Counts of a replacement set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Members by the model asked for.
    pub members: usize,
    /// Members by model `exact`.
    pub exact: usize,
    /// Members by model `inline-clone`: GCC's documented bound.
    pub inline_clone: usize,
    /// Whether the patch can be made: the gravest verdict of its members, those aside
    /// that need not be replaced; `unknown` at best if part of the input could not be
    /// read, or a patched function has no code and no copy.
    pub verdict: Verdict,
    /// The members by their verdicts.
    pub verdicts: VerdictCounts,
    /// With `lift`: how many members there were before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before_lift: Option<usize>,
    /// With `lift`: members of those that callers replace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifted: Option<usize>,
    /// Those of `members` that only compiler records tell of.
    pub recorded: usize,
    /// Source functions that share a body with a member.
    pub collateral: usize,
    /// Instances beside the set that may rely on a fact about a patched function.
    pub possible: usize,
    /// What the replacements bring along and refer to, over all objects.
    pub needs: Needs,
    /// Objects with at least one member.
    pub objects: usize,
    /// Notices of unreadable input: if not 0, members may be missing.
    pub incomplete: usize,
}

/// A whole kernel, beside its objects that are listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KernelRow {
    /// `uname -r`, where it is known.
    pub release: Option<String>,
    /// Objects that were read.
    pub read: usize,
    /// Objects that could not be read: members in them are unknown.
    pub unread: usize,
    /// Objects that were read and that are not listed, because the answer has nothing in them.
    pub not_listed: usize,
    /// Where members in those would not be seen: functions without DWARF, over all of them.
    pub functions_without_dwarf: usize,
    /// And bytes of code that nothing names.
    pub unknown_bytes: u64,
}

impl KernelRow {
    pub(crate) fn new(kernel: &Kernel, programs: &[Program]) -> Self {
        Self {
            release: kernel.release.clone(),
            read: programs.len(),
            unread: kernel.unread,
            not_listed: 0,
            functions_without_dwarf: 0,
            unknown_bytes: 0,
        }
    }

    /// Counts an object that is not listed.
    pub(crate) fn leave_out(&mut self, unseen: &WithoutDwarf) {
        self.not_listed += 1;
        self.functions_without_dwarf += unseen.functions;
        self.unknown_bytes = self.unknown_bytes.saturating_add(unseen.unknown_bytes);
    }
}

/// The members in one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ObjectMembers {
    /// The program, by its place among those asked about.
    #[serde(skip)]
    pub program: usize,
    /// The object.
    #[serde(flatten)]
    pub object: ObjectRow,
    /// Sorted by symbol (without one, by the function's name), then address.
    pub members: Vec<Member>,
    /// With `lift`: members that cannot be replaced, and what is in their stead, sorted
    /// by symbol and address.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lifted: Vec<LiftedRow>,
    /// Sorted by name, then the member's address.
    pub collateral: Vec<CollateralRow>,
    /// What the replacements of its members bring along and refer to.
    pub needs: Needs,
    /// Instances that may rely on a fact about a patched function, sorted by symbol and
    /// address; never members.
    pub possible: Vec<PossibleRow>,
    /// What to know of these: where the search was given up.
    pub possible_notes: Vec<String>,
    /// How it was built, and what that permits.
    pub build: BuildRow,
    /// Copies that left no DIE, unless compiler records were read.
    pub not_shown: Option<NotShown>,
    /// Where further members would not be seen.
    pub without_dwarf: WithoutDwarf,
}

impl ObjectMembers {
    /// True if the answer has nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty()
            && self.lifted.is_empty()
            && self.collateral.is_empty()
            && self.possible.is_empty()
    }
}

/// An instance to replace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Member {
    /// The ELF symbol to name it by; `None` where the symbol table has none.
    pub symbol: Option<String>,
    /// Entry address, as written in lists.
    pub address: String,
    /// Other symbols at the entry.
    pub aliases: Vec<String>,
    /// Bytes of code, the `.cold` part included.
    pub size: u64,
    /// Section of the entry.
    pub section: String,
    /// `declared`, `suffix` or `nocall`.
    pub abi: &'static str,
    /// The source functions whose body it is.
    pub functions: Vec<FunctionRow>,
    /// How sure it is.
    pub tier: Tier,
    /// How its code was compiled: index into `build.configurations` of its object; `None`
    /// where nothing tells.
    pub build: Option<usize>,
    /// Whether it can be replaced.
    pub verdict: Verdict,
    /// What speaks against it, the gravest first, then by id.
    pub findings: Vec<FindingRow>,
    /// Source functions that its replacement has to bring along, sorted.
    pub carried: Vec<CarriedRow>,
    /// Symbols that its replacement refers to, sorted by kind and name.
    pub external: Vec<ExternalRow>,
    /// True if its machine code is decoded: else of what it refers to only calls are known.
    pub decoded: bool,
    /// Why it is in the set, the shortest first.
    pub reasons: Vec<Reason>,
}

/// A source function that shares a body with a member: replacing the member
/// redirects it too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CollateralRow {
    /// The function that shares the body.
    pub function: FunctionRow,
    /// Symbol of the member, if it has one.
    pub member: Option<String>,
    /// Entry of the member.
    pub address: String,
    /// How it shares the body.
    pub shared: Shared,
}

/// How a function shares a body with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shared {
    /// DWARF describes both at this address: identical code folding.
    Folded,
    /// A further symbol at the entry names it: an alias, or code folding
    /// that left no DIE.
    Alias,
}
