//! An impact report and its programs become what is to be written of each member.

use std::collections::HashMap;

use klpscope_graph::{FuncId, InstanceId, Program, Role, Sympos};

use crate::instance;
use crate::model::Model;
use crate::report::text::{self, Limits};
use crate::report::{FindingRow, ImpactReport, Member, NoticeRow, ObjectMembers, Verdict};
use crate::unneeded::is_unneeded;

/// What to write of a replacement set.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The specs, as written.
    pub asked: Vec<String>,
    /// The model.
    pub model: Model,
    /// Objects with members, in the order given.
    pub objects: Vec<PlannedObject>,
}

/// The members in one object.
#[derive(Clone, Debug)]
pub struct PlannedObject {
    /// The program, by its place among those asked about.
    pub program: usize,
    /// The file's name.
    pub name: String,
    /// The file as named by the user.
    pub file: String,
    /// GNU build-id.
    pub build_id: Option<String>,
    /// What it is to the kernel.
    pub role: Role,
    /// Where most source files lie, with a final `/`.
    pub source_root: Option<String>,
    /// Sorted as in the report.
    pub members: Vec<PlannedMember>,
}

/// An instance to replace.
#[derive(Clone, Debug)]
pub struct PlannedMember {
    /// The name for `klp_func.old_name`, if it has a symbol.
    pub symbol: Option<String>,
    /// The symbol, else the name of the function.
    pub name: String,
    /// `None` where it cannot be told.
    pub sympos: Option<Sympos>,
    /// The function that its replacement implements.
    pub function: Option<FuncId>,
    /// Where that is declared, for people to read.
    pub place: Option<String>,
    /// Names of all functions whose body it is.
    pub bodies: Vec<String>,
    /// True if nothing that is compiled anew can call it: a clone of which the callers
    /// are replaced instead.
    pub abandoned: bool,
    /// True if nothing runs it any more: a mere host in code that has run.
    pub unneeded: bool,
    /// Why it is in the set, the first reasons.
    pub reasons: Vec<String>,
    /// Whether it can be replaced.
    pub verdict: Verdict,
    /// What speaks against it.
    pub findings: Vec<FindingRow>,
}

/// What is to be written of a report about `programs`.
pub fn plan(programs: &[Program], report: &ImpactReport) -> Plan {
    let objects = report.objects.iter().filter(|object| !object.members.is_empty());
    let plan =
        |object: &ObjectMembers| Some(planned(programs.get(object.program)?, object, report));
    Plan {
        asked: report.question.functions.clone(),
        model: report.question.model,
        objects: objects.filter_map(plan).collect(),
    }
}

impl Plan {
    /// Members that neither output can name: they have no symbol.
    pub fn nameless(&self) -> Vec<NoticeRow> {
        let of = |object: &PlannedObject| {
            let nameless = object.members.iter().filter(|member| member.is_nameless());
            let row = |member: &PlannedMember| NoticeRow {
                object: object.name.clone(),
                incomplete: true,
                place: ".symtab".to_owned(),
                text: format!("{} has to be replaced, but no symbol names it", member.name),
            };
            nameless.map(row).collect::<Vec<_>>()
        };
        self.objects.iter().flat_map(of).collect()
    }
}

impl PlannedObject {
    /// Members to put into `klp_func`.
    pub fn listed(&self) -> impl Iterator<Item = &PlannedMember> {
        self.members.iter().filter(|member| !member.abandoned && member.symbol.is_some())
    }

    /// The name other tools know the object by.
    pub fn object_name(&self) -> &str {
        match &self.role {
            Role::Kernel => "vmlinux",
            Role::Module(name) => name,
            Role::KernelPart | Role::UserSpace => &self.name,
        }
    }
}

impl PlannedMember {
    fn is_nameless(&self) -> bool {
        !self.abandoned && self.symbol.is_none()
    }
}

fn planned(program: &Program, object: &ObjectMembers, report: &ImpactReport) -> PlannedObject {
    let by_address: HashMap<String, InstanceId> =
        program.instances().map(|id| (program.address(program.instance(id).entry()), id)).collect();
    let member = |member: &Member| {
        let id = by_address.get(&member.address).copied();
        self::member(program, id, member, object, report.question.model)
    };
    PlannedObject {
        program: object.program,
        name: object.object.name.clone(),
        file: object.object.file.clone(),
        build_id: object.object.build_id.clone(),
        role: program.role().clone(),
        source_root: object.object.source_root.clone(),
        members: object.members.iter().map(member).collect(),
    }
}

fn member(
    program: &Program,
    id: Option<InstanceId>,
    row: &Member,
    object: &ObjectMembers,
    model: Model,
) -> PlannedMember {
    let symbol = id.and_then(|id| program.instance(id).symbols().first());
    let functions = id.map_or_else(Vec::new, |id| program.instance(id).functions().to_vec());
    let origin = functions.iter().find(|origin| origin.is_described()).or(functions.first());
    let function = origin.map(|origin| origin.function);
    let place = function.and_then(|id| program.function(id).places().first());
    let place = place.map(|place| {
        format!("{}:{}", program.object().short_path(program.str(place.file)), place.line)
    });
    let changed = id.is_some_and(|id| program.instance(id).abi().is_changed());
    PlannedMember {
        symbol: row.symbol.clone(),
        name: id.map_or_else(String::new, |id| program.instance_name(id).to_owned()),
        sympos: symbol.and_then(|symbol| program.sympos(symbol)),
        function,
        place,
        bodies: id
            .map(|id| instance::functions(program, id))
            .unwrap_or_default()
            .into_iter()
            .map(|row| row.name)
            .collect(),
        abandoned: changed && model.follows_clones(),
        unneeded: id.is_some_and(|id| is_unneeded(program, id, row)),
        reasons: text::reasons(&object.object, &row.reasons, Limits::default()),
        verdict: row.verdict,
        findings: row.findings.clone(),
    }
}
