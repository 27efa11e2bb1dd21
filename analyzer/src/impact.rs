//! What must be replaced if these functions are patched?

use klpscope_graph::{FuncId, InstanceId, Program};

use crate::audit::{self, Build};
use crate::carried::{self, Allowance, Load};
use crate::closure::{ReplacementSet, close};
use crate::collateral::collateral;
use crate::exports::Exports;
use crate::external::External;
use crate::instance;
use crate::lift::Lifter;
use crate::linkable::Linkable;
use crate::model::Model;
use crate::needs;
use crate::patch::Mapped;
use crate::policy::{self, Facts, Subject};
use crate::possible;
use crate::reason;
use crate::report::{
    ImpactReport, KernelRow, Member, Needs, NoticeRow, ObjectMembers, ObjectRow, QuestionRow,
    Reason, SCHEMA_VERSION, SeedRow, Tier, Totals, Verdict,
};
use crate::scope::Scope;
use crate::seed::{self, Seed, SeedError};
use crate::spec::Spec;
use crate::unneeded::is_unneeded;
use crate::unseen::without_dwarf;
use crate::vanish_rate::not_shown;

/// The functions to patch, and by which rules.
#[derive(Clone, Debug)]
pub struct Question {
    /// What names the functions.
    pub functions: Vec<Spec>,
    /// Functions named by their places, mapped over the same programs.
    pub mapped: Option<Mapped>,
    /// The model.
    pub model: Model,
    /// Whether members that cannot be replaced give way to their nearest callers that can.
    pub lift: bool,
}

