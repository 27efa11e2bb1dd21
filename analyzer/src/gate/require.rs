//! What the policy requires of a build, held against how it was built.

use klpscope_graph::Program;

use super::draft::Draft;
use super::policy::{Required, Requirement};
use super::rule;
use crate::audit::{Build, Configuration, Live, LivePatching, Pass, Permit};
use crate::instance::distinct_functions;

/// Names of units and functions that a finding shows.
const EXAMPLES: usize = 5;

/// What does not hold, and why.
struct Unmet {
    text: String,
    evidence: Vec<String>,
}

/// What `program` lacks of `required`.
pub(super) fn unmet(program: &Program, required: &[Required]) -> Vec<Draft> {
    if required.is_empty() {
        return Vec::new();
    }
    let build = Build::new(program);
    let lacks = required.iter().filter_map(|one| {
        let unmet = check(program, &build, one.what)?;
        let text = format!("{} is required, but {}", one.text, unmet.text);
        let mut draft = Draft::about_object(&rule::BUILD_OPTION, program, text);
        draft.detail.clone_from(&one.text);
        draft.finding.evidence = unmet.evidence;
        Some(draft)
    });
    lacks.collect()
}

/// True if a program meets a requirement.
pub(super) fn is_met(program: &Program, build: &Build, what: Requirement) -> bool {
    check(program, build, what).is_none()
}

fn check(program: &Program, build: &Build, what: Requirement) -> Option<Unmet> {
    let said = |lacks: bool, text: &str| {
        lacks.then(|| Unmet { text: text.to_owned(), evidence: Vec::new() })
    };
    match what {
        Requirement::LivePatching(level) => live_patching(program, build, level),
        Requirement::Off(pass) => off(program, build, pass),
        Requirement::NoIcf => off(program, build, Pass::IpaIcf)
            .or_else(|| off(program, build, Pass::IpaIcfFunctions))
            .or_else(|| folded(program)),
        Requirement::Switches => by_unit(program, build, |one| match one.is_unrecorded() {
            true => Some("do not record their switches"),
            false => None,
        }),
        Requirement::FtraceSites => said(
            !program.survey().lists_sites,
            "the object lists no places where calls can be diverted",
        ),
        Requirement::Dumps => said(
            program.record_files().is_empty(),
            "no compiler records were read (--ipa-clones, --opt-remarks)",
        ),
    }
}

fn live_patching(program: &Program, build: &Build, level: LivePatching) -> Option<Unmet> {
    by_unit(program, build, |one| match one.live_patching {
        Live::Level(given) if given == level => None,
        Live::Level(_) => Some("have another level"),
        Live::Unknown => Some("do not record their switches"),
        Live::Off if one.gcc.is_some() => Some("were compiled without"),
        Live::Off if one.is_clang => Some("are of clang, which has no such switch"),
        // An assembler moves no facts.
        Live::Off if one.compiler.starts_with("GNU AS") => None,
        Live::Off => Some("are of a compiler of which no such switch is known"),
    })
}

fn off(program: &Program, build: &Build, pass: Pass) -> Option<Unmet> {
    by_unit(program, build, |one| match one.decision(pass).permit {
        Permit::No => None,
        Permit::Yes => Some("were compiled with the pass on"),
        Permit::Unknown => Some("do not tell"),
    })
}

/// The first complaint about ways in which code was compiled, with how many units it concerns.
fn by_unit(
    program: &Program,
    build: &Build,
    complaint: impl Fn(&Configuration) -> Option<&'static str>,
) -> Option<Unmet> {
    let with_code = || build.configurations.iter().filter(|one| one.instances > 0);
    if with_code().next().is_none() {
        let text = "no unit describes its code".to_owned();
        return Some(Unmet { text, evidence: Vec::new() });
    }
    let bad: Vec<_> = with_code().filter_map(|one| Some((one, complaint(one)?))).collect();
    let (_, what) = bad.first()?;
    let total: usize = with_code().map(|one| one.units.len()).sum();
    let alike: Vec<_> = bad.iter().filter(|(_, other)| other == what).collect();
    let units: usize = alike.iter().map(|(one, _)| one.units.len()).sum();
    let names = alike.iter().flat_map(|(one, _)| &one.units);
    let names = names.filter_map(|&unit| program.units().get(unit));
    Some(Unmet {
        text: format!("{units} of {total} units {what}"),
        evidence: names.take(EXAMPLES).map(|unit| program.str(unit.name()).to_owned()).collect(),
    })
}

/// Bodies that DWARF gives to several functions.
fn folded(program: &Program) -> Option<Unmet> {
    let shared = program.instances().filter(|&id| distinct_functions(program, id).len() > 1);
    let shared: Vec<_> = shared.collect();
    (!shared.is_empty()).then(|| {
        let names = shared.iter().map(|&id| program.instance_name(id).to_owned());
        Unmet {
            text: format!("{} bodies are the code of several functions", shared.len()),
            evidence: names.take(EXAMPLES).collect(),
        }
    })
}
