//! The instances beside a set, as text: those with evidence are listed, those that the
//! switches alone allow are counted until all is asked for.

use klpscope_analyzer::Model;
use klpscope_analyzer::report::text::{self, Limits};
use klpscope_analyzer::report::{
    BuildRow, Cause, FunctionRow, ImpactReport, InstanceRow, Needs, ObjectMembers, ObjectRow,
    PlaceRow, PossibleRow, QuestionRow, SCHEMA_VERSION, Strength, Totals, WithoutDwarf,
};

fn cause(strength: Strength, pass: &'static str, evidence: &[&str]) -> Cause {
    Cause {
        strength,
        pass,
        about: "f".into(),
        text: format!("says {pass}"),
        evidence: evidence.iter().map(|&text| text.to_owned()).collect(),
    }
}

fn row(symbol: &str, causes: Vec<Cause>) -> PossibleRow {
    let place = Some(PlaceRow { file: "/b/a.c".into(), line: 7 });
    PossibleRow {
        instance: InstanceRow {
            symbol: Some(symbol.into()),
            function: None,
            address: "0x1000".into(),
        },
        functions: vec![FunctionRow { name: symbol.into(), place }],
        causes,
    }
}

fn report(possible: Vec<PossibleRow>) -> ImpactReport {
    let object = ObjectRow {
        name: "vmlinux".into(),
        file: "vmlinux".into(),
        build_id: None,
        source_root: Some("/b/".into()),
    };
    let without_dwarf = WithoutDwarf { functions: 1, bytes: 4, ..WithoutDwarf::default() };
    ImpactReport {
        schema_version: SCHEMA_VERSION,
        question: QuestionRow { functions: vec!["f".into()], model: Model::Exact, target: None },
        totals: Totals { possible: possible.len(), ..Totals::default() },
        patch: None,
        seeds: vec![],
        kernel: None,
        objects: vec![ObjectMembers {
            program: 0,
            object,
            members: vec![],
            lifted: vec![],
            collateral: vec![],
            needs: Needs::default(),
            possible,
            possible_notes: vec!["one note".into()],
            build: BuildRow::default(),
            not_shown: None,
            without_dwarf,
        }],
        notices: vec![],
    }
}

fn rows() -> Vec<PossibleRow> {
    vec![
        row("user\x1b", vec![cause(Strength::Code, "ipa-ra", &["rsi read"])]),
        row("callee", vec![cause(Strength::Flag, "ipa-vrp", &["called by f"])]),
        row("caller", vec![cause(Strength::Flag, "flags", &[])]),
    ]
}

#[test]
fn rows_without_evidence_are_counted() {
    let text = text::impact(&report(rows()), Limits::default());
    let counts = "possible beside these: 3 functions (1 by code, 2 by flag alone)";
    assert!(text.contains(counts), "{text}");
    assert!(
        text.contains("user\\x1b 0x1000 (a.c:7)\n      ipa-ra: says ipa-ra\n        rsi read"),
        "{text}"
    );
    assert!(text.contains("callee 0x1000"), "{text}");
    assert!(!text.contains("caller 0x1000"), "{text}");
    assert!(
        text.contains("1 function more by flag alone (--all lists them)\n    one note"),
        "{text}"
    );
}

#[test]
fn all_are_listed_on_request() {
    let text = text::impact(&report(rows()), Limits { reasons: usize::MAX });
    assert!(text.contains("caller 0x1000 (a.c:7)\n      flags: says flags"), "{text}");
    assert!(!text.contains("--all"), "{text}");
}

#[test]
fn nothing_is_said_of_nothing() {
    assert!(!text::impact(&report(vec![]), Limits::default()).contains("possible"));
}
