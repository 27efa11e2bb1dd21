//! What holds between the answers, for every function of every prebuilt corpus
//! case: the models contain each other, no member is without a reason, and
//! `explain`, `show` and `list hosts` tell the same story as `impact`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "the corpus is whole, or a test fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use klpscope_analyzer::report::{Answer, Effect, ImpactReport, Reason, Tier, Verdict};
use klpscope_analyzer::{Model, Question, SeedError, Spec, explain, impact, list, resolve, show};
use klpscope_graph::{Input, Program, build};

fn binaries() -> Vec<PathBuf> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus");
    let cases = fs::read_dir(corpus).unwrap().map(|case| case.unwrap().path().join("prebuilt"));
    let files = cases.filter_map(|dir| fs::read_dir(dir).ok()).flatten();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ext| ext == "elf" || ext == "o"));
    files.sort();
    files
}

fn programs() -> impl Iterator<Item = (String, Vec<Program>)> {
    binaries().into_iter().filter_map(|path| {
        let input = Input { path: path.clone(), ..Input::default() };
        // Cases that show input which cannot be read are tested elsewhere.
        let (program, _) = build(&input, &|_| {}).ok()?;
        Some((path.display().to_string(), vec![program]))
    })
}

/// A spec for each source function that stands alone.
fn specs(program: &Program) -> Vec<Spec> {
    let spec = |id| {
        let name = program.function_name(id);
        let text = match program.function(id).places().first() {
            Some(place) => format!("{name}@{}:{}", program.str(place.file), place.line),
            None => format!("{name}@"),
        };
        text.parse().unwrap()
    };
    program.functions().map(spec).collect()
}

fn ask(programs: &[Program], spec: &Spec, model: Model) -> ImpactReport {
    let question = Question { functions: vec![spec.clone()], mapped: None, model, lift: false };
    impact(programs, &question, &[]).unwrap_or_else(|error| panic!("{spec}: {error}"))
}

fn members(report: &ImpactReport) -> BTreeSet<&str> {
    report.objects[0].members.iter().map(|member| member.address.as_str()).collect()
}

#[test]
fn models_contain_each_other() {
    let mut asked = 0;
    for (file, programs) in programs() {
        for spec in specs(&programs[0]) {
            let [exact, bound, in_place] = Model::ALL.map(|model| ask(&programs, &spec, model));
            assert!(members(&in_place).is_subset(&members(&exact)), "{file}: {spec}");
            assert!(members(&exact).is_subset(&members(&bound)), "{file}: {spec}");
            for report in [&exact, &bound, &in_place] {
                assert_eq!(report.totals.exact, members(&exact).len(), "{file}: {spec}");
                assert_eq!(report.totals.inline_clone, members(&bound).len(), "{file}: {spec}");
                assert_eq!(report.totals.members, members(report).len(), "{file}: {spec}");
            }
            asked += 1;
        }
    }
    assert!(asked > 300, "only {asked} functions in the corpus");
}

#[test]
fn every_member_has_reasons_in_order() {
    for (file, programs) in programs() {
        for (spec, model) in specs(&programs[0]).iter().flat_map(|s| Model::ALL.map(|m| (s, m))) {
            let report = ask(&programs, spec, model);
            for member in &report.objects[0].members {
                let told = || format!("{file}: {spec}, {model}: {}", member.address);
                assert!(!member.reasons.is_empty(), "{}", told());
                let clones = |reason: &&Reason| matches!(reason, Reason::CallsClone { .. });
                let clones = member.reasons.iter().filter(clones).count();
                assert!(model != Model::InPlace || clones == 0, "{}", told());
                let recorded = |reason: &Reason| matches!(reason, Reason::Recorded { .. });
                let only = member.reasons.iter().all(recorded);
                assert!(!only || member.tier == Tier::Recorded, "{}", told());
            }
        }
    }
}

#[test]
fn verdicts_follow_from_findings() {
    for (file, programs) in programs() {
        for spec in specs(&programs[0]) {
            let report = ask(&programs, &spec, Model::Exact);
            let mut gravest = Verdict::Feasible;
            for member in &report.objects[0].members {
                let told = || format!("{file}: {spec}: {}", member.address);
                let effects = || member.findings.iter().map(|finding| finding.effect);
                let blocks = effects().any(|effect| effect == Effect::Blocks);
                assert_eq!(member.verdict == Verdict::Infeasible, blocks, "{}", told());
                let clear = effects().all(|effect| effect == Effect::Note);
                assert_eq!(member.verdict == Verdict::Feasible, clear, "{}", told());
                assert!(effects().is_sorted_by(|a, b| a >= b), "{}", told());
                gravest = gravest.max(member.verdict);
            }
            let totals = &report.totals;
            let counts = totals.verdicts;
            let all = counts.feasible + counts.with_conditions + counts.unknown + counts.infeasible;
            assert_eq!(all, totals.members, "{file}: {spec}");
            assert!(counts.gone <= counts.infeasible, "{file}: {spec}");
            if counts.gone == 0 && totals.members > 0 {
                assert_eq!(totals.verdict, gravest, "{file}: {spec}");
            }
        }
    }
}

