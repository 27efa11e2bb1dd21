//! `stats --plot`: its counts are those that single questions give, and its picture shows them.
#![expect(clippy::expect_used, reason = "a test stops at what it cannot do")]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use klpscope_tests::{corpus, klpscope, peer};
use serde_json::Value;

/// The distribution of a file, and how many functions it has.
fn distribution(file: &str, plot: &str) -> (Value, u64) {
    let answer = klpscope(
        ["stats", file, "--no-cache", "--plot", plot, "--format", "json"].map(PathBuf::from),
    );
    let report: Value = serde_json::from_str(&answer.out).expect(&answer.err);
    let object = &report["objects"][0];
    (object["distribution"].clone(), object["functions"].as_u64().expect("a number"))
}

/// The members of each function's set, asked one by one. Functions of which nothing is left
/// are in no list of hosts.
fn one_by_one(file: &str, functions: u64) -> Vec<u64> {
    let list = klpscope(["list", "hosts", file, "--no-cache"]);
    let mut specs = BTreeSet::new();
    for line in list.out.lines().skip(1) {
        let columns: Vec<_> = line.split('\t').collect();
        specs.insert(match columns[1] {
            "" => columns[0].to_owned(),
            _ => format!("{}@{}:{}", columns[0], columns[1], columns[2]),
        });
    }
    let members = specs.iter().map(|spec| {
        let answer = klpscope(["impact", file, "-f", spec, "--no-cache", "--format", "json"]);
        let report: Value = serde_json::from_str(&answer.out).expect(&answer.err);
        report["totals"]["members"].as_u64().expect("a number")
    });
    let gone = usize::try_from(functions).expect("few") - specs.len();
    members.chain(std::iter::repeat_n(0, gone)).collect()
}

#[test]
fn sets_are_those_of_single_questions() {
    for case in ["lto-inline-clone/prebuilt/gcc-14.elf", "stacked-part-isra/prebuilt/gcc-14.elf"] {
        let file = corpus(case).display().to_string();
        let (found, functions) = distribution(&file, "-");
        let sizes = one_by_one(&file, functions);
        let bins = found["sets"].as_array().expect("bins");
        for bin in bins {
            let number = |key: &str| bin[key].as_u64().expect("a number");
            let within = sizes.iter().filter(|&&n| (number("least")..=number("most")).contains(&n));
            assert_eq!(number("functions"), within.count() as u64, "{case}: {bin}");
        }
        let largest = bins.last().and_then(|bin| bin["most"].as_u64()).expect("a bin");
        assert!(sizes.iter().all(|&size| size <= largest), "{case}: {sizes:?}");
    }
}

#[test]
fn the_picture_has_a_bar_for_each_count() {
    let Some(python) = peer("python3-peers") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let picture = folder.path().join("picture.svg");
    let file = corpus("lto-inline-clone/prebuilt/gcc-14.elf").display().to_string();
    let (found, _) = distribution(&file, &picture.display().to_string());
    let counts = found["sets"].as_array().expect("bins").iter();
    let counts: Vec<_> = counts.filter_map(|bin| bin["functions"].as_u64()).collect();

    let read = "import sys, lxml.etree as e\n\
        bars = [r for r in e.parse(sys.argv[1]).iter('{*}rect') if r.get('fill') == '#0072B2']\n\
        print(*(r.get('height') for r in bars))";
    let answer = Command::new(python).args(["-c", read]).arg(&picture).output().expect("it runs");
    let heights = String::from_utf8_lossy(&answer.stdout);
    let heights: Vec<u64> = heights.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    let shown: Vec<_> = counts.into_iter().filter(|&count| count > 0).collect();
    assert_eq!(heights.len(), shown.len(), "{}", String::from_utf8_lossy(&answer.stderr));
    for (a, b) in (0..shown.len()).flat_map(|a| (0..shown.len()).map(move |b| (a, b))) {
        assert_eq!(shown[a].cmp(&shown[b]), heights[a].cmp(&heights[b]), "{shown:?}: {heights:?}");
    }
}

#[test]
fn a_picture_that_cannot_be_written_is_an_error() {
    let file = corpus("lto-inline-clone/prebuilt/gcc-14.elf");
    let answer = klpscope(["stats".into(), file.clone(), "--plot".into(), file.join("x.svg")]);
    assert_eq!(answer.code, 3, "{}", answer.err);
    assert!(answer.out.is_empty());
    assert!(answer.err.contains("x.svg cannot be written"), "{}", answer.err);
}
