//! What nearly every question asks of all instances at once, found out once.

use super::query::Program;
use super::store::{Col, List};
use crate::id::{Addr, InstanceId, UnitId};

/// The instances of a program, summed up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// Instances by the units that describe their code.
    pub tallies: Vec<Tally>,
    /// Code that no DIE describes.
    pub undescribed: Undescribed,
    /// True if the object lists places where calls of its functions can be diverted.
    pub lists_sites: bool,
    /// True if a symbol is called `NAME.llvm.HASH`: a static that ThinLTO made visible to
    /// other units.
    pub promoted: bool,
}

/// Instances whose code the same units describe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The unit of each DIE, and of what it was made from
    /// ([`crate::OriginEvidence::Die`]); sorted. Empty for code without a DIE.
    pub units: Vec<(UnitId, Option<UnitId>)>,
    /// How many instances, stubs and thunks included.
    pub instances: u64,
    /// How many of them are functions ([`crate::InstanceKind::Function`]).
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
    /// The largest of them, by size, then name; at most five.
    pub largest: Vec<InstanceId>,
}

impl Survey {
    fn read(program: &Program) -> Self {
        let store = &program.store;
        let tallies = 0..store.rows(Col::TallyInstances);
        let largest = 0..store.rows(Col::UndescribedLargest);
        Self {
            tallies: tallies.map(|row| Tally::read(program, row)).collect(),
            undescribed: Undescribed {
                functions: store.get(Col::UndescribedTotal, 0),
                bytes: store.get(Col::UndescribedTotal, 1),
                largest: largest
                    .map(|row| store.position(Col::UndescribedLargest, row, Col::InstanceEntry))
                    .map(InstanceId::new)
                    .collect(),
            },
            lists_sites: store.get(Col::ListsSites, 0) != 0,
            promoted: store.get(Col::Promoted, 0) != 0,
        }
    }
}

impl Tally {
    fn read(program: &Program, row: usize) -> Self {
        let store = &program.store;
        let unit = |at| {
            let unit = store.position(Col::TallyUnit, at, Col::UnitOffset);
            let early = store.position_or_none(Col::TallyEarly, at, Col::UnitOffset);
            (UnitId::new(unit), early.map(UnitId::new))
        };
        let units = store.group(Col::TallyBegins, row, store.rows(Col::TallyUnit));
        Self {
            units: units.map(unit).collect(),
            instances: store.get(Col::TallyInstances, row),
            functions: store.get(Col::TallyFunctions, row),
        }
    }
}

impl Program {
    /// The instances, summed up.
    pub fn survey(&self) -> &Survey {
        self.lazy.survey.get_or_init(|| Survey::read(self))
    }

    /// The linkage stubs that lead to a function of this name in another object.
    pub fn stubs_of(&self, name: &str) -> List<'_, InstanceId> {
        let stubs = List::new(&self.store, 0..self.store.rows(Col::Stubs), |store, row| {
            InstanceId::new(store.position(Col::Stubs, row, Col::InstanceEntry))
        });
        let key = |id: InstanceId| {
            let stub = self.instance_name(id);
            stub.strip_suffix("@plt").unwrap_or(stub)
        };
        let begin = stubs.partition_point(|id| key(id) < name);
        let rest = stubs.slice(begin..stubs.len());
        rest.slice(0..rest.partition_point(|id| key(id) == name))
    }

    /// True if calls of other objects go through linkage stubs.
    pub fn has_stubs(&self) -> bool {
        self.store.rows(Col::Stubs) > 0
    }

    /// Where the next code of an instance begins, at or behind an address.
    pub fn next_code(&self, address: Addr) -> Option<Addr> {
        let all = self.instance_list();
        let entry = |id: InstanceId| self.instance(id).entry();
        let entry = all.get(all.partition_point(|id| entry(id) < address)).map(entry);
        let parts = List::new(&self.store, 0..self.store.rows(Col::Parts), |store, row| {
            Addr(store.get(Col::Parts, row))
        });
        let part = parts.get(parts.partition_point(|part| part < address));
        entry.into_iter().chain(part).min()
    }
}
