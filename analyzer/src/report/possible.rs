//! Instances that may rely on a fact about a patched function without holding its code.

use serde::Serialize;

use super::row::{FunctionRow, InstanceRow};

/// An instance beside the replacement set, with what may have reached it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PossibleRow {
    /// The instance.
    #[serde(flatten)]
    pub instance: InstanceRow,
    /// The source functions whose body it is.
    pub functions: Vec<FunctionRow>,
    /// What may have reached it, the strongest first.
    pub causes: Vec<Cause>,
}

/// A way by which a fact about a patched function may have reached an instance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Cause {
    /// How strong the evidence is.
    pub strength: Strength,
    /// The pass that could be the cause: `ipa-ra`, `pure-const`, `noreturn`, `icf`,
    /// `ipa-vrp`, ..., `vanished`.
    pub pass: &'static str,
    /// The patched function, or the member, that the fact is about.
    pub about: String,
    /// One sentence.
    pub text: String,
    /// Instructions and places that show it.
    pub evidence: Vec<String>,
}

/// How strong the evidence for a cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// The machine code shows that the fact was used.
    Code,
    /// The machine code is such that the fact can have been used.
    Allowed,
    /// The source shows a call that nothing is left of.
    Source,
    /// The flags of the unit permit the pass; nothing more is known.
    Flag,
}
