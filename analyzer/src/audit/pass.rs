//! The compiler passes that carry a fact from one function to another, by their switch.

use serde::Serialize;

macro_rules! passes {
    ($($(#[$doc:meta])* $name:ident = $switch:literal),+ $(,)?) => {
        /// An optimization over functions, named by GCC's switch for it. LLVM's passes
        /// stand for the one that moves the same fact.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Pass {
            $($(#[$doc])* $name),+
        }

        impl Pass {
            /// Every pass, in the order of the enum.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name: GCC's switch without `-f`.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$name => $switch),+ }
            }
        }
    };
}

passes! {
    /// Which registers a callee leaves alone.
    IpaRa = "ipa-ra",
    /// That a callee is pure, const or does not return.
    IpaPureConst = "ipa-pure-const",
    /// Which memory a callee reads and writes.
    IpaModref = "ipa-modref",
    /// Which static variables a callee leaves alone.
    IpaReference = "ipa-reference",
    /// That a static variable is only read, only written, or has no address taken.
    IpaReferenceAddressable = "ipa-reference-addressable",
    /// What pointers can point to, over the whole unit.
    IpaPta = "ipa-pta",
    /// How far a callee needs the stack aligned.
    IpaStackAlignment = "ipa-stack-alignment",
    /// In which range arguments and results lie.
    IpaVrp = "ipa-vrp",
    /// Which bits of arguments are known.
    IpaBitCp = "ipa-bit-cp",
    /// Master switch of the two that follow.
    IpaIcf = "ipa-icf",
    /// Functions of equal code become one.
    IpaIcfFunctions = "ipa-icf-functions",
    /// Constants of equal content become one.
    IpaIcfVariables = "ipa-icf-variables",
    /// Arguments that are constant in every call move into the callee.
    IpaCp = "ipa-cp",
    /// Copies of a function for some of its callers' constants.
    IpaCpClone = "ipa-cp-clone",
    /// Parameters are dropped, split or passed by value.
    IpaSra = "ipa-sra",
    /// The tail of a function moves out, its head is inlined.
    PartialInlining = "partial-inlining",
    /// Every function but `main` is taken for static.
    WholeProgram = "whole-program",
}

impl Pass {
    /// The pass of a switch, given without `-f` and `no-`.
    pub(crate) fn of_switch(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|pass| pass.name() == name)
    }

    /// Its place in [`Pass::ALL`].
    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

/// Whether a unit's options let a pass run. Ordered: the last one is the most certain harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Permit {
    /// It does not run.
    No,
    /// Nothing tells: it may.
    Unknown,
    /// It runs.
    Yes,
}

impl Permit {
    /// What holds for code made under both: `No` only if both say so.
    pub(crate) fn or(self, other: Self) -> Self {
        self.max(other)
    }
}

/// Where a pass carries facts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fact {
    /// From a function to those that call it.
    Callers,
    /// From a function to those that it calls.
    Callees,
    /// Two functions get one body: redirecting one redirects the other.
    Merged,
    /// A copy with a signature of its own. Visible: its symbol or its DIE says so.
    Clones,
    /// To any function of the same compilation.
    Anywhere,
}
