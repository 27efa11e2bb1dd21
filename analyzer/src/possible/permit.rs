//! Which passes could have carried facts about a function, by the audit of its units.

use std::cell::RefCell;
use std::collections::HashMap;

use klpscope_graph::{InstanceId, Program, UnitId};

use crate::audit::{Build, LtoKind, Pass, Permit, UnitOptions, Why, units};

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
    /// What was looked up: of the callers of one function most are asked for many times.
    known: RefCell<HashMap<InstanceId, Compiled>>,
}

/// How the code of an instance was compiled.
#[derive(Clone, Copy, Debug)]
struct Compiled {
    /// The unit whose DIE describes the code; under GCC's LTO that of an LTRANS partition.
    unit: Option<UnitId>,
    options: UnitOptions,
}

/// A callee and one of its callers.
pub(super) struct Pair<'a> {
    build: &'a Build,
    caller: Compiled,
    callee: Compiled,
}

impl<'a> Permits<'a> {
    pub(super) fn new(program: &'a Program, build: &'a Build) -> Self {
        Self { program, build, known: RefCell::default() }
    }

    /// Whether a pass could look at the code of `id`.
    pub(super) fn of(&self, id: InstanceId, pass: Pass) -> Permit {
        self.compiled(id).options.permits(pass)
    }

    /// What can pass between two instances.
    pub(super) fn between(&self, caller: InstanceId, callee: InstanceId) -> Pair<'a> {
        Pair { build: self.build, caller: self.compiled(caller), callee: self.compiled(callee) }
    }

    /// True if a fact that `pass` found about `callee` can have reached `caller`:
    /// [`Pair::shares_facts`].
    pub(super) fn shares_facts(&self, caller: InstanceId, callee: InstanceId, pass: Pass) -> bool {
        self.between(caller, callee).shares_facts(pass)
    }

    /// True if GCC's link looks at `id` for pure and const though the switch is off.
    pub(super) fn in_spite_of_flag(&self, id: InstanceId) -> bool {
        self.compiled(id).in_spite_of_flag(self.build)
    }

    fn compiled(&self, id: InstanceId) -> Compiled {
        let find = || {
            let mut units = units(self.program, id).peekable();
            let unit = units.peek().map(|row| row.0);
            Compiled { unit, options: self.build.for_all(units) }
        };
        *self.known.borrow_mut().entry(id).or_insert_with(find)
    }
}

impl Compiled {
    fn in_spite_of_flag(&self, build: &Build) -> bool {
        let Some(index) = self.options.configuration else { return false };
        build.configurations[index].decision(Pass::IpaPureConst).why == Why::Link
    }

    /// False for code that was surely compiled unit by unit.
    fn joins_units(&self, build: &Build) -> bool {
        let index = self.options.configuration;
        index.is_none_or(|index| build.configurations[index].lto != LtoKind::None)
    }
}

impl Pair<'_> {
    /// True if a fact that `pass` found about the callee can have reached the caller: the
    /// compiler saw both at a time. Without link-time optimization that is a unit, with it
    /// the program; registers and what LTRANS finds by itself stay in one partition. Code
    /// without a DIE is of another unit, but of which partition is not known.
    pub(super) fn shares_facts(&self, pass: Pass) -> bool {
        let (Some(a), Some(b)) = (self.caller.unit, self.callee.unit) else {
            return self.build.configurations.iter().any(|one| one.lto != LtoKind::None);
        };
        let stays = pass == Pass::IpaRa
            || pass == Pass::IpaPureConst && self.callee.in_spite_of_flag(self.build);
        a == b
            || !stays && self.caller.joins_units(self.build) && self.callee.joins_units(self.build)
    }

    /// Whether a pass could look at both.
    pub(super) fn permit(&self, pass: Pass) -> Permit {
        self.callee.options.permits(pass).min(self.caller.options.permits(pass))
    }
}
