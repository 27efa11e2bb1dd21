//! Why is an instance in the replacement set, or what was looked for?

use std::collections::BTreeSet;

use klpscope_graph::{FuncId, InstanceId, Program};

use crate::closure::{ReplacementSet, close};
use crate::impact::{Question, Seeds};
use crate::instance;
use crate::reason;
use crate::report::{
    Answer, ExplainReport, FunctionRow, Link, LookedFor, NoticeRow, ObjectRow, SCHEMA_VERSION,
    Target,
};
use crate::seed::{self, SeedError};
use crate::spec::Spec;
use crate::unseen::without_dwarf;

/// Why `target` (an ELF symbol or a source function; each of its instances) is
/// in the replacement set of `question`.
///
/// # Errors
/// If a spec of the question names no function or several, or `target` nothing.
pub fn explain(
    programs: &[Program],
    target: &Spec,
    question: &Question,
    notices: &[NoticeRow],
) -> Result<ExplainReport, SeedError> {
    let beside = |error: SeedError| error.beside(notices);
    let seeds = Seeds::resolve(programs, &question.functions).map_err(beside)?;
    let named = Named::find(programs, target).map_err(beside)?;
    let mut targets = Vec::new();
    for (at, program) in programs.iter().enumerate() {
        let ids: Vec<_> = named.instances.iter().filter(|found| found.0 == at).collect();
        if ids.is_empty() {
            continue;
        }
        let set = close(program, &seeds.by_program[at], question.model);
        let examined = examined(program, &set, notices);
        for &&(_, id) in &ids {
            targets.push(one(program, &set, question, &examined, id));
        }
    }
    Ok(ExplainReport {
        schema_version: SCHEMA_VERSION,
        question: question.row(Some(target)),
        seeds: seeds.rows,
        objects: ObjectRow::all(programs),
        targets,
        without_code: named.without_code,
        notices: notices.to_vec(),
    })
}

/// What the target names.
struct Named {
    /// Position of the program, and instance; sorted.
    instances: BTreeSet<(usize, InstanceId)>,
    without_code: Vec<(FunctionRow, usize)>,
}

impl Named {
    /// The instances of that symbol and those of the source functions of that
    /// name; a symbol with a suffix (`f.isra.0`) names one instance alone.
    fn find(programs: &[Program], target: &Spec) -> Result<Self, SeedError> {
        let mut instances = BTreeSet::new();
        let mut without_code = Vec::new();
        if !target.has_place() {
            for (at, program) in programs.iter().enumerate() {
                let found = program.instances_of_symbol(target.name());
                instances.extend(found.into_iter().map(|id| (at, id)));
            }
        }
        let by_name =
            programs.iter().any(|program| !program.functions_named(target.name()).is_empty());
        if instances.is_empty() || by_name {
            for seed in seed::resolve_all(programs, target)? {
                let bodies = bodies(programs, &seed.functions);
                if bodies.is_empty() {
                    without_code.extend(hosts_only(programs, &seed.functions));
                }
                instances.extend(bodies);
            }
        }
        Ok(Self { instances, without_code })
    }
}

fn bodies(programs: &[Program], functions: &[(usize, FuncId)]) -> Vec<(usize, InstanceId)> {
    let here = |&(at, id): &(usize, FuncId)| {
        programs[at].bodies_of(id).into_iter().map(move |body| (at, body))
    };
    functions.iter().flat_map(here).collect()
}

/// A function without code of its own, and in how many instances it is.
fn hosts_only(programs: &[Program], functions: &[(usize, FuncId)]) -> Option<(FunctionRow, usize)> {
    let &(first, id) = functions.first()?;
    let hosts = functions.iter().map(|&(at, id)| hosts(&programs[at], [id].iter()).len()).sum();
    Some((FunctionRow::new(&programs[first], id), hosts))
}

fn hosts<'a>(
    program: &Program,
    functions: impl Iterator<Item = &'a FuncId>,
) -> BTreeSet<InstanceId> {
    let copies = functions.flat_map(|&id| program.copies_of(id));
    copies.map(|id| program.inlined(id).host()).collect()
}

fn one(
    program: &Program,
    set: &ReplacementSet,
    question: &Question,
    examined: &LookedFor,
    id: InstanceId,
) -> Target {
    let tier = set.members.get(&id).copied();
    let mut looked_for = examined.clone();
    looked_for.target_inlined = program.inlined_into(id).len();
    looked_for.target_calls = program.calls_from(id).len();
    looked_for.open = open(program, &looked_for, id);
    let mut reasons = reason::reasons(program, set, question.model, Some(id));
    Target {
        object: program.object().name(),
        symbol: instance::symbol(program, id).map(str::to_owned),
        address: program.address(program.instance(id).entry()),
        functions: instance::functions(program, id),
        answer: match (tier, looked_for.open.is_empty()) {
            (Some(_), _) => Answer::InSet,
            (None, true) => Answer::NotInSet,
            (None, false) => Answer::Unknown,
        },
        tier,
        leads_to: links(program, set, question, id),
        reasons: reasons.remove(&id).unwrap_or_default(),
        looked_for,
    }
}

/// From a member that rule 3 added to one that is patched code or holds it.
fn links(
    program: &Program,
    set: &ReplacementSet,
    question: &Question,
    from: InstanceId,
) -> Vec<Link> {
    let callees = std::iter::successors(set.calls.get(&from), |id| set.calls.get(id));
    callees
        .map(|&id| {
            let reasons = reason::reasons(program, set, question.model, Some(id)).remove(&id);
            Link {
                symbol: instance::symbol(program, id).map(str::to_owned),
                address: program.address(program.instance(id).entry()),
                functions: instance::functions(program, id),
                reason: reasons.and_then(|reasons| reasons.into_iter().next()),
            }
        })
        .collect()
}

/// What was examined in `program`, for whatever target.
fn examined(program: &Program, set: &ReplacementSet, notices: &[NoticeRow]) -> LookedFor {
    let functions = || set.functions.keys();
    let object = program.object().name();
    let is_changed = |id: &&InstanceId| program.instance(**id).abi().is_changed();
    LookedFor {
        own_instances: functions().map(|&id| program.bodies_of(id).len()).sum(),
        copies: functions().map(|&id| program.copies_of(id).len()).sum(),
        hosts: hosts(program, functions()).len(),
        changed_members: set.members.keys().filter(is_changed).count(),
        record_files: program.record_files().len(),
        recorded_copies: functions().map(|&id| program.recorded_of(id).len()).sum(),
        unreadable_units: program.counts().unreadable_units,
        without_dwarf: without_dwarf(program),
        incomplete: notices.iter().filter(|row| row.incomplete && row.object == object).count(),
        ..LookedFor::default()
    }
}

/// What keeps "not in the set" from being sure.
fn open(program: &Program, looked_for: &LookedFor, id: InstanceId) -> Vec<String> {
    let mut open = Vec::new();
    if !instance::has_dwarf(program, id) {
        open.push("no DIE describes this code: what is inlined there is unknown".to_owned());
    }
    if looked_for.unreadable_units > 0 {
        open.push(format!("{} units could not be read to the end", looked_for.unreadable_units));
    }
    if looked_for.incomplete > 0 {
        open.push(format!("{} parts of the input could not be read", looked_for.incomplete));
    }
    if looked_for.changed_members > 0 && !program.object().decoded {
        let machine = &program.object().machine;
        open.push(format!("calls are not decoded for {machine}: callers of clones are unknown"));
    }
    open
}
