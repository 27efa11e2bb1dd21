//! What the questions are answered with: plain data, sorted and counted. The
//! emitters ([`text`], [`json`]) only write it out. `docs/report-schema.md`
//! describes the JSON; a change that breaks a reader raises [`SCHEMA_VERSION`].

mod audit;
mod carried;
mod distribution;
mod drift;
mod escape;
mod explain;
mod finding;
mod gate;
mod impact;
pub mod json;
mod number;
mod patch;
mod possible;
mod reason;
mod row;
mod show;
mod stats;
pub mod text;
mod verify;

pub use crate::audit::{Fact, LivePatching, LtoKind, Permit};
pub use crate::drift::DriftKind;
pub use audit::{
    AuditReport, BuildRow, BuildShort, ConfigurationRow, LinkRow, MeasuredRow, ObjectAudit,
    PassRow, RemarkRow, TrustRow,
};
pub use carried::{
    CarriedCounts, CarriedFrom, CarriedRow, CarriedWhy, ExternalCounts, ExternalKind, ExternalRow,
    Needs,
};
pub use distribution::{Distribution, HostBin, LargestSet, SetBin};
pub use drift::{DriftCount, DriftReport, DriftRow, DriftTotals};
pub use escape::visible;
pub use explain::{Answer, ExplainReport, Link, LookedFor, Target};
pub use finding::{Effect, FindingRow, LiftedRow, Verdict, VerdictCounts};
pub use gate::{
    BaselineRow, FindingState, GateFinding, GateOutcome, GateReport, GateTotals, Severity,
    WatchedRow,
};
pub use impact::{CollateralRow, ImpactReport, KernelRow, Member, ObjectMembers, Shared, Totals};
pub(crate) use number::{count, few, thousands};
pub use patch::{
    ChangeKind, ChangeRow, ChangeState, FileKind, FileRow, FitRow, HunkRow, LineRow, PatchReport,
    PatchTotals, TypeRow,
};
pub use possible::{Cause, PossibleRow, Strength};
pub use reason::{ChainStep, OwnEvidence, Reason, Site, Tier};
pub use row::{
    FunctionRow, InstanceRow, NotShown, NoticeRow, ObjectRow, PlaceRow, QuestionRow, SeedRow,
    WithoutDwarf,
};
pub use show::{CallGroup, FunctionHere, FunctionView, HostView, InstanceView, ShowReport};
pub use stats::{
    CallCount, CountRow, CoverageRow, DieCounts, InstanceCounts, ObjectStats, StatsReport,
};

pub use verify::{
    NotSeenRow, Outcome, PatchRow, PatchedRow, VerifyFinding, VerifyReport, VerifyTotals,
};

/// Version of the JSON of every report.
pub const SCHEMA_VERSION: u32 = 1;
