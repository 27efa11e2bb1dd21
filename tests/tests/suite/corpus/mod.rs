//! The corpus: klpscope's answers against expectations written by hand from
//! source and disassembly, on the prebuilt binaries and, where the compilers
//! are at hand, on fresh builds; and against goldens of its whole output.
#![expect(clippy::expect_used, reason = "the corpus is whole, or a test fails")]

pub(crate) mod case;
mod member;
mod possible;
pub(crate) mod symbols;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use case::{Case, records};
use klpscope_tests::{Answer, corpus, klpscope};
use serde_json::Value;
use symbols::Symbols;
use tempfile::TempDir;

/// Exit codes of an answer: whole, or with parts that could not be read.
const ANSWERED: [u8; 2] = [0, 4];

#[test]
fn every_case_has_its_prebuilts_and_their_hashes() {
    let hashes = fs::read_to_string(corpus("prebuilt.sha256")).expect("prebuilt.sha256");
    let mut missing = Vec::new();
    for case in Case::all() {
        for compiler in case.compilers() {
            let start = format!("  {}/prebuilt/{compiler}.", case.name);
            let prebuilt = case.binary(&corpus(""), compiler, "prebuilt");
            if prebuilt.is_none() || !hashes.contains(&start) {
                missing.push(format!("{} with {compiler}", case.name));
            }
        }
    }
    assert!(missing.is_empty(), "run corpus/build --bless: {missing:#?}");
}

