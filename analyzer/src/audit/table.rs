//! What switches a pass on, compiler by compiler: one line a pass.
//!
//! GCC: `default_options_table` and `control_options_for_live_patching` of opts.cc, since 8
//! by its manuals; 12, 13 and 14 as they say themselves (`-Q --help=optimizers`, kept in
//! `help/` beside this file and compared by a test). LLVM: the pipelines of `opt
//! -passes='default<O..>' -print-pipeline-passes`, 19.

use super::pass::{Fact, Pass};
use super::switches::{Level, LivePatching};

/// The releases of GCC that [`TABLE`] is right for. Of others only what a switch says is certain.
pub(super) const GCC_KNOWN: std::ops::RangeInclusive<u32> = 8..=14;

/// A pass, and what lets it run.
pub(super) struct Row {
    pub(super) pass: Pass,
    /// Where it carries facts to.
    pub(super) fact: Fact,
    /// The release of GCC that brought the switch, and what held before.
    pub(super) since: Since,
    /// From which level of optimization on GCC runs it.
    pub(super) gcc: From,
    /// What turns it off: this level of `-flive-patching`, or a stricter one.
    pub(super) off_by: Option<LivePatching>,
    /// From which level of optimization on clang runs its like.
    pub(super) clang: From,
}

/// When a switch came.
#[derive(Clone, Copy)]
pub(super) enum Since {
    /// Before the oldest release that is known here.
    Ever,
    /// In this release, with its pass.
    New(u32),
    /// In this release; before, the pass could not be switched off.
    Switchable(u32),
}

/// The levels of optimization that run a pass.
#[derive(Clone, Copy)]
pub(super) enum From {
    /// None: it has to be asked for.
    Asked,
    /// All, `-O0` too.
    O0,
    /// `-O1`, `-Og` and more.
    O1,
    /// `-O1` and more, not `-Og`.
    O1NotOg,
    /// `-O2`, `-Os` and more.
    O2,
    /// `-O3` and `-Ofast`.
    O3,
}

impl From {
    /// True if the pass runs at this level.
    pub(super) fn holds(self, level: Level) -> bool {
        match self {
            Self::Asked => false,
            Self::O0 => true,
            Self::O1 => level != Level::O0,
            Self::O1NotOg => !matches!(level, Level::O0 | Level::Og),
            Self::O2 => !matches!(level, Level::O0 | Level::Og | Level::O1),
            Self::O3 => matches!(level, Level::O3 | Level::Ofast),
        }
    }
}

const CLONE: Option<LivePatching> = Some(LivePatching::InlineClone);
const STATIC: Option<LivePatching> = Some(LivePatching::InlineOnlyStatic);

/// Every pass, in the order of [`Pass::ALL`].
#[rustfmt::skip]
pub(super) const TABLE: &[Row] = &[
    // GCC's -fipa-ra; LLVM's -enable-ipra is off by default.
    row(Pass::IpaRa, Fact::Callers, Since::Ever, From::O2, CLONE, From::Asked),
    // LLVM: function-attrs, rpo-function-attrs, inferattrs.
    row(Pass::IpaPureConst, Fact::Callers, Since::Ever, From::O1, CLONE, From::O1),
    // LLVM: the memory attributes of function-attrs.
    row(Pass::IpaModref, Fact::Callers, Since::New(11), From::O1NotOg, CLONE, From::O1),
    // LLVM: recompute-globalsaa.
    row(Pass::IpaReference, Fact::Callers, Since::Ever, From::O1, CLONE, From::O1),
    // LLVM: globalopt.
    row(Pass::IpaReferenceAddressable, Fact::Anywhere, Since::Switchable(9), From::O1, CLONE, From::O1),
    row(Pass::IpaPta, Fact::Anywhere, Since::Ever, From::Asked, CLONE, From::Asked),
    row(Pass::IpaStackAlignment, Fact::Callers, Since::Switchable(9), From::O0, CLONE, From::Asked),
    // LLVM: ipsccp, by which results travel to callers too.
    row(Pass::IpaVrp, Fact::Callees, Since::Ever, From::O2, CLONE, From::O1),
    row(Pass::IpaBitCp, Fact::Callees, Since::Ever, From::O2, CLONE, From::O1),
    // LLVM: mergefunc, off by default; lld's --icf leaves its trace in the symbols.
    row(Pass::IpaIcf, Fact::Merged, Since::Ever, From::O2, CLONE, From::Asked),
    row(Pass::IpaIcfFunctions, Fact::Merged, Since::Ever, From::O2, CLONE, From::Asked),
    row(Pass::IpaIcfVariables, Fact::Merged, Since::Ever, From::O2, CLONE, From::O1),
    // LLVM: ipsccp, function specialization within it, deadargelim, argpromotion.
    row(Pass::IpaCp, Fact::Clones, Since::Ever, From::O2, STATIC, From::O1),
    row(Pass::IpaCpClone, Fact::Clones, Since::Ever, From::O3, STATIC, From::O1),
    row(Pass::IpaSra, Fact::Clones, Since::Ever, From::O2, STATIC, From::O1),
    row(Pass::PartialInlining, Fact::Clones, Since::Ever, From::O2, STATIC, From::Asked),
    row(Pass::WholeProgram, Fact::Anywhere, Since::Ever, From::Asked, CLONE, From::Asked),
];

const fn row(
    pass: Pass,
    fact: Fact,
    since: Since,
    gcc: From,
    off_by: Option<LivePatching>,
    clang: From,
) -> Row {
    Row { pass, fact, since, gcc, off_by, clang }
}

/// What the options of a profile (`-fprofile-use`, `-fauto-profile`) switch on in GCC.
pub(super) const BY_PROFILE: &[Pass] =
    &[Pass::IpaCp, Pass::IpaCpClone, Pass::IpaVrp, Pass::IpaBitCp];