#[test]
fn lift_puts_callers_in_stead_of_what_is_blocked() {
    let mut lifted = 0;
    for (file, programs) in programs() {
        for spec in specs(&programs[0]) {
            let before = ask(&programs, &spec, Model::Exact);
            let functions = vec![spec.clone()];
            let question = Question { functions, mapped: None, model: Model::Exact, lift: true };
            let after = impact(&programs, &question, &[]).unwrap();
            let (old, new) = (members(&before), members(&after));
            let rows = &after.objects[0].lifted;
            for row in rows.iter().filter(|row| row.open.is_empty()) {
                lifted += 1;
                let told = format!("{file}: {spec}: {}", row.member.address);
                assert!(!new.contains(row.member.address.as_str()), "{told}");
                assert!(!row.callers.is_empty() && !row.blocked_by.is_empty(), "{told}");
                for caller in &row.callers {
                    assert!(new.contains(caller.address.as_str()), "{told}: {}", caller.address);
                }
            }
            let gone = |address: &&&str| {
                !rows.iter().any(|row| row.open.is_empty() && row.member.address == **address)
            };
            assert!(old.iter().filter(gone).all(|address| new.contains(address)), "{file}: {spec}");
            assert_eq!(after.totals.before_lift, Some(old.len()), "{file}: {spec}");
            assert_eq!(after.totals.exact, before.totals.exact, "{file}: {spec}");
        }
    }
    assert!(lifted > 0, "the corpus has functions that cannot be replaced");
}

/// The linked kernel exports nothing of it; the object alone may be called by others.
#[test]
fn lift_keeps_what_other_objects_may_call() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus/kernel-tables/prebuilt");
    for (file, seen_outside) in [("gcc-14.o", true), ("gcc-14.elf", false)] {
        let input = Input { path: path.join(file), ..Input::default() };
        let programs = [build(&input, &|_| {}).unwrap().0];
        let functions = vec!["untraced".parse().unwrap()];
        let question = Question { functions, mapped: None, model: Model::Exact, lift: true };
        let report = impact(&programs, &question, &[]).unwrap();
        let open: Vec<_> = report.objects[0].lifted.iter().flat_map(|row| &row.open).collect();
        assert!(!report.objects[0].lifted.is_empty(), "{file}");
        let told = open.iter().any(|text| text.starts_with("untraced is global"));
        assert_eq!(told, seen_outside, "{file}: {open:?}");
    }
}

#[test]
fn explain_agrees_with_impact() {
    for (file, programs) in programs() {
        for spec in specs(&programs[0]) {
            let report = ask(&programs, &spec, Model::Exact);
            let question = Question {
                functions: vec![spec.clone()],
                mapped: None,
                model: Model::Exact,
                lift: false,
            };
            for target in specs(&programs[0]) {
                let explained = explain(&programs, &target, &question, &[]).unwrap();
                for target in &explained.targets {
                    let is_member = members(&report).contains(target.address.as_str());
                    let told = format!("{file}: {} for {spec}", target.address);
                    assert_eq!(target.answer == Answer::InSet, is_member, "{told}");
                    assert_eq!(target.reasons.is_empty(), !is_member, "{told}");
                }
            }
        }
    }
}

#[test]
fn hosts_are_what_in_place_replaces() {
    for (file, programs) in programs() {
        let rows = list::hosts(&programs);
        for spec in specs(&programs[0]) {
            let report = ask(&programs, &spec, Model::InPlace);
            let seed = &report.seeds[0];
            let place = seed.places.first();
            let is_meant = |row: &&list::HostRow<'_>| {
                row.name == seed.name
                    && place.map(|place| place.file.as_str()) == row.decl_file
                    && place.map_or(0, |place| place.line) == row.decl_line
            };
            let hosts: BTreeSet<_> =
                rows.iter().filter(is_meant).map(|row| row.host_address.as_str()).collect();
            assert_eq!(hosts, members(&report), "{file}: {spec}");
        }
    }
}

#[test]
fn ambiguous_names_list_specs_that_work() {
    let mut ambiguous = 0;
    for (file, programs) in programs() {
        for id in programs[0].functions() {
            let spec: Spec = programs[0].function_name(id).parse().unwrap();
            let Err(SeedError::Ambiguous { candidates, .. }) = resolve(&programs, &spec) else {
                continue;
            };
            ambiguous += 1;
            let shown = show(&programs, &spec, &[]).unwrap();
            assert_eq!(shown.functions.len(), candidates.len(), "{file}: {spec}");
            for candidate in candidates {
                let seeds = resolve(&programs, &candidate.parse().unwrap());
                assert_eq!(seeds.map(|seeds| seeds.len()), Ok(1), "{file}: {candidate}");
            }
        }
    }
    assert!(ambiguous > 0, "the corpus has statics of one name");
}
