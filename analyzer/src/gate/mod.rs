//! The gate: a policy held against a build. `text` and `read` make a policy of its file,
//! `watch` finds what it watches, `measure` what stands in the way of patching that, `limit`
//! and `require` what the build lacks, `compare` what changed since another build; `waive` and
//! `baseline` let pass what is known.

mod baseline;
mod compare;
mod draft;
mod identity;
mod init;
mod limit;
mod measure;
mod policy;
mod read;
mod require;
mod rule;
mod text;
mod waive;
mod watch;

use jiff::civil::Date;
use klpscope_graph::Program;

pub use baseline::Baseline;
pub(crate) use draft::Draft;
pub use init::starting_policy;
pub use policy::Policy;
pub use read::{PolicyError, read};
pub(crate) use rule::ALL as RULES;
pub use text::schema;

use crate::report::{
    FindingState, GateFinding, GateOutcome, GateReport, GateTotals, NoticeRow, ObjectRow,
    SCHEMA_VERSION, Severity,
};
use crate::scope::Scope;
use identity::Root;

/// What a policy is held against, beside the build.
#[derive(Clone, Debug)]
pub struct GateQuestion {
    /// The policy.
    pub policy: Policy,
    /// Findings that are known.
    pub baseline: Option<Baseline>,
    /// The day that waivers are held against.
    pub today: Date,
    /// Whether input that could not be read is mere warning.
    pub allow_incomplete: bool,
}

/// Holds the objects of `scope` against a policy, and against the builds `olds` if there are
/// any; `notices` are what reading all of them noticed.
pub fn gate<'a>(
    scope: impl Into<Scope<'a>>,
    olds: &[Program],
    question: &GateQuestion,
    notices: &[NoticeRow],
) -> GateReport {
    let scope = scope.into();
    let policy = &question.policy;
    let root = Root(policy.source_root.as_deref());
    let (watched, mut drafts) = watch::functions(scope.programs, &policy.watch, &root);
    let measured = measure::measure(scope, &root, &watched, &policy.limits);
    drafts.extend(measured.drafts);
    drafts.extend(limit::exceeded(&measured.rows, &policy.limits));
    drafts
        .extend(scope.programs.iter().flat_map(|program| require::unmet(program, &policy.require)));
    let files = (olds, scope.programs);
    let (changes, alone) = compare::changed(files, policy, &watched, &root);
    drafts.extend(changes);
    drafts.extend(compare::not_done(policy, olds));
    let notices = &[notices, &alone].concat();
    drafts.extend(unread(notices));
    drafts.extend(no_watch(policy, watched.len()));
    let mut drafts = judged(policy, drafts, question.allow_incomplete);
    let of_waivers = waive::apply(policy, question.today, &mut drafts);
    drafts.extend(judged(policy, of_waivers, false));
    let mut findings = finish(drafts, &policy.file);
    let fixed = question.baseline.iter().flat_map(|known| known.mark(&mut findings)).collect();
    let mut report = GateReport {
        schema_version: SCHEMA_VERSION,
        policy: policy.file.clone(),
        today: question.today.to_string(),
        outcome: GateOutcome::default(),
        totals: GateTotals { watched: watched.len(), ..GateTotals::default() },
        objects: ObjectRow::all(scope.programs),
        watched: measured.rows,
        findings,
        fixed,
        notices: notices.to_vec(),
    };
    count(&mut report, question.allow_incomplete);
    report
}

/// Says how grave each is, and drops what the policy does not want to be told.
fn judged(policy: &Policy, drafts: Vec<Draft>, allow_incomplete: bool) -> Vec<Draft> {
    let judge = |mut draft: Draft| {
        let finding = &mut draft.finding;
        if finding.rule == rule::INCOMPLETE_INPUT.id {
            finding.severity = if allow_incomplete { Severity::Warning } else { Severity::Error };
        } else {
            finding.severity = policy.severity(finding.rule, finding.severity)?;
        }
        Some(draft)
    };
    drafts.into_iter().filter_map(judge).collect()
}

/// Sorts findings, and gives each its name.
fn finish(mut drafts: Vec<Draft>, policy: &str) -> Vec<GateFinding> {
    drafts.sort_by(|a, b| {
        let key = |draft: &Draft| {
            let finding = &draft.finding;
            (
                std::cmp::Reverse(finding.severity),
                finding.rule,
                finding.object.clone(),
                finding.function.clone(),
                finding.place.clone(),
                finding.symbol.clone(),
            )
        };
        key(a).cmp(&key(b)).then_with(|| (&a.detail, &a.address).cmp(&(&b.detail, &b.address)))
    });
    let details: Vec<_> = drafts.iter().map(|draft| draft.detail.clone()).collect();
    let mut findings: Vec<_> = drafts.into_iter().map(|draft| draft.finding).collect();
    identity::name(&mut findings, &details);
    for finding in findings.iter_mut().filter(|finding| finding.file.is_empty()) {
        finding.file = policy.to_owned();
    }
    findings
}

/// Each part of the input that could not be read.
fn unread(notices: &[NoticeRow]) -> Vec<Draft> {
    let notices = notices.iter().filter(|notice| notice.incomplete);
    let draft = |notice: &NoticeRow| {
        let text = format!("{}: {}", notice.place, notice.text);
        let mut draft = Draft::new(&rule::INCOMPLETE_INPUT, text);
        draft.finding.object.clone_from(&notice.object);
        draft.finding.file.clone_from(&notice.object);
        draft.detail = format!("{}: {}", notice.place, notice.text);
        draft
    };
    notices.map(draft).collect()
}

/// A policy that watches nothing keeps nothing patchable.
fn no_watch(policy: &Policy, watched: usize) -> Option<Draft> {
    let watch = &policy.watch;
    let is_empty = watch.functions.is_empty() && watch.globs.is_empty() && watch.paths.is_empty();
    (watched == 0 && is_empty && policy.require.is_empty()).then(|| {
        let text = "the policy watches no function and requires nothing".to_owned();
        let mut draft = Draft::about_policy(&rule::NOT_IN_BUILD, &policy.file, 1, text);
        draft.finding.way_out = "name functions in [watch]".to_owned();
        draft
    })
}

/// Judges a report anew by a baseline that was made of it.
pub fn accept(report: &mut GateReport, baseline: &Baseline, allow_incomplete: bool) {
    report.fixed = baseline.mark(&mut report.findings);
    report.totals = GateTotals { watched: report.watched.len(), ..GateTotals::default() };
    count(report, allow_incomplete);
}

/// Counts, and says how it went.
fn count(report: &mut GateReport, allow_incomplete: bool) {
    let totals = &mut report.totals;
    for finding in &report.findings {
        match (finding.state, finding.severity) {
            (FindingState::Waived, _) => totals.waived += 1,
            (FindingState::Known, _) => totals.known += 1,
            (FindingState::New, Severity::Error) => totals.errors += 1,
            (FindingState::New, Severity::Warning) => totals.warnings += 1,
            (FindingState::New, Severity::Note) => totals.notes += 1,
        }
    }
    totals.fixed = report.fixed.len();
    let is_incomplete = report.notices.iter().any(|notice| notice.incomplete);
    let unread = |finding: &&GateFinding| finding.rule == rule::INCOMPLETE_INPUT.id;
    let failed = report.findings.iter().any(|finding| finding.fails() && !unread(&finding));
    report.outcome = match (failed, is_incomplete && !allow_incomplete) {
        (true, _) => GateOutcome::Failed,
        (false, true) => GateOutcome::Incomplete,
        (false, false) => GateOutcome::Passed,
    };
}
