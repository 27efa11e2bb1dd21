//! `klpscope gate`: does a build keep what a policy asks for?

mod files;

use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use klpscope_analyzer::gate::{self, Baseline, GateQuestion, Policy};
use klpscope_analyzer::report::{GateOutcome, GateReport, json, text};
use klpscope_analyzer::{Scope, ci};

use crate::args::{Evidence, Gate, GateFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::output::{Notes, Output};

/// Answers `gate`.
pub(crate) fn run(args: &Gate, output: &mut Output<'_>) -> Result<Exit, Failure> {
    if args.schema {
        output.answer(&gate::schema()?)?;
        return Ok(Exit::Answered);
    }
    if args.init {
        return init(args, output);
    }
    let question = GateQuestion {
        policy: files::policy(&args.policy)?,
        baseline: files::baseline(args.baseline.as_deref(), args.update_baseline)?,
        today: args.today.unwrap_or_else(|| Timestamp::now().to_zoned(TimeZone::UTC).date()),
        allow_incomplete: args.evidence.allow_incomplete,
    };
    let mut input = Input::of(&args.objects.files, &args.objects.kernel, &args.evidence)?;
    let kernel = input.kernel.take();
    let mut old = older(args, &question.policy)?;
    let mut report = old.ask(|olds, of_olds| {
        input.ask(|programs, notices| {
            let scope = Scope { programs, kernel: kernel.as_ref() };
            gate::gate(scope, olds, &question, &[notices, of_olds].concat())
        })
    })??;
    input.beside(old);
    if args.update_baseline {
        update(args, &question, &mut report, output)?;
    }
    // All files first: what is on standard output then is true of them too.
    for (format, path) in &args.output {
        files::write(path, &rendered(*format, args, &report)?)?;
    }
    if let Some(path) = &args.summary_file {
        files::append(path, &ci::summary(&report))?;
    }
    if !args.quiet {
        output.answer(&rendered(args.format, args, &report)?)?;
    }
    let in_report = args.format == GateFormat::Json && !args.quiet;
    let notes = if in_report { Notes::InReport } else { Notes::Counted };
    let exit = input.finish(output, notes);
    Ok(match report.outcome {
        GateOutcome::Failed => Exit::CheckFailed,
        GateOutcome::Incomplete => Exit::Incomplete,
        GateOutcome::Passed => exit,
    })
}

/// The builds to compare with: those named by the user, else by the policy.
fn older(args: &Gate, policy: &Policy) -> Result<Input, Failure> {
    let folder = args.policy.parent().unwrap_or(Path::new(""));
    let files = match args.against.as_slice() {
        [] => policy.drift.against.iter().map(|file| folder.join(file)).collect(),
        named => named.to_vec(),
    };
    let evidence = &args.evidence;
    Input::read(&files, &Evidence::of_files(evidence.no_cache, evidence.allow_incomplete))
}

/// A policy to start from.
fn init(args: &Gate, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let functions: Result<Vec<_>, _> = args.functions.iter().map(|spec| spec.parse()).collect();
    let functions = functions?;
    let mut input = Input::of(&args.objects.files, &args.objects.kernel, &args.evidence)?;
    let kernel = input.kernel.take();
    let policy = input.ask(|programs, _| {
        gate::starting_policy(Scope { programs, kernel: kernel.as_ref() }, &functions)
    })?;
    output.answer(&policy)?;
    Ok(input.finish(output, Notes::Counted))
}

/// Writes the baseline, if all of the input could be read, and judges by it.
fn update(
    args: &Gate,
    question: &GateQuestion,
    report: &mut GateReport,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let Some(path) = &args.baseline else { return Ok(()) };
    if report.notices.iter().any(|notice| notice.incomplete) && !question.allow_incomplete {
        let left = "the baseline is left as it is: part of the input could not be read";
        output.remarks(&[left.to_owned()]);
        return Ok(());
    }
    let before = question.baseline.as_ref().map_or(0, Baseline::len);
    let baseline = Baseline::of(report);
    files::write(path, &baseline.text()?)?;
    let known = baseline.len();
    output.remarks(&[format!("{}: {known} findings, {before} before", path.display())]);
    gate::accept(report, &baseline, question.allow_incomplete);
    Ok(())
}

fn rendered(format: GateFormat, args: &Gate, report: &GateReport) -> Result<String, Failure> {
    Ok(match format {
        GateFormat::Text => text::gate(report, args.limits()),
        GateFormat::Json => json::to_string(report)?,
        GateFormat::Sarif => ci::sarif(report, env!("CARGO_PKG_VERSION"))?,
        GateFormat::Junit => ci::junit(report)?,
        GateFormat::Github => ci::annotations(report),
        GateFormat::Gitlab => ci::code_quality(report)?,
        GateFormat::Markdown => ci::summary(report),
    })
}
