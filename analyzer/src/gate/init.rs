//! A policy to start from: measured on a build, so that this build passes it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::policy::{Limits, Policy, Requirement, Watch};
use super::{GateQuestion, gate, require};
use crate::audit::Build;
use crate::report::{GateReport, Severity, count};
use crate::scope::Scope;
use crate::spec::Spec;

/// More functions than these, and what takes longest is not measured.
const MANY: usize = 1000;

/// The text of a policy that watches `functions`, or without any all functions of the
/// objects, and that these objects pass.
pub fn starting_policy<'a>(scope: impl Into<Scope<'a>>, functions: &[Spec]) -> String {
    let scope = scope.into();
    let mut policy = Policy { watch: watch(functions), ..Policy::default() };
    policy.limits = Limits { set_size: Some(0), carried: Some(0), ..Limits::default() };
    let few = gate(scope, &[], &question(&policy), &[]);
    let measures_possible = few.watched.len() <= MANY;
    let report = if measures_possible {
        policy.limits.possible_percent = Some(100);
        gate(scope, &[], &question(&policy), &[])
    } else {
        few
    };
    let mut text = String::new();
    head(&mut text, &report);
    watch_table(&mut text, functions, &report);
    limits_table(&mut text, &report, measures_possible);
    findings_table(&mut text, &report);
    build_table(&mut text, scope);
    text.push_str(WAIVERS);
    text
}

const WAIVERS: &str = "
# A finding that has to pass for a time: why, and until when.
# [[waiver]]
# finding = \"no-ftrace-site\"
# function = \"name_or_glob\"
# reason = \"why it is let pass\"
# expires = \"2027-01-31\"
";

fn question(policy: &Policy) -> GateQuestion {
    GateQuestion {
        policy: policy.clone(),
        baseline: None,
        today: jiff::civil::Date::MIN,
        allow_incomplete: true,
    }
}

fn watch(functions: &[Spec]) -> Watch {
    let mut watch = Watch { functions: functions.to_vec(), ..Watch::default() };
    if functions.is_empty() {
        let glob = globset::Glob::new("*").map(|glob| glob.compile_matcher());
        watch.globs.extend(glob.map(|glob| ("*".to_owned(), glob)));
    }
    watch
}

/// A string as TOML takes it.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// Text of the file in a comment: it must not end the line.
fn comment(text: &str) -> String {
    crate::report::visible(text).into_owned()
}

fn head(text: &mut String, report: &GateReport) {
    text.push_str(
        "# What a build has to keep for its functions to stay live-patchable.\n# Measured on:\n",
    );
    for object in &report.objects {
        let id = object.build_id.as_deref().map_or(String::new(), |id| format!(", build-id {id}"));
        _ = writeln!(text, "#   {}{id}", comment(&object.name));
    }
    text.push_str("# klpscope gate --schema tells what may stand here, klpscope explain-policy ID what a finding means.\n");
}

fn watch_table(text: &mut String, functions: &[Spec], report: &GateReport) {
    text.push_str("\n[watch]\n");
    let watched = count(report.watched.len(), "function", "functions");
    if functions.is_empty() {
        _ = writeln!(
            text,
            "# All {watched} of the build. Narrow it to those that are likely to be patched:\n\
             # functions = [\"vfs_read\", \"limit@fs/open.c\"]\n\
             # paths = [\"net/core/\", \"fs/open.c\"]\n\
             # list = \"watched.txt\"\n\
             globs = [\"*\"]"
        );
        return;
    }
    _ = writeln!(
        text,
        "# {watched}. There are globs, paths and list beside functions.\nfunctions = ["
    );
    for spec in functions {
        _ = writeln!(text, "  {},", quoted(spec.text()));
    }
    text.push_str("]\n");
}

fn limits_table(text: &mut String, report: &GateReport, measures_possible: bool) {
    let rows = &report.watched;
    let most = |what: fn(&crate::report::WatchedRow) -> u64| {
        let worst = rows.iter().max_by(|a, b| what(a).cmp(&what(b)).then(b.cmp(a)));
        worst.map_or((0, String::new()), |row| (what(row), row.function.name.clone()))
    };
    text.push_str("\n[limits]\n# The most that was measured, and of which function.\n");
    let mut line = |key: &str, (value, name): (u64, String)| {
        let name = if value == 0 { "none".to_owned() } else { comment(&name) };
        _ = writeln!(text, "{key} = {value} # {name}");
    };
    line("set-size", most(|row| row.members as u64));
    line("carried", most(|row| row.carried.unwrap_or(0) as u64));
    line("unstable-names", most(|row| row.unstable_names as u64));
    if measures_possible {
        line("possible-percent", most(|row| row.possible_percent.unwrap_or(0)));
    } else {
        text.push_str(
            "# Not measured for so many functions: it takes time.\n# possible-percent = 50\n",
        );
    }
}

fn findings_table(text: &mut String, report: &GateReport) {
    let mut counts: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    let limits = ["set-size", "carried", "possible-share", "unstable-names"];
    for finding in report.findings.iter().filter(|finding| !limits.contains(&finding.rule)) {
        *counts.entry((finding.severity, finding.rule)).or_default() += 1;
    }
    let of = |severity: Severity| counts.iter().filter(move |((one, _), _)| *one == severity);
    text.push_str("\n[findings]\n# Errors by default that this build has; deny them when they are gone, or keep a --baseline.\nwarn = [\n");
    for ((_, id), n) in of(Severity::Error) {
        _ = writeln!(text, "  {}, # {}", quoted(id), n);
    }
    text.push_str("]\n");
    if of(Severity::Note).next().is_some() {
        text.push_str("# Notes by default, and how many this build has; deny or warn of what must not grow.\n");
    }
    for ((_, id), n) in of(Severity::Note) {
        _ = writeln!(text, "#   {id} {n}");
    }
}

fn build_table(text: &mut String, scope: Scope<'_>) {
    let builds: Vec<_> =
        scope.programs.iter().map(|program| (program, Build::new(program))).collect();
    let holds = |what: Requirement| {
        builds.iter().all(|(program, build)| require::is_met(program, build, what))
    };
    let (met, unmet): (Vec<_>, Vec<_>) =
        Requirement::all().into_iter().partition(|(_, what)| holds(*what));
    text.push_str("\n[build]\n# What this build has.\nrequire = [\n");
    for (word, _) in met {
        _ = writeln!(text, "  {},", quoted(&word));
    }
    text.push_str("]\n# What it has not:\n");
    for (word, _) in unmet {
        _ = writeln!(text, "#   {word}");
    }
}
