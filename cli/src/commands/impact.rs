//! `klpscope impact`: which machine functions must be replaced?

use klpscope_analyzer::report::{ImpactReport, text};
use klpscope_analyzer::{self as analyzer, Question, Scope, emit};
use klpscope_graph::{Program, prototypes};

use crate::args::{Asked, Emit, Impact};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{Input, places};
use crate::output::{Notes, Output, render};

/// Answers `impact`.
pub(crate) fn run(args: &Impact, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let (mut input, report) = answer(&args.asked)?;
    let Some(what) = args.emit else {
        output.answer(&render(args.format, &report, text::impact)?)?;
        return Ok(input.finish(output, args.format.notes(Notes::Counted)));
    };
    output.answer(&start(what, &mut input, &report)?)?;
    Ok(input.finish(output, Notes::Counted))
}

/// Reads what is asked about, and answers.
pub(crate) fn answer(args: &Asked) -> Result<(Input, ImpactReport), Failure> {
    let question = Question { lift: args.lift, ..args.question.parse()? };
    let places = places::read(&args.places)?;
    let mut input = Input::of(&args.objects.files, &args.objects.kernel, &args.evidence)?;
    let kernel = input.kernel.take();
    let report = input.ask(|programs, notices| {
        let (mapped, lost) = places::map(programs, &places)?;
        let notices: Vec<_> = notices.iter().cloned().chain(lost).collect();
        let question = Question { mapped, ..question.clone() };
        let scope = Scope { programs, kernel: kernel.as_ref() };
        Ok::<_, Failure>(analyzer::impact(scope, &question, &notices))
    })?;
    let report = report?.map_err(|error| input.lacks(error))?;
    // What of the patches could not be mapped is known by the report alone.
    let known = input.notices.len();
    input.asked.extend(report.notices.iter().skip(known).cloned());
    Ok((input, report))
}

/// What a patch author starts from.
fn start(what: Emit, input: &mut Input, report: &ImpactReport) -> Result<String, Failure> {
    let plan = input.ask(|programs, _| emit::plan(programs, report))?;
    let text = match what {
        Emit::List => emit::list(&plan),
        Emit::KlpC => {
            of_kernel(&input.programs)?;
            let mut found = Vec::new();
            for (index, program) in input.programs.iter().enumerate() {
                let object = plan.objects.iter().find(|object| object.program == index);
                let members = object.map(|object| object.members.as_slice()).unwrap_or_default();
                let functions: Vec<_> =
                    members.iter().filter_map(|member| member.function).collect();
                found.push(prototypes(program, &functions)?);
            }
            emit::klp_c(&plan, &found, env!("CARGO_PKG_VERSION"))
        }
    };
    input.asked.extend(plan.nameless());
    Ok(text)
}

/// A live patch module replaces code of the kernel only.
fn of_kernel(programs: &[Program]) -> Result<(), Failure> {
    let Some(other) = programs.iter().find(|program| !program.role().is_kernel()) else {
        return Ok(());
    };
    Err(Failure::Usage {
        problem: format!(
            "--emit klp-c writes a module that patches the kernel, but {} is a program of user space",
            other.object().path.display()
        ),
        hint: "for other tools there is --emit list".to_owned(),
    })
}
