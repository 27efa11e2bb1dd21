//! How a file was built, unit by unit, and what that permits: which facts about one
//! function the compiler may have used in another without copying code.
//!
//! GCC with `-flto`: the code of a function lies in a unit of the link (`GNU GIMPLE ...
//! -fltrans`), its declaration in the unit of its source file. GCC stores the switches of the
//! passes per function when it compiles the source: so that unit's switches hold, whatever
//! the link was given (corpus: lto-inline-clone, audit-mixed).

mod answer;
mod configuration;
mod effective;
mod lto;
mod measured;
mod pass;
mod producer;
mod remarks;
mod switches;
mod table;

use std::collections::HashMap;

use klpscope_graph::{InstanceId, OriginEvidence, Program, Unit, UnitId};

pub use answer::audit;
pub(crate) use answer::short;
pub(crate) use configuration::{Configuration, Live};
pub(crate) use effective::{Decision, Why};
pub(crate) use lto::Link;
pub use lto::LtoKind;
pub(crate) use pass::Pass;
pub use pass::{Fact, Permit};
pub use switches::LivePatching;

use effective::Decisions;
use producer::Producer;

/// How a program was built.
pub(crate) struct Build {
    /// The different ways its code was compiled, those of the most units first.
    pub(crate) configurations: Vec<Configuration>,
    /// GCC's link with `-flto`, if there was one.
    pub(crate) link: Option<Link>,
    /// For each unit its configuration; `None` for units of a link.
    of_unit: Vec<Option<usize>>,
}

/// The options in force for the code of an instance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnitOptions {
    decisions: Decisions,
    /// Index into [`Build::configurations`]; `None` where no unit tells.
    pub(crate) configuration: Option<usize>,
}

impl Build {
    /// Reads the producers of a program, each once.
    pub(crate) fn new(program: &Program) -> Self {
        let producers = Producers::read(program);
        let link = Link::find(program, &producers);
        configuration::group(program, &producers, link)
    }

    /// The options in force for an instance. Of code without a DIE nothing is known; of code
    /// that is the body of several functions whatever one of their units permits.
    pub(crate) fn for_instance(&self, program: &Program, id: InstanceId) -> UnitOptions {
        self.for_all(units(program, id))
    }

    /// Of code that several units describe.
    pub(crate) fn for_all(
        &self,
        units: impl Iterator<Item = (UnitId, Option<UnitId>)>,
    ) -> UnitOptions {
        let all = units.map(|(unit, early)| self.for_units(unit, early));
        all.reduce(|one, other| one.or(&other)).unwrap_or_else(UnitOptions::unknown)
    }

    /// By the unit that holds the code, and the one that declares the function.
    fn for_units(&self, unit: UnitId, early: Option<UnitId>) -> UnitOptions {
        let of = |unit: UnitId| self.of_unit.get(unit.index()).copied().flatten();
        match of(unit).or_else(|| early.and_then(of)) {
            Some(index) => UnitOptions {
                decisions: self.configurations[index].decisions,
                configuration: Some(index),
            },
            None => self.for_any_unit(),
        }
    }

    /// Code of the link whose source unit is not known: what all units agree on.
    fn for_any_unit(&self) -> UnitOptions {
        let mut all = self.configurations.iter().filter(|one| one.lto == LtoKind::Gcc);
        let Some(first) = all.next() else { return UnitOptions::unknown() };
        let mut decisions = first.decisions;
        for other in all {
            for (decision, other) in decisions.iter_mut().zip(&other.decisions) {
                if decision.permit != other.permit {
                    *decision = Decision { permit: Permit::Unknown, why: Why::Mixed };
                }
            }
        }
        UnitOptions { decisions, configuration: None }
    }
}

/// The units that describe the code of an instance, each with the one that declares the
/// function.
pub(crate) fn units(
    program: &Program,
    id: InstanceId,
) -> impl Iterator<Item = (UnitId, Option<UnitId>)> {
    program.instance(id).functions().into_iter().filter_map(|origin| match origin.evidence {
        OriginEvidence::Die { unit, early, .. } => Some((unit, early)),
        OriginEvidence::Symbol(_) => None,
    })
}

impl UnitOptions {
    /// Whether a pass may have run. `Unknown` is no leave to think that it did not.
    pub(crate) fn permits(&self, pass: Pass) -> Permit {
        self.decisions[pass.index()].permit
    }

    fn unknown() -> Self {
        let decision = Decision { permit: Permit::Unknown, why: Why::NotRecorded };
        Self { decisions: [decision; _], configuration: None }
    }

    fn or(mut self, other: &Self) -> Self {
        for (decision, other) in self.decisions.iter_mut().zip(&other.decisions) {
            if decision.permit.or(other.permit) != decision.permit {
                *decision = *other;
            }
        }
        if self.configuration != other.configuration {
            self.configuration = None;
        }
        self
    }
}

/// The producers of a program, each read once.
struct Producers {
    /// Sorted by their text.
    rows: Vec<Producer>,
    /// For each unit an index into `rows`.
    of_unit: Vec<usize>,
}

impl Producers {
    fn read(program: &Program) -> Self {
        // Equal texts are one string of the program: few are left to parse.
        let of_units: Vec<_> = program.units().iter().map(Unit::producer).collect();
        let mut ids = of_units.clone();
        ids.sort_unstable();
        ids.dedup();
        ids.sort_unstable_by_key(|&id| program.str(id));
        let rows = ids.iter().map(|&id| Producer::parse(program.str(id))).collect();
        let at: HashMap<_, _> = ids.into_iter().zip(0..).collect();
        let of_unit = of_units.iter().map(|id| at[id]).collect();
        Self { rows, of_unit }
    }

    fn of(&self, unit: usize) -> &Producer {
        &self.rows[self.index(unit)]
    }

    /// Where the producer of a unit stands among all.
    fn index(&self, unit: usize) -> usize {
        self.of_unit[unit]
    }
}
