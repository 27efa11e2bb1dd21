//! A built live-patch module, held against the replacement set of a question and the
//! symbols of the objects it patches.
//!
//! | file | what it compares |
//! | --- | --- |
//! | [`names`] | `old_name` and `old_sympos` to a symbol, as the kernel does when the patch is loaded |
//! | [`functions`] | each function of the module to that symbol |
//! | [`cover`] | the members of the set to the functions of the module |
//! | [`asked`] | what of the question no set of functions answers |
//! | [`relocations`] | `.klp.rela.` sections to what the kernel accepts |
//! | [`references`] | `.klp.sym.` symbols and ordinary imports to symbols and exports |

mod asked;
mod cover;
mod functions;
mod names;
mod references;
mod relocations;

use klpscope_graph::{LivePatch, Shape};

use crate::emit;
use crate::impact::{Question, impact};
use crate::report::{
    NotSeenRow, NoticeRow, ObjectRow, Outcome, PatchRow, SCHEMA_VERSION, VerifyReport, VerifyTotals,
};
use crate::scope::Scope;
use crate::seed::SeedError;
use cover::Built;
use names::Names;

/// Holds `patch` against the objects of `scope`: with a question, also against its
/// replacement set. `notices` are what reading the module and the objects noticed.
///
/// # Errors
/// If a spec of the question names no function, or a name several.
pub fn verify<'a>(
    scope: impl Into<Scope<'a>>,
    patch: &LivePatch,
    question: Option<&Question>,
    notices: &[NoticeRow],
) -> Result<VerifyReport, SeedError> {
    let scope = scope.into();
    let programs = scope.programs;
    let mut notices = notices.to_vec();
    let names = Names::new(programs, patch);
    let mut findings = Vec::new();
    let mut functions = functions::check(&names, patch, &mut findings);
    let mut totals = VerifyTotals { functions: functions.len(), ..VerifyTotals::default() };
    let mut concerned = names.named();
    let (mut not_seen, mut kernel) = (Vec::new(), None);
    if let Some(question) = question {
        let report = impact(scope, question, &notices)?;
        // With what of a source patch could not be mapped.
        notices.clone_from(&report.notices);
        let plan = emit::plan(programs, &report);
        plan.objects.iter().for_each(|object| concerned[object.program] = true);
        asked::check(&report, &mut findings);
        let built = Built { functions: &mut functions, is_whole: patch.is_whole };
        cover::check((&report, &plan), built, &mut totals, &mut findings);
        not_seen = NotSeenRow::of(&report);
        kernel = report.kernel;
    }
    relocations::check(&names, patch, &mut findings);
    references::check(&names, patch, &mut findings);
    findings.sort_by(|a, b| b.effect.cmp(&a.effect).then_with(|| a.cmp(b)));
    totals.failed = findings.iter().filter(|row| row.effect == Outcome::Failed).count();
    totals.unknown = findings.iter().filter(|row| row.effect == Outcome::Unknown).count();
    totals.notes = findings.len() - totals.failed - totals.unknown;
    totals.outcome = findings.iter().map(|row| row.effect).max().unwrap_or_default();
    if notices.iter().any(|notice| notice.incomplete) {
        totals.outcome = totals.outcome.max(Outcome::Unknown);
    }
    Ok(VerifyReport {
        schema_version: SCHEMA_VERSION,
        question: question.map(|question| question.row(None)),
        patch: PatchRow {
            file: patch.path.to_string_lossy().into_owned(),
            module: patch.module.clone(),
            release: patch.release.clone(),
            shape: patch.shape.map(shape_name),
        },
        objects: programs
            .iter()
            .zip(concerned)
            .filter(|&(_, concerned)| scope.kernel.is_none() || concerned)
            .map(|(program, _)| ObjectRow::new(program))
            .collect(),
        kernel,
        not_seen,
        totals,
        findings,
        functions,
        notices,
    })
}

fn shape_name(shape: Shape) -> &'static str {
    match shape {
        Shape::KlpPatch => "klp_patch",
        Shape::Kpatch => "kpatch",
        Shape::KlpBuild => "klp-build",
    }
}