#[test]
fn prebuilts_are_answered_as_written_by_hand() {
    let wrong = disagreements(&corpus(""), "prebuilt");
    assert!(wrong.is_empty(), "{} disagreements:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
#[expect(clippy::print_stdout, reason = "which compilers are missing")]
fn fresh_builds_are_answered_as_written_by_hand() {
    let folder = TempDir::new().expect("temporary folder");
    // Cases that this compiler does not show are named by corpus/build and leave no binary.
    match Command::new(corpus("build")).arg(folder.path()).output() {
        Ok(built) => println!("{}", String::from_utf8_lossy(&built.stderr)),
        Err(error) => println!("corpus/build cannot run: {error}"),
    }
    let wrong = disagreements(folder.path(), "");
    assert!(wrong.is_empty(), "{} disagreements:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn outputs_are_the_goldens() {
    let bless = std::env::var("BLESS").is_ok_and(|value| value == "1");
    let mut wrong = Vec::new();
    for case in Case::all() {
        for compiler in case.compilers() {
            let golden = corpus(&format!("{}/expected/{compiler}.txt", case.name));
            let output = transcript(&case, compiler);
            if bless {
                fs::create_dir_all(golden.parent().expect("a folder")).expect("expected/");
                fs::write(&golden, &output).expect("a golden");
            } else if fs::read_to_string(&golden).unwrap_or_default() != output {
                wrong.push(format!("{}\n{output}", golden.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} goldens differ (BLESS=1 renews): {wrong:#?}", wrong.len());
}

/// Every list of every case that klpscope answers otherwise, one line each.
fn disagreements(root: &Path, folder: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for case in Case::all() {
        for compiler in case.compilers() {
            let Some(binary) = case.binary(root, compiler, folder) else { continue };
            for (key, seed, text) in disagreements_of(&case, compiler, &binary) {
                wrong.push(format!("{} {compiler} {key} {seed}: {text}", case.name));
            }
        }
    }
    wrong
}

fn disagreements_of<'a>(
    case: &'a Case,
    compiler: &str,
    binary: &Path,
) -> Vec<(&'static str, &'a str, String)> {
    let model = |name: &str| vec!["--model".to_owned(), name.to_owned()];
    let questions = [
        ("expect", Vec::new()),
        ("hosts", model("in-place")),
        ("bound", model("inline-clone")),
        ("recorded", records(binary)),
    ];
    let mut wrong = Vec::new();
    for (key, options) in questions {
        for (seed, words) in case.lists(key, compiler) {
            if let Err(text) = members_are(binary, seed, &options, &words) {
                wrong.push((key, seed, text));
            }
        }
    }
    for (seed, words) in case.lists("collateral", compiler) {
        if let Err(text) = collateral_is(binary, seed, &words) {
            wrong.push(("collateral", seed, text));
        }
    }
    for key in member::KEYS {
        for (seed, words) in case.lists(key, compiler) {
            let agrees = |report| member::agrees(key, &report, &Symbols::read(binary), &words);
            if let Err(text) = impact(binary, seed, &[]).and_then(agrees) {
                wrong.push((key, seed, text));
            }
        }
    }
    for (seed, words) in case.lists("possible", compiler) {
        let checked =
            impact(binary, seed, &[]).and_then(|report| possible::are(binary, &report, &words));
        wrong.extend(checked.err().map(|text| ("possible", seed, text)));
    }
    for (seed, words) in case.lists("possible-by", compiler) {
        let checked =
            impact(binary, seed, &[]).and_then(|report| possible::are_by(binary, &report, &words));
        wrong.extend(checked.err().map(|text| ("possible-by", seed, text)));
    }
    for (seed, words) in case.lists("vanished", compiler) {
        let source = vec!["--source".to_owned(), corpus(&case.name).display().to_string()];
        let checked = impact(binary, seed, &source)
            .and_then(|report| possible::are_vanished(binary, &report, &words));
        wrong.extend(checked.err().map(|text| ("vanished", seed, text)));
    }
    for (seed, words) in case.lists("says", compiler) {
        if let Err(text) = answer_has(binary, seed, &words.join(" ")) {
            wrong.push(("says", seed, text));
        }
    }
    wrong
}

/// The members of the set for `seed` are those that `words` name, by address.
fn members_are(
    binary: &Path,
    seed: &str,
    options: &[String],
    words: &[&str],
) -> Result<(), String> {
    let symbols = Symbols::read(binary);
    let wanted = symbols.resolve(words)?;
    let report = impact(binary, seed, options)?;
    let got = column(&report, "members", |member| member["address"].as_str());
    let name =
        |set: BTreeSet<&String>| set.into_iter().map(|at| symbols.at(at)).collect::<Vec<_>>();
    let missing = name(wanted.must.difference(&got).collect());
    let may = wanted.must.union(&wanted.may).cloned().collect();
    let extra = name(got.difference(&may).collect());
    if missing.is_empty() && extra.is_empty() {
        return Ok(());
    }
    Err(format!("missing {missing:?}, too many {extra:?}"))
}

/// The collateral functions are those that `words` name.
fn collateral_is(binary: &Path, seed: &str, words: &[&str]) -> Result<(), String> {
    let report = impact(binary, seed, &[])?;
    let got = column(&report, "collateral", |row| row["function"]["name"].as_str());
    let wanted: BTreeSet<_> = words.iter().map(|&word| word.to_owned()).collect();
    if got == wanted { Ok(()) } else { Err(format!("found {got:?}, not {wanted:?}")) }
}

/// The answer or the error about `seed` contains `text`.
fn answer_has(binary: &Path, seed: &str, text: &str) -> Result<(), String> {
    let path = binary.to_string_lossy();
    let Answer { out, err, .. } = klpscope(["impact", &path, "-f", seed]);
    let answer = (out + &err).replace(&*path, "FILE");
    if answer.contains(text) { Ok(()) } else { Err(format!("{text:?} is not in\n{answer}")) }
}

/// A field of all rows of a list, over all objects.
fn column<'a>(
    report: &'a Value,
    list: &str,
    field: impl Fn(&'a Value) -> Option<&'a str>,
) -> BTreeSet<String> {
    let objects = report["objects"].as_array().expect("objects");
    let rows = objects.iter().flat_map(|object| object[list].as_array().expect("a list"));
    rows.map(|row| field(row).expect("a field").to_owned()).collect()
}

fn impact(binary: &Path, seed: &str, options: &[String]) -> Result<Value, String> {
    let binary = binary.to_string_lossy();
    let mut args = vec!["impact", &binary, "-f", seed, "--format", "json"];
    args.extend(options.iter().map(String::as_str));
    let Answer { code, out, err } = klpscope(args);
    if !ANSWERED.contains(&code) {
        return Err(format!("exit code {code}: {}", err.trim_end()));
    }
    serde_json::from_str(&out).map_err(|error| format!("not JSON: {error}"))
}

/// What a user sees who asks for every seed of a case, and for all hosts.
fn transcript(case: &Case, compiler: &str) -> String {
    let binary = case.binary(&corpus(""), compiler, "prebuilt").expect("a prebuilt");
    let records = records(&binary);
    let binary = binary.to_string_lossy().into_owned();
    let mut questions = Vec::new();
    for seed in case.seeds() {
        questions.push([vec!["impact".into(), binary.clone(), "-f".into(), seed.into()]].concat());
        if !records.is_empty() {
            questions.push([questions[questions.len() - 1].clone(), records.clone()].concat());
        }
    }
    questions.push(vec!["list".into(), "hosts".into(), binary]);
    questions.iter().map(|args| ask(case, args)).collect::<Vec<_>>().join("\n")
}

/// A question and its answer, as in a terminal, without the folder of the prebuilts.
fn ask(case: &Case, args: &[String]) -> String {
    let Answer { code, out, err } = klpscope(args);
    let folder = format!("{}/", corpus(&format!("{}/prebuilt", case.name)).display());
    let failed = if code == 0 { String::new() } else { format!("exit code {code}\n") };
    format!("$ klpscope {}\n{out}{err}{failed}", args.join(" ")).replace(&folder, "")
}
