//! `klpscope verify` on small modules of every shape (tests/live-patch): each defect is told
//! from the others, and broken modules do no harm.
#![expect(clippy::expect_used, reason = "a test stops at what is not as expected")]

use std::fs;
use std::path::{Path, PathBuf};

use klpscope_tests::{Answer, klpscope, workspace};
use serde_json::Value;

/// A module and what has to come out.
struct Case {
    module: &'static str,
    code: u8,
    /// `id name` of the findings that fail.
    failed: &'static [&'static str],
    /// Of what cannot be told.
    unknown: &'static [&'static str],
    /// Of what is worth knowing.
    notes: &'static [&'static str],
}

impl Case {
    const fn passes(module: &'static str) -> Self {
        Self { module, code: 0, failed: &[], unknown: &[], notes: &[] }
    }

    const fn fails(module: &'static str, failed: &'static [&'static str]) -> Self {
        Self { code: 1, failed, ..Self::passes(module) }
    }
}

/// By hand: `target.ko` has limit() in `show` (of two, the first) and `read_it`.
const CASES: &[Case] = &[
    Case::passes("complete"),
    Case::passes("kpatch"),
    Case::passes("klp-build"),
    Case::fails("missing", &["unpatched read_it"]),
    Case::fails("sympos", &["wrong-sympos show"]),
    Case::fails("sympos-beyond", &["unpatched show", "wrong-sympos show"]),
    Case::fails("ambiguous", &["ambiguous show", "unpatched show"]),
    Case::fails("no-function", &["no-function gone"]),
    Case::fails("data", &["no-function helper_data"]),
    Case {
        unknown: &["object-not-given absent"],
        ..Case::fails(
            "bad-reference",
            &["unresolved-reference nothing", "unresolved-reference show"],
        )
    },
    Case { code: 4, unknown: &["object-not-given x"], ..Case::passes("other-object") },
    Case { notes: &["needless untouched"], ..Case::passes("needless") },
    // Members located by expressions.
    Case::passes("dwarf-2"),
    // Read without the end of its functions.
    Case { code: 4, ..Case::passes("endless") },
    // The second function cannot be read: it may be `read_it`.
    Case { code: 4, unknown: &["unpatched read_it"], ..Case::passes("damaged") },
    Case::fails("unlinked", &["unmarked-symbol .klp.sym.target.helper_data,0"]),
    Case::fails(
        "unmarked",
        &["bad-relocation .klp.rela.target..text", "unmarked-symbol .klp.sym.target.helper_data,0"],
    ),
    Case::fails("flagless", &["bad-relocation .klp.rela.target..text"]),
    Case {
        unknown: &["object-not-given vmlinux"],
        ..Case::fails("of-vmlinux", &["bad-relocation .klp.rela.target..text"])
    },
    Case {
        code: 4,
        unknown: &["object-not-given .klp.rela.absent..text"],
        ..Case::passes("of-absent")
    },
];

/// No other command would list it: `stats` knows nothing of the patch.
#[test]
fn what_is_odd_about_the_patch_is_listed() {
    let answer = verify(&prebuilt("no-release"), &["-f", "limit"]);
    let note = "note: livepatch_target: kernel release: not told, so that";
    assert!(answer.err.contains(note) && !answer.err.contains("oddities"), "{answer:?}");
}

#[test]
fn each_defect_is_told() {
    for Case { module, code, failed, unknown, notes } in CASES {
        let answer = verify(&prebuilt(module), &["-f", "limit", "--format", "json"]);
        assert_eq!(answer.code, *code, "{module}: {}", answer.err);
        let report: Value = serde_json::from_str(&answer.out).expect("JSON");
        for (effect, ids) in [("failed", failed), ("unknown", unknown), ("passed", notes)] {
            assert_eq!(findings(&report, effect), *ids, "{module}: {effect}");
        }
    }
}

#[test]
fn a_source_patch_asks_as_its_functions_do() {
    let patch = workspace().join("tests/live-patch/limit.patch");
    let patch = ["--patch", patch.to_str().expect("a path"), "--format", "json"];
    for (module, code, failed) in [
        ("complete", 0, &[][..]),
        ("missing", 1, &["unpatched read_it"]),
        ("sympos", 1, &["wrong-sympos show"]),
    ] {
        let answer = verify(&prebuilt(module), &patch);
        assert_eq!(answer.code, code, "{module}: {}", answer.err);
        let report: Value = serde_json::from_str(&answer.out).expect("JSON");
        assert_eq!(findings(&report, "failed"), failed, "{module}");
        assert_eq!(report["totals"]["members"], 2, "{module}");
    }
}

#[test]
fn without_a_question_only_names_are_checked() {
    assert_eq!(verify(&prebuilt("missing"), &[]).code, 0);
    assert_eq!(verify(&prebuilt("ambiguous"), &[]).code, 1);
}

#[test]
fn what_a_patch_changes_beside_code_is_not_told() {
    let patch = workspace().join("tests/live-patch/data.patch");
    let patch = ["--patch", patch.to_str().expect("a path"), "--format", "json"];
    let answer = verify(&prebuilt("complete"), &patch);
    assert_eq!(answer.code, 4, "{}", answer.err);
    let report: Value = serde_json::from_str(&answer.out).expect("JSON");
    assert_eq!(findings(&report, "unknown"), ["beside-code counter"]);
    assert_eq!(report["totals"]["replaced"], 2);
}

#[test]
fn an_object_without_a_table_of_sites_is_not_judged() {
    let (module, target) = (prebuilt("complete"), prebuilt("no-sites"));
    let paths = [&module, &target].map(|path| path.to_str().expect("a path"));
    let answer = klpscope(["verify", paths[0], "--against", paths[1], "--format", "json"]);
    assert_eq!(answer.code, 4, "{}", answer.err);
    let report: Value = serde_json::from_str(&answer.out).expect("JSON");
    assert_eq!(
        findings(&report, "unknown"),
        ["ftrace-site-unknown read_it", "ftrace-site-unknown show"]
    );
}

#[test]
fn a_module_that_tells_no_release_is_noted() {
    let answer = verify(&prebuilt("no-release"), &["-f", "limit", "--format", "json"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let report: Value = serde_json::from_str(&answer.out).expect("JSON");
    let notices = report["notices"].as_array().expect("a list");
    let told =
        |row: &&Value| row["place"] == "kernel release" && row["object"] == "livepatch_target";
    assert_eq!(notices.iter().filter(told).count(), 1, "{notices:?}");
}

#[test]
fn what_is_not_seen_of_the_objects_is_said() {
    let answer = verify(&prebuilt("complete"), &["-f", "limit", "--format", "json"]);
    let report: Value = serde_json::from_str(&answer.out).expect("JSON");
    assert_eq!(report["not_seen"][0]["object"], "target.ko", "{report:#}");
    assert!(report["not_seen"][0]["not_shown"]["most"].is_u64());
    // Nothing was asked: nothing could be missing.
    let answer = verify(&prebuilt("complete"), &["--format", "json"]);
    assert!(!answer.out.contains("not_seen"), "{}", answer.out);
}

#[test]
fn what_is_no_patch_of_this_kernel_is_an_error() {
    for (module, code, text) in [
        ("other-release", 2, "is built for 6.1.0-test, but"),
        ("stripped", 2, "neither a static struct klp_patch"),
        ("target", 2, "neither a static struct klp_patch"),
        ("absent", 3, "cannot be read"),
    ] {
        let answer = verify(&prebuilt(module), &["-f", "limit"]);
        assert_eq!((answer.code, answer.out.as_str()), (code, ""), "{module}");
        assert!(answer.err.contains(text) && answer.err.contains("hint: "), "{}", answer.err);
    }
    let program = klpscope_tests::corpus("recursion/prebuilt/gcc-12.elf");
    let answer = verify(&program, &[]);
    assert!(answer.code == 3 && answer.err.contains("is no live patch"), "{}", answer.err);
}

#[test]
fn broken_modules_do_no_harm() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("broken.ko");
    let mut random = 1_u64;
    let mut codes = [0_usize; 5];
    for module in ["complete", "kpatch", "bad-reference"] {
        let whole = fs::read(prebuilt(module)).expect("it is there");
        for round in 0..400 {
            let mut bytes = whole.clone();
            if round % 8 == 0 {
                bytes.truncate(whole.len() * round / 400);
            }
            for _ in 0..4 {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let at = (random >> 33) as usize % whole.len();
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = (random >> 20) as u8;
                }
            }
            fs::write(&path, &bytes).expect("can be written");
            let answer = verify(&path, &["-f", "limit"]);
            assert!(answer.code < 5, "{module}, round {round}: {}", answer.err);
            codes[usize::from(answer.code)] += 1;
        }
    }
    // A test that only ever sees one way out shows little.
    assert!(codes.iter().filter(|&&count| count > 0).count() >= 4, "{codes:?}");
}

fn verify(module: &Path, more: &[&str]) -> Answer {
    let target = prebuilt("target");
    let (module, target) = (module.to_str().expect("a path"), target.to_str().expect("a path"));
    let args = ["verify", module, "--against", target];
    klpscope(args.iter().chain(more).copied())
}

/// `id name` of the findings of an effect.
fn findings(report: &Value, effect: &str) -> Vec<String> {
    let rows = report["findings"].as_array().expect("a list");
    let text = |row: &Value, key: &str| row[key].as_str().expect("text").to_owned();
    let of_effect = rows.iter().filter(|row| row["effect"] == effect);
    of_effect.map(|row| format!("{} {}", text(row, "id"), text(row, "name"))).collect()
}

fn prebuilt(module: &str) -> PathBuf {
    workspace().join("tests/live-patch/prebuilt").join(format!("{module}.ko"))
}
