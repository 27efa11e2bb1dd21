//! `klpscope verify`: does a built live patch replace what it has to?

use klpscope_analyzer::report::{NoticeRow, Outcome, text};
use klpscope_analyzer::{self as analyzer, Question, Scope};
use klpscope_graph::{LivePatch, Notice, Program, Role, Severity, kernel_release};

use crate::args::Verify;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{Input, places};
use crate::output::{Notes, Output, render};

/// Answers `verify`.
pub(crate) fn run(args: &Verify, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let question = question(args)?;
    let places = places::read(&args.places)?;
    let (patch, found) = LivePatch::read(&args.module)?;
    something_replaced(&patch)?;
    let mut input = Input::of(&args.against, &args.kernel, &args.evidence)?;
    // The modules of a whole kernel lie in the folder of its release.
    let is_whole = input.kernel.is_some();
    let told = input.programs.iter().filter(|program| !is_whole || *program.role() == Role::Kernel);
    let mut of_patch: Vec<_> = found.into_iter().map(|notice| row(&patch, notice)).collect();
    for program in told {
        of_patch.extend(same_kernel(&patch, program)?);
    }
    let kernel = input.kernel.take();
    let report = input.ask(|programs, notices| {
        let (mapped, lost) = places::map(programs, &places)?;
        let notices = [notices, &of_patch, &lost].concat();
        let question = question.clone().map(|question| Question { mapped, ..question });
        let scope = Scope { programs, kernel: kernel.as_ref() };
        Ok::<_, Failure>(analyzer::verify(scope, &patch, question.as_ref(), &notices))
    })?;
    let report = report?.map_err(|error| input.lacks(error))?;
    output.answer(&render(args.format, &report, text::verify)?)?;
    let known = input.notices.len();
    input.asked.extend(report.notices.iter().skip(known).cloned());
    let exit = input.finish(output, args.format.notes(Notes::Counted));
    Ok(match report.totals.outcome {
        Outcome::Failed => Exit::CheckFailed,
        Outcome::Unknown if !args.evidence.allow_incomplete => Exit::Incomplete,
        Outcome::Unknown | Outcome::Passed => exit,
    })
}

fn question(args: &Verify) -> Result<Option<Question>, Failure> {
    if args.functions.is_empty() && args.places.patch.is_empty() && args.places.line.is_empty() {
        return Ok(None);
    }
    let functions: Result<_, _> = args.functions.iter().map(|spec| spec.parse()).collect();
    Ok(Some(Question {
        functions: functions?,
        mapped: None,
        model: args.model.into(),
        lift: args.lift,
    }))
}

/// A module that is no live patch, or one whose data cannot be understood.
fn something_replaced(patch: &LivePatch) -> Result<(), Failure> {
    if patch.shape.is_some() {
        return Ok(());
    }
    Err(Failure::Usage {
        problem: format!(
            "{} has neither a static struct klp_patch that its DWARF describes, nor the sections of kpatch-build or klp-build",
            patch.path.display()
        ),
        hint: "name a live patch that was built with debug information (before strip)".to_owned(),
    })
}

fn row(patch: &LivePatch, notice: Notice) -> NoticeRow {
    NoticeRow {
        object: patch.module.clone(),
        incomplete: notice.severity == Severity::Incomplete,
        place: notice.place,
        text: notice.text,
    }
}

/// The kernel loads a module of its own release only; a note if one of them does not tell its.
fn same_kernel(patch: &LivePatch, program: &Program) -> Result<Option<NoticeRow>, Failure> {
    let (object, built_for, release) = match (patch.release.as_deref(), kernel_release(program)?) {
        (Some(built_for), Some(release)) => (program.object(), built_for, release),
        (None, _) => return Ok(Some(release_unknown(patch.module.clone()))),
        (Some(_), None) => {
            let path = &program.object().path;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            return Ok(Some(release_unknown(name.into_owned())));
        }
    };
    if built_for == release {
        return Ok(None);
    }
    Err(Failure::Usage {
        problem: format!(
            "{} is built for {built_for}, but {} is of {release}",
            patch.path.display(),
            object.path.display()
        ),
        hint: format!("name the vmlinux and modules of {built_for}"),
    })
}

fn release_unknown(object: String) -> NoticeRow {
    NoticeRow {
        object,
        incomplete: false,
        place: "kernel release".to_owned(),
        text: "not told, so that whether patch and kernel belong together was not checked"
            .to_owned(),
    }
}
