//! What the replacement of a member has to bring along, and what it refers to.

use serde::Serialize;

use super::row::FunctionRow;

/// A source function that has no ordinary symbol to call, so that its source has to be
/// part of the patch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CarriedRow {
    /// The function.
    pub function: FunctionRow,
    /// Why: `inlined` into the member, or `clone`: called only as one.
    pub why: CarriedWhy,
}

/// Why a function has to be carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CarriedWhy {
    /// It is inlined into the member.
    Inlined,
    /// The member calls it as an ABI-changing clone, and it has no ordinary body.
    Clone,
}

/// A symbol that a member refers to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ExternalRow {
    /// How the patch can refer to it.
    pub kind: ExternalKind,
    /// Its name.
    pub symbol: String,
    /// `klp_func.old_sympos` style rank for what is not exported: 0 for a unique name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sympos: Option<u32>,
    /// True for code, false for data.
    pub is_code: bool,
}

/// How a patch can refer to a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExternalKind {
    /// `EXPORT_SYMBOL`: links normally.
    Exported,
    /// `EXPORT_SYMBOL_GPL`: links normally into a GPL module.
    ExportedGpl,
    /// Global, but not exported: needs a `.klp.sym` or `KLP_RELOC_SYMBOL`.
    Global,
    /// Local: likewise, with object and sympos.
    Local,
    /// Static data of a function: likewise; must not be a new copy.
    FunctionStatic,
    /// Defined in another object.
    OtherObject,
}
