//! What the replacement of a member has to bring along, and what it refers to.

use serde::Serialize;

use super::row::FunctionRow;

/// A source function that has no ordinary symbol to call, so that its source has to be
/// part of the patch. Ordered as they cost the author.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CarriedRow {
    /// Where its source is, as seen from the member's.
    pub from: CarriedFrom,
    /// The function.
    pub function: FunctionRow,
    /// Why it has no symbol that could be called instead.
    pub why: CarriedWhy,
}

/// Where the source of a carried function is, as seen from the member's: the order is
/// that of the work it makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CarriedFrom {
    /// In another source file (link-time optimisation), or it is not known where.
    OtherFile,
    /// In the same source file: to be copied with the member.
    SameFile,
    /// In a header: comes with the `#include`.
    Header,
}

impl CarriedFrom {
    /// All, in the order of the rows.
    pub const ALL: [Self; 3] = [Self::OtherFile, Self::SameFile, Self::Header];

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Self::OtherFile => "other file",
            Self::SameFile => "same file",
            Self::Header => "header",
        }
    }
}

/// Why a function has to be carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CarriedWhy {
    /// With `lift`: it cannot be replaced, so that its callers bring a copy of their own.
    Lifted,
    /// It is inlined, and has no body of its own.
    Inlined,
    /// It is called as an ABI-changing clone, and has no ordinary body.
    Clone,
    /// It is called, and no symbol names its body.
    Unnamed,
}

/// A symbol that a member refers to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ExternalRow {
    /// How the patch can refer to it.
    pub kind: ExternalKind,
    /// Its name.
    pub symbol: String,
    /// `klp_func.old_sympos` style rank for what is not exported: 0 for a unique name.
    /// Absent where kallsyms does not hold it, and in user space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sympos: Option<u32>,
    /// Where it lies; absent if it is not in this object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The object that exports it, if that is another one that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// For a function-static variable: the function that declares it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// True for code, false for data.
    pub is_code: bool,
    /// True for a per-cpu variable.
    pub is_per_cpu: bool,
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
    /// Defined in another object that was not given, or does not export it.
    OtherObject,
}

impl ExternalKind {
    /// All, in the order of the rows.
    pub const ALL: [Self; 6] = [
        Self::Exported,
        Self::ExportedGpl,
        Self::Global,
        Self::Local,
        Self::FunctionStatic,
        Self::OtherObject,
    ];

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exported => "exported",
            Self::ExportedGpl => "exported GPL",
            Self::Global => "global",
            Self::Local => "local",
            Self::FunctionStatic => "function-static",
            Self::OtherObject => "of other objects",
        }
    }
}

/// What the replacements of several members need, each function and symbol of an object
/// counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Needs {
    /// Source functions to bring along.
    pub carried: CarriedCounts,
    /// Symbols referred to.
    pub external: ExternalCounts,
    /// Members whose code is not decoded: what they refer to is not all known.
    pub undecoded: usize,
}

/// Carried functions, by where their source is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CarriedCounts {
    /// [`CarriedFrom::OtherFile`].
    pub other_file: usize,
    /// [`CarriedFrom::SameFile`].
    pub same_file: usize,
    /// [`CarriedFrom::Header`].
    pub header: usize,
}

/// Symbols referred to, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ExternalCounts {
    /// [`ExternalKind::Exported`].
    pub exported: usize,
    /// [`ExternalKind::ExportedGpl`].
    pub exported_gpl: usize,
    /// [`ExternalKind::Global`].
    pub global: usize,
    /// [`ExternalKind::Local`].
    pub local: usize,
    /// [`ExternalKind::FunctionStatic`].
    pub function_static: usize,
    /// [`ExternalKind::OtherObject`].
    pub other_object: usize,
}

impl Needs {
    /// Adds those of a further object.
    pub fn add(&mut self, mut other: Self) {
        for from in CarriedFrom::ALL {
            *self.carried.of(from) += *other.carried.of(from);
        }
        for kind in ExternalKind::ALL {
            *self.external.of(kind) += *other.external.of(kind);
        }
        self.undecoded += other.undecoded;
    }
}

impl CarriedCounts {
    /// The count of one place.
    pub fn of(&mut self, from: CarriedFrom) -> &mut usize {
        match from {
            CarriedFrom::OtherFile => &mut self.other_file,
            CarriedFrom::SameFile => &mut self.same_file,
            CarriedFrom::Header => &mut self.header,
        }
    }
}

impl ExternalCounts {
    /// The count of one kind.
    pub fn of(&mut self, kind: ExternalKind) -> &mut usize {
        match kind {
            ExternalKind::Exported => &mut self.exported,
            ExternalKind::ExportedGpl => &mut self.exported_gpl,
            ExternalKind::Global => &mut self.global,
            ExternalKind::Local => &mut self.local,
            ExternalKind::FunctionStatic => &mut self.function_static,
            ExternalKind::OtherObject => &mut self.other_object,
        }
    }
}