/// The replacement set of `question` over all objects of `scope`; `notices` are what
/// reading them noticed.
///
/// # Errors
/// If a spec names no function, or a name several.
pub fn impact<'a>(
    scope: impl Into<Scope<'a>>,
    question: &Question,
    notices: &[NoticeRow],
) -> Result<ImpactReport, SeedError> {
    let scope = scope.into();
    let programs = scope.programs;
    let mut seeds =
        Seeds::resolve(programs, &question.functions).map_err(|error| error.beside(notices))?;
    let mut notices = notices.to_vec();
    let mut totals = Totals::default();
    if let Some(mapped) = &question.mapped {
        seeds.add(programs, &mapped.seeds);
        notices.extend(mapped.notices.iter().cloned());
        totals.verdict = mapped.verdict;
    }
    totals.incomplete = incomplete(&notices);
    if totals.incomplete > 0 || seeds.rows.iter().any(SeedRow::is_gone) {
        totals.verdict = Verdict::Unknown;
    }
    let mut objects = Vec::new();
    let exports = Exports::new(scope);
    let mut kernel = scope.kernel.map(|kernel| KernelRow::new(kernel, programs));
    for (at, (program, seeds)) in programs.iter().zip(&seeds.by_program).enumerate() {
        if let Some(kernel) = kernel.as_mut().filter(|_| seeds.is_empty()) {
            kernel.leave_out(&without_dwarf(program));
            continue;
        }
        let mut set = close(program, seeds, question.model);
        totals.exact += size(program, seeds, Model::Exact, question.model, &set);
        totals.inline_clone += size(program, seeds, Model::InlineClone, question.model, &set);
        let (object, cut) =
            object_members((at, program, &exports), &mut set, question, &mut totals);
        notices.extend(cut);
        totals.add(&object);
        match kernel.as_mut().filter(|_| object.is_empty()) {
            Some(kernel) => kernel.leave_out(&object.without_dwarf),
            None => objects.push(object),
        }
    }
    totals.needs = needs::settle(&exports, &mut objects);
    totals.incomplete = incomplete(&notices);
    Ok(ImpactReport {
        schema_version: SCHEMA_VERSION,
        question: question.row(None),
        totals,
        patch: question.mapped.as_ref().map(|mapped| mapped.report.clone()),
        seeds: seeds.rows,
        kernel,
        objects,
        notices,
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
        let mut seeds = Self { rows: Vec::new(), by_program: vec![Vec::new(); programs.len()] };
        for spec in specs {
            seeds.add(programs, &seed::resolve(programs, spec)?);
        }
        Ok(seeds)
    }

    fn add(&mut self, programs: &[Program], more: &[Seed]) {
        for seed in more {
            self.rows.push(seed.row(programs));
            for &(at, id) in &seed.functions {
                self.by_program[at].push(id);
            }
        }
        let key = |row: &SeedRow| (row.name.clone(), row.places.clone(), row.spec.clone());
        self.rows.sort_by_cached_key(key);
        for functions in &mut self.by_program {
            functions.sort_unstable();
            functions.dedup();
        }
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

/// The members of an object, one of `programs`, those lifted left out; counts their verdicts.
/// And a notice if what they bring along is not all listed.
fn object_members(
    (at, program, exports): (usize, &Program, &Exports<'_>),
    set: &mut ReplacementSet,
    question: &Question,
    totals: &mut Totals,
) -> (ObjectMembers, Option<NoticeRow>) {
    let (facts, model) = (Facts::new(program, exports), question.model);
    let mut lifter = Lifter::new(&facts, model);
    let mut lifted = Vec::new();
    if question.lift {
        let before: Vec<_> = set.members.keys().copied().collect();
        lifted = lifter.lift(set);
        let gone = before.iter().filter(|&id| !set.members.contains_key(id));
        *totals.before_lift.get_or_insert(0) += before.len();
        *totals.lifted.get_or_insert(0) += gone.count();
    }
    let set = &*set;
    let mut reasons = reason::reasons(program, set, model, None);
    let mut ids: Vec<_> = set.members.keys().copied().collect();
    ids.sort_by_key(|&id| (program.instance_name(id), program.instance(id).entry()));
    let build = Build::new(program);
    let beside = possible::possible(&facts, &build, set);
    let linkable = Linkable::new(program);
    let mut allowance = Allowance::new(program);
    let mut members = Vec::new();
    let mut cut = Vec::new();
    for id in ids {
        let reasons = reasons.remove(&id).unwrap_or_default();
        let subject = Subject { facts: &facts, set, model, id };
        let load = carried::load(program, set, id, &mut allowance);
        if load.is_cut {
            cut.push(id);
        }
        let mut member = member(&mut lifter, &linkable, &subject, reasons, &load);
        member.build = build.for_instance(program, id).configuration;
        totals.judge(member.verdict, is_unneeded(program, id, &member));
        members.push(member);
    }
    let members = ObjectMembers {
        program: at,
        object: ObjectRow::new(program),
        members,
        lifted,
        collateral: collateral(program, set),
        possible: beside.rows,
        possible_notes: beside.notes,
        build: audit::short(program, &build),
        not_shown: not_shown(program, &build),
        without_dwarf: without_dwarf(program),
        needs: Needs::default(),
    };
    (members, not_listed(program, &cut))
}

/// Says of which members it is not listed what they carry.
fn not_listed(program: &Program, cut: &[InstanceId]) -> Option<NoticeRow> {
    let text = format!(
        "{} members bring too many functions along, {} among them: these are not listed, nor what \
         they refer to; ask about fewer functions",
        cut.len(),
        program.instance_name(*cut.first()?)
    );
    let object = program.object().name();
    Some(NoticeRow { object, incomplete: true, place: "carried".to_owned(), text })
}

impl Totals {
    fn add(&mut self, object: &ObjectMembers) {
        self.members += object.members.len();
        let tiers = object.members.iter().map(|member| member.tier);
        self.recorded += tiers.filter(|&tier| tier == Tier::Recorded).count();
        self.possible += object.possible.len();
        self.collateral += object.collateral.len();
        self.objects += usize::from(!object.members.is_empty());
    }

    /// Counts a member's verdict; it weighs on the patch unless the member is unneeded.
    fn judge(&mut self, verdict: Verdict, is_unneeded: bool) {
        self.verdicts.add(verdict);
        if is_unneeded {
            self.verdicts.gone += 1;
        } else {
            self.verdict = self.verdict.max(verdict);
        }
    }
}

fn member(
    lifter: &mut Lifter<'_>,
    linkable: &Linkable<'_>,
    subject: &Subject<'_>,
    reasons: Vec<Reason>,
    load: &Load,
) -> Member {
    let (program, set, id) = (subject.program(), subject.set, subject.id);
    let mut findings = policy::findings(subject);
    lifter.explain(id, &mut findings);
    let external = External::of(program, linkable, set, load);
    Member {
        symbol: instance::symbol(program, id).map(str::to_owned),
        address: program.address(program.instance(id).entry()),
        aliases: instance::aliases(program, id),
        size: instance::size(program, id),
        section: instance::section(program, id).to_owned(),
        abi: instance::abi_name(program.instance(id).abi()),
        functions: instance::functions(program, id),
        tier: set.members[&id],
        build: None,
        verdict: policy::verdict(&findings),
        findings,
        carried: load.rows(program, id),
        decoded: external.decoded && !load.is_cut,
        external: external.rows(),
        reasons,
    }
}
