//! What a patch changes: each file and hunk, what it was mapped to and why.

use serde::Serialize;

use super::row::FunctionRow;

/// The patches of a question, and single lines asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PatchReport {
    /// The patches, as named by the user; they build on each other in this order.
    pub patches: Vec<String>,
    /// The counts.
    pub totals: PatchTotals,
    /// Each file of each patch, in their order.
    pub files: Vec<FileRow>,
    /// The lines of `--line`, in the order given.
    pub lines: Vec<LineRow>,
    /// The types that are changed, sorted by name: for information.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<TypeRow>,
}

/// A structure, union or enumeration that a patch changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TypeRow {
    /// Its name.
    pub name: String,
    /// Functions with a variable or parameter of it, or of what leads to it, over all objects;
    /// sorted. They are no members for that.
    pub users: Vec<FunctionRow>,
}

/// Counts of a patch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PatchTotals {
    /// Files, each as often as a patch speaks of it.
    pub files: usize,
    /// Those of them that the build knows.
    pub in_build: usize,
    /// Hunks.
    pub hunks: usize,
    /// Those that change code of functions of the build.
    pub on_functions: usize,
    /// Those that lie elsewhere in the build than they say.
    pub moved: usize,
    /// Those that fit nowhere: their functions are not in the set.
    pub unplaced: usize,
}

/// A file of a patch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileRow {
    /// Position in `patches`.
    pub patch: usize,
    /// The path in the patch, without prefix.
    pub path: String,
    /// The path in the build; absent if it is not there.
    pub source: Option<String>,
    /// What becomes of it.
    pub kind: FileKind,
    /// What else there is to say, one clause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Its hunks, in their order.
    pub hunks: Vec<HunkRow>,
}

/// What a patch does to a file, and what file that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// A C source or header of the build.
    Source,
    /// Assembly of the build.
    Assembly,
    /// A file that the patch adds.
    New,
    /// A file that the patch deletes.
    Deleted,
    /// C or assembly that the build has no line of.
    NotInBuild,
    /// Kconfig, Makefile, linker script: how the program is built.
    BuildSystem,
    /// Text for people.
    Documentation,
    /// Not changed as lines.
    Binary,
    /// Anything else that is not compiled.
    Other,
}

/// A hunk of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HunkRow {
    /// Line of the patch where it begins.
    pub line: usize,
    /// As written: `@@ -1,7 +1,8 @@ section`.
    pub header: String,
    /// How it lies on the build.
    pub fit: FitRow,
    /// Lines to add to those of its old side for the build's; 0 where it fits as it is.
    pub offset: i64,
    /// What it changes, in the order of its lines.
    pub changes: Vec<ChangeRow>,
}

/// How a hunk lies on the build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FitRow {
    /// Its lines are where it says.
    Here,
    /// They are `offset` lines further down.
    Moved,
    /// Nothing of it tells: no line of it became code.
    Untold,
    /// They are not where it says, nor anywhere else.
    Nowhere,
    /// Not compared: a file that the build does not have.
    NotCompared,
}

/// One change of a hunk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangeRow {
    /// What is changed.
    pub kind: ChangeKind,
    /// Whether it is new.
    pub state: ChangeState,
    /// Its name, where the text or the build tells.
    pub name: Option<String>,
    /// The functions whose code it is, sorted.
    pub functions: Vec<FunctionRow>,
    /// First and last line of the build; 0 and 0 for what is not in it.
    pub lines: (u32, u32),
    /// How that was found, one clause.
    pub why: String,
}

/// What a change is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Code of functions: they are seeds.
    Function,
    /// A function that the patch moves: it is a seed too.
    MovedFunction,
    /// A function that is deleted: no seed.
    DeletedFunction,
    /// A function that is not in the build yet.
    NewFunction,
    /// A function, or a part of one, of which the build has no trace: not compiled, or
    /// every copy of it left none.
    NotCompiled,
    /// A declaration of a function.
    Prototype,
    /// A struct, union, enum or typedef.
    Type,
    /// A variable: a table, an initial value.
    Data,
    /// A macro.
    Macro,
    /// `#include`, `#if` and their like.
    Directive,
    /// A macro used outside functions: `MODULE_LICENSE()`, `EXPORT_SYMBOL()`.
    FileScope,
    /// Assembly.
    Assembly,
    /// Comments and blanks.
    Comment,
    /// Text outside functions that begins nothing of these.
    Unknown,
    /// A hunk that does not fit the build.
    Unplaced,
    /// Lines of a file that is not in the build.
    NoCode,
}

/// Whether a thing is there before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeState {
    /// Before and after.
    Changed,
    /// Only after.
    Added,
    /// Only before.
    Removed,
}

/// A line that was asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineRow {
    /// `FILE:LINE` as written.
    pub asked: String,
    /// The path in the build.
    pub source: String,
    /// The line.
    pub line: u32,
    /// The functions whose code it is, sorted.
    pub functions: Vec<FunctionRow>,
    /// How that was found, one clause.
    pub why: String,
}
