//! What lies beside a set, against what was written by hand: which instances, and by
//! which pass.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::corpus::symbols::Symbols;

/// The instances of the `possible` lists are those that `words` name, by address.
pub(crate) fn are(binary: &Path, report: &Value, words: &[&str]) -> Result<(), String> {
    rows_are(binary, &rows(report).map(address).collect(), words)
}

/// The instances that only sources make possible are those that `words` name.
pub(crate) fn are_vanished(binary: &Path, report: &Value, words: &[&str]) -> Result<(), String> {
    let vanished = |row: &&Value| {
        let mut causes = row["causes"].as_array().expect("causes").iter();
        causes.any(|cause| cause["pass"] == "vanished" && cause["strength"] == "source")
    };
    rows_are(binary, &rows(report).filter(vanished).map(address).collect(), words)
}

fn rows_are(binary: &Path, got: &BTreeSet<String>, words: &[&str]) -> Result<(), String> {
    let symbols = Symbols::read(binary);
    let wanted = symbols.resolve(words)?;
    let name = |at: &String| symbols.at(at);
    let missing: Vec<_> = wanted.must.difference(got).map(name).collect();
    let known: BTreeSet<_> = wanted.must.union(&wanted.may).cloned().collect();
    let extra: Vec<_> = got.difference(&known).map(name).collect();
    if missing.is_empty() && extra.is_empty() {
        return Ok(());
    }
    Err(format!("missing {missing:?}, too many {extra:?}"))
}

/// The causes are those that `words` name, `PASS/STRENGTH=SYMBOL` each.
pub(crate) fn are_by(binary: &Path, report: &Value, words: &[&str]) -> Result<(), String> {
    let symbols = Symbols::read(binary);
    let mut wanted = BTreeSet::new();
    for word in words {
        let (cause, symbol) = word.split_once('=').expect("PASS/STRENGTH=SYMBOL");
        for at in symbols.resolve(&[symbol])?.must {
            wanted.insert((cause.to_owned(), symbols.at(&at)));
        }
    }
    let mut got = BTreeSet::new();
    for row in rows(report) {
        for cause in row["causes"].as_array().expect("causes") {
            let text = |key: &str| cause[key].as_str().expect("text").to_owned();
            got.insert((text("pass") + "/" + &text("strength"), symbols.at(&address(row))));
        }
    }
    if got == wanted { Ok(()) } else { Err(format!("found {got:?}, not {wanted:?}")) }
}

fn rows(report: &Value) -> impl Iterator<Item = &Value> {
    let objects = report["objects"].as_array().expect("objects");
    objects.iter().flat_map(|object| object["possible"].as_array().expect("a list"))
}

fn address(row: &Value) -> String {
    row["address"].as_str().expect("an address").to_owned()
}
