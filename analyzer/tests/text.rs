//! Text reports of hand-made data: the count first, reasons limited and joined,
//! and names from a hostile file made harmless.

use klpscope_analyzer::Model;
use klpscope_analyzer::report::text::{self, Limits};
use klpscope_analyzer::report::{
    BuildRow, ChainStep, CollateralRow, FunctionRow, ImpactReport, Member, Needs, NoticeRow,
    ObjectMembers, ObjectRow, OwnEvidence, PlaceRow, QuestionRow, Reason, SCHEMA_VERSION, SeedRow,
    Shared, Site, Tier, Totals, Verdict, VerdictCounts, WithoutDwarf, json,
};

fn place(file: &str, line: u32) -> PlaceRow {
    PlaceRow { file: file.into(), line }
}

fn inlined(line: u32) -> Reason {
    let call = Some(place("/b/fs/a.c", line));
    Reason::Inlined {
        function: "f".into(),
        chain: vec![ChainStep { function: "f".into(), call }],
        depth: 1,
        ranges: 1,
        die: "0x10".into(),
        caller_of: None,
    }
}

fn member(symbol: &str, reasons: Vec<Reason>) -> Member {
    let place = Some(place("/b/fs/a.c", 10));
    Member {
        symbol: Some(symbol.into()),
        address: "0x1000".into(),
        aliases: vec![],
        size: 16,
        section: ".text".into(),
        abi: "declared",
        functions: vec![FunctionRow { name: "f".into(), place }],
        tier: Tier::Proven,
        build: None,
        verdict: Verdict::Feasible,
        findings: vec![],
        carried: vec![],
        external: vec![],
        decoded: true,
        reasons,
    }
}

fn report(members: Vec<Member>) -> ImpactReport {
    let count = members.len();
    let object = ObjectRow {
        name: "vmlinux".into(),
        file: "vmlinux".into(),
        build_id: Some("ab12".into()),
        source_root: Some("/b/".into()),
    };
    ImpactReport {
        schema_version: SCHEMA_VERSION,
        question: QuestionRow { functions: vec!["f".into()], model: Model::Exact, target: None },
        totals: Totals {
            members: count,
            exact: count,
            inline_clone: 1234,
            verdicts: VerdictCounts { feasible: count, ..VerdictCounts::default() },
            ..Totals::default()
        },
        patch: None,
        seeds: vec![SeedRow {
            spec: "f.isra.0".into(),
            name: "f".into(),
            linkage_name: None,
            places: vec![place("/b/fs/a.c", 10)],
            note: Some("named by an ELF symbol".into()),
            instances: 1,
            copies: 7,
            recorded_copies: 0,
        }],
        kernel: None,
        objects: vec![ObjectMembers {
            program: 0,
            object,
            members,
            lifted: vec![],
            collateral: vec![],
            needs: Needs::default(),
            possible: vec![],
            possible_notes: vec![],
            build: BuildRow::default(),
            not_shown: None,
            without_dwarf: WithoutDwarf::default(),
        }],
        notices: vec![],
    }
}

#[test]
fn the_count_comes_first() {
    let own = Reason::OwnCode {
        function: "f".into(),
        evidence: OwnEvidence::Die("0x20".into()),
        caller_of: None,
    };
    let site = Site {
        address: "0x1008".into(),
        kind: "call",
        place: Some(place("/b/fs/b.c", 3)),
        within: Some("helper".into()),
        evidence: "insn,callsite",
    };
    let clone = Reason::CallsClone {
        callee: Some("f.isra.0".into()),
        callee_function: None,
        callee_address: "0x2000".into(),
        sites: vec![site],
    };
    let report = report(vec![member("f", vec![own]), member("g", vec![inlined(7), clone])]);
    let expected = "\
2 functions to replace in vmlinux (model exact; inline-clone bound: 1234)
verdict: feasible (2 feasible)
patched: f (fs/a.c:10): 1 instance, 7 inlined copies
  \"f.isra.0\": named by an ELF symbol

vmlinux: 2 functions, build-id ab12
  f 0x1000 (fs/a.c:10): feasible
    code of f
  g 0x1000 (fs/a.c:10): feasible
    inlined: f at fs/a.c:7
    calls clone f.isra.0 at fs/b.c:3 in helper
";
    assert_eq!(text::impact(&report, Limits::default()), expected);
}

