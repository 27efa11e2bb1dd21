//! Which passes could have carried facts about a function, by the switches its units
//! record: GCC always does in `DW_AT_producer`, clang with `-grecord-command-line`.

use klpscope_graph::{InstanceId, OriginEvidence, Program, UnitId};

/// A pass that carries facts between functions without copying code, by its switch in GCC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pass {
    Ra,
    PureConst,
    Modref,
    Reference,
    Vrp,
    BitCp,
    Pta,
    StackAlignment,
}

/// What the switches say of a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Permission {
    No,
    Unknown,
    Yes,
}

impl Pass {
    /// The passes that tell callers of a function, in the order of reports.
    pub(super) const TO_CALLERS: [Self; 7] = [
        Self::Vrp,
        Self::PureConst,
        Self::Modref,
        Self::Reference,
        Self::Pta,
        Self::Ra,
        Self::StackAlignment,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ra => "ipa-ra",
            Self::PureConst => "ipa-pure-const",
            Self::Modref => "ipa-modref",
            Self::Reference => "ipa-reference",
            Self::Vrp => "ipa-vrp",
            Self::BitCp => "ipa-bit-cp",
            Self::Pta => "ipa-pta",
            Self::StackAlignment => "ipa-stack-alignment",
        }
    }
}

/// Looks passes up by instance.
pub(super) struct Permits<'a> {
    program: &'a Program,
}

impl<'a> Permits<'a> {
    pub(super) fn new(program: &'a Program) -> Self {
        Self { program }
    }

    /// Whether a pass could look at the code of `id`.
    pub(super) fn of(&self, id: InstanceId, pass: Pass) -> Permission {
        let Some(unit) = self.unit(id) else { return Permission::Unknown };
        let producer = self.program.str(self.program.unit(unit).producer);
        if !producer.starts_with("GNU ") {
            return Permission::Unknown;
        }
        if pass == Pass::PureConst
            && is_ltrans(producer)
            && !producer.contains("-fdisable-tree-local-pure-const2")
        {
            return Permission::Yes;
        }
        let has = |switch: &str| producer.split(' ').any(|word| word == switch);
        let off = producer.contains("-flive-patching")
            || has(&format!("-fno-{}", pass.name()))
            || !["-O2", "-O3", "-Os", "-O1", "-O"].iter().any(|level| has(level))
            || pass == Pass::Pta && !has("-fipa-pta");
        if has(&format!("-f{}", pass.name())) || !off { Permission::Yes } else { Permission::No }
    }

    /// True if facts about `callee` can have reached `caller`: the compiler saw both at
    /// a time. Without link-time optimization that is a unit; `-fipa-ra` sees no more
    /// than one LTRANS partition.
    pub(super) fn shares_facts(&self, caller: InstanceId, callee: InstanceId, pass: Pass) -> bool {
        let (Some(a), Some(b)) = (self.unit(caller), self.unit(callee)) else { return false };
        let producer = |id: UnitId| self.program.str(self.program.unit(id).producer);
        a == b
            || pass != Pass::Ra
                && (is_ltrans(producer(a)) && is_ltrans(producer(b))
                    || !producer(a).starts_with("GNU "))
    }

    /// True if GCC looks at `id` for pure and const at LTRANS though the switch is off.
    pub(super) fn in_spite_of_flag(&self, id: InstanceId) -> bool {
        self.unit(id).is_some_and(|unit| {
            let producer = self.program.str(self.program.unit(unit).producer);
            is_ltrans(producer) && producer.contains("-flive-patching")
        })
    }

    fn unit(&self, id: InstanceId) -> Option<UnitId> {
        self.program.instance(id).functions.iter().find_map(|origin| match origin.evidence {
            OriginEvidence::Die { unit, .. } => Some(unit),
            OriginEvidence::Symbol(_) => None,
        })
    }
}

fn is_ltrans(producer: &str) -> bool {
    producer.contains("-fltrans")
}
