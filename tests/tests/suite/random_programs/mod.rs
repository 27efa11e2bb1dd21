//! Random programs: klpscope finds in their files what the models they were written from say.

#![expect(clippy::expect_used, reason = "a test stops at what is not as expected")]

mod answer;
mod properties;

use std::collections::BTreeSet;
use std::path::Path;

use klpscope_tests::random_program::{Expected, Facts, Form, Program, Rule};
use rayon::prelude::*;

use answer::Asked;

/// Programs that are looked at.
const SEEDS: u64 = 300;

#[test]
fn what_is_found_is_what_was_written() {
    let seeds = match std::env::var("KLPSCOPE_SEEDS") {
        Ok(text) => {
            let (from, to) = text.split_once("..").expect("KLPSCOPE_SEEDS=FROM..TO");
            from.parse().expect("a seed")..to.parse().expect("a seed")
        }
        Err(_) => 0..SEEDS,
    };
    let folder = tempfile::tempdir().expect("a folder");
    let wrong: Vec<(Program, Form)> = seeds
        .into_par_iter()
        .flat_map_iter(|seed| compare(&Program::random(seed), folder.path()))
        .collect();
    let size = |(program, _): &&(Program, Form)| program.bodies.len();
    if let Some((program, form)) = wrong.iter().min_by_key(size) {
        let smallest =
            program.smallest(400, |smaller| !differences(smaller, *form, folder.path()).is_empty());
        panic!(
            "{} programs differ, seeds {:?}\nseed {} as {form:?}, {}:\n{}\nof {smallest:#?}",
            wrong.len(),
            wrong.iter().map(|(program, _)| program.seed).collect::<Vec<_>>(),
            program.seed,
            program.size(),
            differences(&smallest, *form, folder.path()).join("\n"),
        );
    }
}

/// The program and the form in which something is found that the model does not say.
fn compare(program: &Program, folder: &Path) -> Option<(Program, Form)> {
    let forms = [Form::Linked, Form::Object].into_iter();
    let mut forms = forms.filter(|form| *form == Form::Linked || !program.is_linked());
    let form = forms.find(|form| !differences(program, *form, folder).is_empty())?;
    Some((program.clone(), form))
}

/// What is otherwise than the model says.
fn differences(program: &Program, form: Form, folder: &Path) -> Vec<String> {
    let path = folder.join(format!("{form:?}-{}", program.seed));
    std::fs::write(&path, program.write(form, false)).expect("write");
    let asked = Asked::directly(&path);
    let expected = Expected::new(program, form);
    let mut wrong = match asked.graph() {
        Ok(found) => difference(&expected.graph(), &found),
        Err(error) => return vec![error],
    };
    for (at, function) in expected.present().into_iter().enumerate() {
        let spec = program.spec(function);
        // Each question reads the whole file: the other rules are asked of every third.
        let others = [Rule::InlineClone, Rule::InPlace].into_iter().filter(|_| at % 3 == 0);
        for rule in [Rule::Exact].into_iter().chain(others) {
            let (set, reasons) = match asked.set(&spec, rule) {
                Ok(found) => found,
                Err(error) => return vec![format!("{spec}: {error}")],
            };
            let wanted = expected.set(&[function], rule);
            if set != wanted {
                let (more, less) = (minus(&set, &wanted), minus(&wanted, &set));
                wrong.push(format!("{rule:?} set of {spec}: too much {more}, missing {less}"));
            }
            if rule == Rule::Exact {
                let reasons = difference(&expected.reasons(function), &reasons);
                wrong.extend(reasons.into_iter().map(|reason| format!("{spec}: {reason}")));
            }
        }
    }
    wrong
}

fn minus(all: &BTreeSet<String>, some: &BTreeSet<String>) -> String {
    all.difference(some).cloned().collect::<Vec<_>>().join(" ")
}

/// Facts of which there are more on one side.
fn difference(wanted: &Facts, found: &Facts) -> Vec<String> {
    let all: BTreeSet<&String> = wanted.keys().chain(found.keys()).collect();
    let count = |facts: &Facts, fact| facts.get(fact).copied().unwrap_or(0);
    let counts = |fact| (fact, count(wanted, fact), count(found, fact));
    let differ = all.into_iter().map(counts).filter(|(_, wanted, found)| wanted != found);
    differ
        .map(|(fact, wanted, found)| format!("{fact}: {wanted} times expected, {found} found"))
        .collect()
}
