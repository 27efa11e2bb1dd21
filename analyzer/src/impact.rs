//! What must be replaced if these functions are patched?

use klpscope_graph::{FuncId, InstanceId, Program};

use crate::carried;
use crate::closure::{ReplacementSet, close};
use crate::collateral::collateral;
use crate::instance;
use crate::model::Model;
use crate::policy::{self, Subject};
use crate::possible;
use crate::reason;
use crate::report::{
    ImpactReport, Member, NoticeRow, ObjectMembers, ObjectRow, QuestionRow, Reason, SCHEMA_VERSION,
    SeedRow, Tier, Totals, Verdict,
};
use crate::seed::{self, SeedError};
use crate::spec::Spec;
use crate::unseen::without_dwarf;

/// The functions to patch, and by which rules.
#[derive(Clone, Debug)]
pub struct Question {
    /// What names the functions.
    pub functions: Vec<Spec>,
    /// The model.
    pub model: Model,
}

/// The replacement set of `question` over all `programs`; `notices` are what
/// reading them noticed.
///
/// # Errors
/// If a spec names no function, or a name several.
pub fn impact(
    programs: &[Program],
    question: &Question,
    notices: &[NoticeRow],
) -> Result<ImpactReport, SeedError> {
    let seeds =
        Seeds::resolve(programs, &question.functions).map_err(|error| error.beside(notices))?;
    let mut totals = Totals { incomplete: incomplete(notices), ..Totals::default() };
    let mut objects = Vec::new();
    for (program, seeds) in programs.iter().zip(&seeds.by_program) {
        let set = close(program, seeds, question.model);
        totals.exact += size(program, seeds, Model::Exact, question.model, &set);
        totals.inline_clone += size(program, seeds, Model::InlineClone, question.model, &set);
        let object = object_members(program, &set, question.model);
        totals.members += object.members.len();
        totals.recorded += set.members.values().filter(|&&tier| tier == Tier::Recorded).count();
        let verdicts = object.members.iter().map(|member| member.verdict);
        totals.verdict = verdicts.fold(totals.verdict, Verdict::max);
        totals.possible += object.possible.len();
        totals.collateral += object.collateral.len();
        totals.objects += usize::from(!object.members.is_empty());
        objects.push(object);
    }
    Ok(ImpactReport {
        schema_version: SCHEMA_VERSION,
        question: question.row(None),
        totals,
        seeds: seeds.rows,
        objects,
        notices: notices.to_vec(),
    })
}

impl Question {
    pub(crate) fn row(&self, target: Option<&Spec>) -> QuestionRow {
        QuestionRow {
            functions: self.functions.iter().map(|spec| spec.text().to_owned()).collect(),
            model: self.model,
            target: target.map(|spec| spec.text().to_owned()),
        }
    }
}

/// The functions to patch, by program.
pub(crate) struct Seeds {
    pub(crate) rows: Vec<SeedRow>,
    /// For each program its functions, sorted, each once.
    pub(crate) by_program: Vec<Vec<FuncId>>,
}

impl Seeds {
    pub(crate) fn resolve(programs: &[Program], specs: &[Spec]) -> Result<Self, SeedError> {
        let mut rows = Vec::new();
        let mut by_program = vec![Vec::new(); programs.len()];
        for spec in specs {
            for seed in seed::resolve(programs, spec)? {
                rows.push(seed.row(programs));
                for (at, id) in seed.functions {
                    by_program[at].push(id);
                }
            }
        }
        let key = |row: &SeedRow| (row.name.clone(), row.places.clone(), row.spec.clone());
        rows.sort_by_cached_key(key);
        for functions in &mut by_program {
            functions.sort_unstable();
            functions.dedup();
        }
        Ok(Self { rows, by_program })
    }
}

/// How many notices tell of unreadable input.
pub(crate) fn incomplete(notices: &[NoticeRow]) -> usize {
    notices.iter().filter(|notice| notice.incomplete).count()
}

/// Members by `model`; `set` is known already, by the model asked for.
fn size(
    program: &Program,
    seeds: &[FuncId],
    model: Model,
    asked: Model,
    set: &ReplacementSet,
) -> usize {
    if model == asked { set.members.len() } else { close(program, seeds, model).members.len() }
}

fn object_members(program: &Program, set: &ReplacementSet, model: Model) -> ObjectMembers {
    let mut reasons = reason::reasons(program, set, model, None);
    let mut ids: Vec<_> = set.members.keys().copied().collect();
    ids.sort_by_key(|&id| (program.instance_name(id), program.instance(id).entry));
    let member = |id| member(program, set, model, id, reasons.remove(&id).unwrap_or_default());
    let beside = possible::possible(program, set);
    ObjectMembers {
        object: ObjectRow::new(program),
        members: ids.into_iter().map(member).collect(),
        collateral: collateral(program, set),
        possible: beside.rows,
        possible_notes: beside.notes,
        without_dwarf: without_dwarf(program),
    }
}

fn member(
    program: &Program,
    set: &ReplacementSet,
    model: Model,
    id: InstanceId,
    reasons: Vec<Reason>,
) -> Member {
    let tier = set.members[&id];
    let findings = policy::findings(&Subject { program, set, model, id });
    Member {
        symbol: instance::symbol(program, id).map(str::to_owned),
        address: program.address(program.instance(id).entry),
        aliases: instance::aliases(program, id),
        size: instance::size(program, id),
        section: instance::section(program, id).to_owned(),
        abi: instance::abi_name(program.instance(id).abi),
        functions: instance::functions(program, id),
        tier,
        verdict: policy::verdict(&findings),
        findings,
        carried: carried::carried(program, set, id),
        external: carried::external(program, id),
        reasons,
    }
}
