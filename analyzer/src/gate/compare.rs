//! What changed since an older build, as findings: of the watched functions, or of all.

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::{FuncId, Program};

use super::draft::Draft;
use super::identity::{self, Root};
use super::policy::{DriftPolicy, Policy};
use super::rule;
use super::watch::{self, Watched};
use crate::drift::{self, DriftKind, DriftQuestion, Pair, Pairs};
use crate::report::{DriftRow, NoticeRow, few};

/// Names that a finding shows of what came and went.
const SHOWN: usize = 5;

/// The changes from `olds` to `news`, of which `watched` is watched, and what of them could
/// not be compared.
pub(super) fn changed(
    (olds, news): (&[Program], &[Program]),
    policy: &Policy,
    watched: &[Watched],
    root: &Root<'_>,
) -> (Vec<Draft>, Vec<NoticeRow>) {
    let (mut rows, mut notices) = (Vec::new(), Vec::new());
    // What is watched may be gone from the new build. What is wrong with the policy is told
    // of that one.
    let (before, _) = watch::functions(olds, &policy.watch, root);
    let policy = &policy.drift;
    for (nth, old) in olds.iter().enumerate() {
        match partner(old, olds, news) {
            Some(at) => {
                let watched = [ids(&before, nth), ids(watched, at)];
                let found = of_pair(old, &news[at], policy, &watched);
                rows.extend(found.into_iter().map(|row| (at, row)));
                notices.extend(drift::sites_only_in_one(old, &news[at]));
            }
            None => notices.push(without_partner(old)),
        }
    }
    let mut counts: BTreeMap<DriftKind, usize> = BTreeMap::new();
    rows.iter().for_each(|(_, row)| *counts.entry(row.kind).or_default() += 1);
    rows.retain(|(_, row)| counts[&row.kind] > policy.allow.get(&row.kind).copied().unwrap_or(0));
    rows.sort();
    (rows.into_iter().map(|(at, row)| draft(&news[at], root, &row)).collect(), notices)
}

/// That the policy asks for a comparison, and there is nothing to compare with.
pub(super) fn not_done(policy: &Policy, olds: &[Program]) -> Option<Draft> {
    let line = policy.drift.line.filter(|_| olds.is_empty())?;
    let text = "no older build is given: nothing was compared".to_owned();
    Some(Draft::about_policy(&rule::NOT_COMPARED, &policy.file, line, text))
}

/// The object of the new build that is the same: by its name, or the only one by itself.
fn partner(old: &Program, olds: &[Program], news: &[Program]) -> Option<usize> {
    if olds.len() == 1 && news.len() == 1 {
        return Some(0);
    }
    let name = identity::object(old);
    news.iter().position(|new| identity::object(new) == name)
}

fn without_partner(old: &Program) -> NoticeRow {
    NoticeRow {
        object: old.object().name(),
        incomplete: true,
        place: old.object().path.display().to_string(),
        text: "none of the files is another build of it: it was not compared".to_owned(),
    }
}

/// The watched functions of a program.
fn ids(watched: &[Watched], program: usize) -> BTreeSet<FuncId> {
    let seeds = watched.iter().flat_map(|watched| &watched.seeds);
    seeds.filter(|&&(at, _)| at == program).map(|&(_, id)| id).collect()
}

fn of_pair(
    old: &Program,
    new: &Program,
    policy: &DriftPolicy,
    [before, after]: &[BTreeSet<FuncId>; 2],
) -> Vec<DriftRow> {
    let pairs = Pairs::new(old, new);
    let is_asked = |pair: &&Pair| {
        policy.all
            || pair.old.is_some_and(|id| before.contains(&id))
            || pair.new.is_some_and(|id| after.contains(&id))
    };
    let asked: Vec<_> = pairs.rows.iter().filter(is_asked).collect();
    let question = DriftQuestion { min_growth: policy.min_growth, ..DriftQuestion::default() };
    let mut changes = drift::changes(&pairs, &asked, &question);
    changes.extend(drift::options(&pairs));
    changes
}

fn draft(program: &Program, root: &Root<'_>, row: &DriftRow) -> Draft {
    let signed = |sign, names: &[String]| {
        (!names.is_empty()).then(|| format!("{sign} {}", few(names, SHOWN)))
    };
    let evidence = [signed('-', &row.lost), signed('+', &row.gained)].into_iter().flatten();
    let rule = row.kind.rule();
    let text = format!("{}: {}", rule.help.title, row.summary());
    let mut draft = Draft::about_object(rule, program, text);
    draft.finding.evidence = evidence.collect();
    draft.finding.clone.clone_from(&row.clone);
    match &row.function {
        Some(function) => {
            draft.finding.function.clone_from(&function.name);
            draft.finding.place.clone_from(&function.place);
            if let Some(place) = &mut draft.finding.place {
                place.file = root.short(program, &place.file).to_owned();
            }
        }
        // Which switches tells one change of units from another.
        None => draft.detail = [row.lost.join(" "), row.gained.join(" ")].join(" / "),
    }
    draft
}
