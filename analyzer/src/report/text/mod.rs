//! Reports as plain text, for a patch author: the count first, then what to act
//! on, grouped by object. Text from the file is escaped by [`super::visible`].

mod audit;
mod carried;
mod distribution;
mod drift;
mod explain;
mod finding;
mod gate;
mod impact;
mod page;
mod patch;
mod possible;
mod reason;
mod show;
mod stats;
mod topic;
mod verify;

use super::{
    AuditReport, DriftReport, ExplainReport, GateReport, ImpactReport, ObjectRow, Reason,
    ShowReport, StatsReport, VerifyReport,
};
use page::Page;
pub use topic::{topic, topics};

/// How much to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Reasons of a member, sites of a call, and the like: the shortest are
    /// shown, the rest counted.
    pub reasons: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { reasons: 3 }
    }
}

/// `klpscope impact`.
pub fn impact(report: &ImpactReport, limits: Limits) -> String {
    let mut page = Page::new(report.objects.iter().map(|object| &object.object), limits);
    impact::write(&mut page, report);
    page.finish()
}

/// `klpscope audit`.
pub fn audit(report: &AuditReport, limits: Limits) -> String {
    let mut page = Page::new(report.objects.iter().map(|object| &object.object), limits);
    audit::write(&mut page, report);
    page.finish()
}

/// `klpscope drift`.
pub fn drift(report: &DriftReport, limits: Limits) -> String {
    let mut page = Page::new([&report.old, &report.new].into_iter(), limits);
    drift::write(&mut page, report);
    page.finish()
}

/// `klpscope gate`.
pub fn gate(report: &GateReport, limits: Limits) -> String {
    let mut page = Page::new(report.objects.iter(), limits);
    gate::write(&mut page, report);
    page.finish()
}

/// The reasons of a member of `object`, a line each.
pub(crate) fn reasons(object: &ObjectRow, reasons: &[Reason], limits: Limits) -> Vec<String> {
    let mut page = Page::new(std::iter::once(object), limits);
    reason::write(&mut page, reasons);
    page.finish().lines().map(|line| line.trim().to_owned()).collect()
}

/// `klpscope explain`.
pub fn explain(report: &ExplainReport, limits: Limits) -> String {
    let mut page = Page::new(report.objects.iter(), limits);
    explain::write(&mut page, report);
    page.finish()
}

/// `klpscope verify`.
pub fn verify(report: &VerifyReport, limits: Limits) -> String {
    let mut page = Page::new(report.objects.iter(), limits);
    verify::write(&mut page, report);
    page.finish()
}

/// `klpscope show`.
pub fn show(report: &ShowReport, limits: Limits) -> String {
    let mut page = Page::new(report.objects.iter(), limits);
    show::write(&mut page, report);
    page.finish()
}

/// `klpscope stats`.
pub fn stats(report: &StatsReport) -> String {
    let objects = report.objects.iter().map(|object| &object.object);
    let mut page = Page::new(objects, Limits::default());
    stats::write(&mut page, report);
    page.finish()
}
