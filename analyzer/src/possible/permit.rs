//! Which passes could have carried facts about a function, by the audit of its units.

use klpscope_graph::{InstanceId, OriginEvidence, Program, UnitId};

use crate::audit::{Build, LtoKind, Pass, Permit, UnitOptions, Why};

/// The passes that tell the callers of a function something of it.
pub(super) const TO_CALLERS: [Pass; 7] = [
    Pass::IpaVrp,
    Pass::IpaPureConst,
    Pass::IpaModref,
    Pass::IpaReference,
    Pass::IpaPta,
    Pass::IpaRa,
    Pass::IpaStackAlignment,
];

/// Looks passes up by instance.
pub(super) struct Permits<'a> {
    program: &'a Program,
    build: &'a Build,
}

impl<'a> Permits<'a> {
    pub(super) fn new(program: &'a Program, build: &'a Build) -> Self {
        Self { program, build }
    }

    /// Whether a pass could look at the code of `id`.
    pub(super) fn of(&self, id: InstanceId, pass: Pass) -> Permit {
        self.options(id).permits(pass)
    }

    /// True if a fact that `pass` found about `callee` can have reached `caller`: the
    /// compiler saw both at a time. Without link-time optimization that is a unit, with it
    /// the program; registers and what LTRANS finds by itself stay in one partition. Code
    /// without a DIE is of another unit, but of which partition is not known.
    pub(super) fn shares_facts(&self, caller: InstanceId, callee: InstanceId, pass: Pass) -> bool {
        let (Some(a), Some(b)) = (self.unit(caller), self.unit(callee)) else {
            return self.build.configurations.iter().any(|one| one.lto != LtoKind::None);
        };
        let stays =
            pass == Pass::IpaRa || pass == Pass::IpaPureConst && self.in_spite_of_flag(callee);
        a == b || !stays && self.joins_units(caller) && self.joins_units(callee)
    }

    /// True if GCC's link looks at `id` for pure and const though the switch is off.
    pub(super) fn in_spite_of_flag(&self, id: InstanceId) -> bool {
        let Some(index) = self.options(id).configuration else { return false };
        self.build.configurations[index].decision(Pass::IpaPureConst).why == Why::Link
    }

    /// False for code that was surely compiled unit by unit.
    fn joins_units(&self, id: InstanceId) -> bool {
        let index = self.options(id).configuration;
        index.is_none_or(|index| self.build.configurations[index].lto != LtoKind::None)
    }

    fn options(&self, id: InstanceId) -> UnitOptions {
        self.build.for_instance(self.program, id)
    }

    /// The unit whose DIE describes the code; under GCC's LTO that of an LTRANS partition.
    pub(super) fn unit(&self, id: InstanceId) -> Option<UnitId> {
        self.program.instance(id).functions().iter().find_map(|origin| match origin.evidence {
            OriginEvidence::Die { unit, .. } => Some(unit),
            OriginEvidence::Symbol(_) => None,
        })
    }
}