#[test]
fn code_without_a_symbol_is_not_shown_as_if_it_had_one() {
    let mut nameless = member("", vec![inlined(7)]);
    nameless.symbol = None;
    let mut report = report(vec![nameless]);
    report.objects[0].collateral = vec![CollateralRow {
        function: FunctionRow { name: "g".into(), place: None },
        member: None,
        address: "0x1000".into(),
        shared: Shared::Folded,
    }];
    let text = text::impact(&report, Limits::default());
    assert!(text.contains("\n  f (no symbol) 0x1000 (fs/a.c:10): feasible\n"), "{text}");
    assert!(text.contains("\n    g: folded with f (no symbol)\n"), "{text}");
    let json = json::to_string(&report).unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(value["objects"][0]["members"][0]["symbol"].is_null());
}

#[test]
fn what_could_not_be_seen_ends_an_object() {
    let mut report = report(vec![]);
    let not_seen = |functions, unknown_bytes, report: &mut ImpactReport| {
        report.objects[0].without_dwarf = WithoutDwarf {
            functions,
            bytes: 1234,
            examples: ["a", "b", "c", "d", "e"].map(String::from).to_vec(),
            unknown_bytes,
        };
        let text = text::impact(report, Limits::default());
        text.lines().last().unwrap_or_default().to_owned()
    };
    for (functions, unknown, line) in [
        (7, 0, "7 functions (1,234 bytes) without DWARF, such as a, b, c"),
        (0, 1, "1 byte of code that nothing names"),
        (
            7,
            2,
            "7 functions (1,234 bytes) without DWARF, such as a, b, c, and 2 bytes of code that nothing names",
        ),
    ] {
        let line = format!("  not seen: {line}; copies in them are unknown");
        assert_eq!(not_seen(functions, unknown, &mut report), line);
    }
    assert!(!not_seen(0, 0, &mut report).contains("not seen"));
}

#[test]
fn a_function_of_which_nothing_is_left_says_why() {
    let mut report = report(vec![]);
    (report.seeds[0].instances, report.seeds[0].copies) = (0, 0);
    let text = text::impact(&report, Limits::default());
    assert!(
        text.contains("\n  no code and no copy of it in vmlinux: it was dropped, or"),
        "{text}"
    );
    assert!(!text.contains("could not be read"), "{text}");
    report.totals.incomplete = 2;
    let text = text::impact(&report, Limits::default());
    assert!(text.contains("no trace of that), or it could not be read\n"), "{text}");
    assert!(text.contains("\nincomplete: 2 parts of the input"), "{text}");
}

#[test]
fn like_reasons_are_joined_and_the_rest_counted() {
    let reasons = [1, 1, 2, 3, 4, 5].map(inlined).to_vec();
    let text = text::impact(&report(vec![member("g", reasons)]), Limits { reasons: 3 });
    let lines: Vec<_> = text.lines().rev().take(4).collect();
    let expected = [
        "    and 2 more reasons",
        "    inlined: f at fs/a.c:3",
        "    inlined: f at fs/a.c:2",
        "    inlined: f at fs/a.c:1 (2 times)",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn nothing_from_the_file_reaches_the_terminal() {
    let mut report = report(vec![member("\x1b[2J\u{202e}x\ny", vec![inlined(1)])]);
    report.objects[0].object.name = "\x07".into();
    report.notices = vec![NoticeRow {
        object: "\x1b".into(),
        incomplete: true,
        place: "\r".into(),
        text: "\u{9b}31m".into(),
    }];
    let text = text::impact(&report, Limits::default());
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
    assert!(text.contains("\\x1b[2J\\u{202e}x\\x0ay 0x1000"), "{text}");
}

#[test]
fn json_keeps_names_as_they_are() {
    let text = json::to_string(&report(vec![member("\x1b", vec![inlined(1)])])).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["objects"][0]["members"][0]["symbol"], "\x1b");
    assert_eq!(value["objects"][0]["members"][0]["reasons"][0]["kind"], "inlined");
    assert!(text.starts_with("{\n  \"schema_version\": 1,"));
}
