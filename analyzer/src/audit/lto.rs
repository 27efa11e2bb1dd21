//! Link-time optimization: which kind, and what GCC's link says of itself.

use klpscope_graph::Program;
use serde::Serialize;

use super::Producers;
use super::producer::{Compiler, Producer};
use super::switches::LtoSwitch;

/// How the code of a unit was optimized at the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LtoKind {
    /// Not at all.
    None,
    /// GCC's `-flto`.
    Gcc,
    /// clang's `-flto=thin`.
    Thin,
    /// clang's `-flto`, `-flto=full`.
    Full,
    /// It was, by which kind cannot be told.
    Some,
    /// It cannot be told.
    Unknown,
}

impl LtoKind {
    /// As in reports.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "no LTO",
            Self::Gcc => "LTO",
            Self::Thin => "ThinLTO",
            Self::Full => "full LTO",
            Self::Some => "LTO of an unknown kind",
            Self::Unknown => "LTO unknown",
        }
    }
}

/// What GCC's link with `-flto` was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// Compiler and version.
    pub(crate) compiler: String,
    /// Units it wrote.
    pub(crate) units: usize,
    /// `-fdisable-tree-local-pure-const2` in each.
    pub(crate) local_pure_const_off: bool,
    /// `-fPIC` and the like, in at least one.
    pub(crate) position: Option<&'static str>,
    /// The first number of its version.
    pub(crate) release: Option<u32>,
}

impl Link {
    pub(super) fn find(program: &Program, producers: &Producers) -> Option<Self> {
        let units = 0..program.units().len();
        let units: Vec<_> =
            units.map(|unit| producers.of(unit)).filter(|producer| producer.is_ltrans()).collect();
        let first = units.first()?;
        let switches = || units.iter().filter_map(|producer| producer.switches.as_ref());
        Some(Self {
            compiler: first.name(),
            units: units.len(),
            local_pure_const_off: switches().count() == units.len()
                && switches().all(|switches| switches.no_local_pure_const),
            position: switches().find_map(|switches| switches.position),
            release: first.release(),
        })
    }
}

/// What a file shows of clang's link-time optimization, where switches are not recorded.
pub(super) struct Signs {
    /// `NAME.llvm.HASH`: a static that ThinLTO made visible to other units.
    promoted: bool,
    /// A copy of a function of another unit: only a link makes these.
    across_units: bool,
    /// The kernel's note.
    note: Option<bool>,
}

impl Signs {
    pub(super) fn find(program: &Program) -> Self {
        Self {
            promoted: program.survey().promoted,
            across_units: program.counts().inlined_cross_unit > 0,
            note: program.lto_note(),
        }
    }

    /// The kind of LTO of a unit; `has_code`: it holds instances itself.
    pub(super) fn kind(&self, producer: &Producer, linked: bool, has_code: bool) -> LtoKind {
        let switch = producer.switches.as_ref().map(|switches| switches.lto);
        match (&producer.compiler, switch) {
            (Compiler::GnuAs, _) => LtoKind::None,
            // Fat objects: the code in a unit of the source was not made by the link.
            (Compiler::Gcc, Some(Some(_))) if linked && !has_code => LtoKind::Gcc,
            (Compiler::Gcc, Some(_)) => LtoKind::None,
            (Compiler::Gcc, None) if linked && !has_code => LtoKind::Gcc,
            (Compiler::Clang, Some(Some(LtoSwitch::Thin))) => LtoKind::Thin,
            (Compiler::Clang, Some(Some(LtoSwitch::Full))) => LtoKind::Full,
            (Compiler::Clang, Some(None)) => LtoKind::None,
            (Compiler::Clang, None) if self.promoted => LtoKind::Thin,
            (Compiler::Clang, None) if self.across_units || self.note == Some(true) => {
                LtoKind::Some
            }
            (Compiler::Clang, None) if self.note == Some(false) => LtoKind::None,
            _ => LtoKind::Unknown,
        }
    }
}

/// For each unit the number of instances that its switches hold for, and true if it holds
/// their code itself.
pub(super) fn units_with_code(program: &Program, producers: &Producers) -> Vec<(u64, bool)> {
    let mut found = vec![(0, false); program.units().len()];
    for tally in &program.survey().tallies {
        for &(unit, early) in &tally.units {
            if let Some((_, own)) = found.get_mut(unit.index()) {
                *own = true;
            }
            let at_link = producers.of(unit.index()).is_ltrans();
            let home = early.filter(|_| at_link).unwrap_or(unit);
            if let Some((instances, _)) = found.get_mut(home.index()) {
                *instances += tally.instances;
            }
        }
    }
    found
}
