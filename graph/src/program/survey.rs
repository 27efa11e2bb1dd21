//! What nearly every question asks of all instances at once, found out once.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::kernel::FtraceSite;
use super::node::{InstanceKind, OriginEvidence};
use super::query::Program;
use super::view::Instance;
use crate::id::{Addr, InstanceId, UnitId};

/// The instances of a program, summed up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// Instances by the units that describe their code.
    pub tallies: Vec<Tally>,
    /// Code that no DIE describes.
    pub undescribed: Undescribed,
    /// Entries of procedure linkage tables, sorted by name.
    pub stubs: Vec<InstanceId>,
    /// True if the object lists places where calls of its functions can be diverted.
    pub lists_sites: bool,
    /// True if a symbol is called `NAME.llvm.HASH`: a static that ThinLTO made visible to
    /// other units.
    pub promoted: bool,
    /// Where code begins that is no entry: `.cold` parts, further ranges; sorted.
    pub(super) parts: Vec<Addr>,
}

/// Instances whose code the same units describe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The unit of each DIE, and of what it was made from
    /// ([`OriginEvidence::Die`]); sorted. Empty for code without a DIE.
    pub units: Vec<(UnitId, Option<UnitId>)>,
    /// How many instances, stubs and thunks included.
    pub instances: u64,
    /// How many of them are functions ([`InstanceKind::Function`]).
    pub functions: u64,
}

/// Code that a compiler or a person wrote, and no DIE describes (corpus: `no-debug-unit`).
/// Linkage stubs, thunks and the tracer's hook are not: they are made without source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undescribed {
    /// How many functions.
    pub functions: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The largest of them, by size, then name.
    pub largest: Vec<InstanceId>,
}

/// How many of the undescribed are named.
const LARGEST: usize = 5;

impl Survey {
    pub(super) fn new(program: &Program) -> Self {
        let mut symbols = program.instances().flat_map(|id| program.instance(id).symbols());
        let is_stub = |&id: &InstanceId| program.instance(id).kind() == InstanceKind::Plt;
        let mut stubs: Vec<_> = program.instances().filter(is_stub).collect();
        stubs.sort_by_key(|&id| (program.instance_name(id), id));
        let is_listed = |id| matches!(program.ftrace_site(id), FtraceSite::Listed(_));
        Self {
            tallies: tallies(program),
            undescribed: undescribed(program),
            stubs,
            lists_sites: program.instances().any(is_listed),
            promoted: symbols.any(|symbol| program.symbol_name(symbol).contains(".llvm.")),
            parts: parts(program),
        }
    }
}

impl Program {
    /// The instances, summed up.
    pub fn survey(&self) -> &Survey {
        self.lazy.survey.get_or_init(|| Survey::new(self))
    }

    /// The linkage stubs that lead to a function of this name in another object.
    pub fn stubs_of(&self, name: &str) -> &[InstanceId] {
        let stubs = &self.survey().stubs;
        let key = |&id: &InstanceId| {
            let stub = self.instance_name(id);
            stub.strip_suffix("@plt").unwrap_or(stub)
        };
        let begin = stubs.partition_point(|id| key(id) < name);
        let len = stubs[begin..].partition_point(|id| key(id) == name);
        &stubs[begin..begin + len]
    }

    /// Where the next code of an instance begins, at or behind an address.
    pub fn next_code(&self, address: Addr) -> Option<Addr> {
        let all = self.instance_list();
        let entry = |id: InstanceId| self.instance(id).entry();
        let entry = all.get(all.partition_point(|id| entry(id) < address)).map(entry);
        let parts = &self.survey().parts;
        let part = parts.get(parts.partition_point(|&part| part < address)).copied();
        entry.into_iter().chain(part).min()
    }
}

fn parts(program: &Program) -> Vec<Addr> {
    let mut parts: Vec<_> = program
        .instances()
        .map(|id| program.instance(id))
        .flat_map(|instance| {
            let begins = instance.ranges().iter().map(|range| range.begin);
            begins.filter(move |&begin| begin != instance.entry())
        })
        .collect();
    parts.sort_unstable();
    parts
}

fn tallies(program: &Program) -> Vec<Tally> {
    let mut tallies: BTreeMap<Vec<(UnitId, Option<UnitId>)>, Tally> = BTreeMap::new();
    for id in program.instances() {
        let instance = program.instance(id);
        let units = units(instance);
        let tally = tallies.entry(units).or_default();
        tally.instances += 1;
        tally.functions += u64::from(instance.kind() == InstanceKind::Function);
    }
    tallies.into_iter().map(|(units, tally)| Tally { units, ..tally }).collect()
}

/// The units that describe an instance, sorted.
fn units(instance: Instance<'_>) -> Vec<(UnitId, Option<UnitId>)> {
    let described = instance.functions().iter().filter_map(|origin| match origin.evidence {
        OriginEvidence::Die { unit, early, .. } => Some((unit, early)),
        OriginEvidence::Symbol(_) => None,
    });
    let mut units: Vec<_> = described.collect();
    units.sort_unstable();
    units
}

fn undescribed(program: &Program) -> Undescribed {
    let is_code = |id: &InstanceId| {
        let kind = program.instance(*id).kind();
        matches!(kind, InstanceKind::Function | InstanceKind::Untyped)
    };
    let is_undescribed = |id: &InstanceId| is_code(id) && !program.instance(*id).is_described();
    let mut rows: Vec<_> = program
        .instances()
        .filter(is_undescribed)
        .map(|id| (Reverse(program.size_of(id)), program.instance_name(id), id))
        .collect();
    rows.sort_unstable();
    Undescribed {
        functions: rows.len() as u64,
        bytes: rows.iter().map(|&(Reverse(size), ..)| size).sum(),
        largest: rows.iter().take(LARGEST).map(|&(.., id)| id).collect(),
    }
}
