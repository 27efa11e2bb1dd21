//! The rows that several reports share, and how they come out of the graph.

use klpscope_graph::{FuncId, Notice, Place, Program, Severity};
use serde::Serialize;

use crate::model::Model;

/// A source position.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct PlaceRow {
    /// Normalised path, in full.
    pub file: String,
    /// From 1; 0 where unknown.
    pub line: u32,
}

impl PlaceRow {
    pub(crate) fn new(program: &Program, place: Place) -> Self {
        Self { file: program.str(place.file).to_owned(), line: place.line }
    }
}

/// A source function: its name and identifying declaration place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct FunctionRow {
    /// `DW_AT_name`, or the symbol of code without DWARF.
    pub name: String,
    /// Absent for code without DWARF.
    pub place: Option<PlaceRow>,
}

impl FunctionRow {
    pub(crate) fn new(program: &Program, id: FuncId) -> Self {
        let place = program.function(id).places().first();
        Self {
            name: program.function_name(id).to_owned(),
            place: place.map(|place| PlaceRow::new(program, place)),
        }
    }
}

/// An instance that a report refers to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct InstanceRow {
    /// Its symbol, the one to name it by; `None` where the symbol table has none.
    pub symbol: Option<String>,
    /// Without a symbol, the name of its source function.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// Its entry, `*UND*` if it is in another object.
    pub address: String,
}

impl InstanceRow {
    /// `name` is its symbol, or if it has none that of its source function;
    /// empty where nothing names it.
    pub(crate) fn new(name: &str, has_symbol: bool, address: String) -> Self {
        let name = Some(name.to_owned()).filter(|name| !name.is_empty());
        let (symbol, function) = if has_symbol { (name, None) } else { (None, name) };
        Self { symbol, function, address }
    }
}

/// Code that no DIE describes: an inlined copy in it would not be seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WithoutDwarf {
    /// Functions that only a symbol names: assembly, units compiled without `-g`.
    /// Linkage stubs, thunks and the tracer's hook are none.
    pub functions: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Symbols of the largest of them, at most five.
    pub examples: Vec<String>,
    /// Bytes of code that nothing names.
    pub unknown_bytes: u64,
}

/// Inlined copies that left no DIE: how many there may be, as measured elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotShown {
    /// Compiler and kind of build.
    pub build: &'static str,
    /// Of 1000 pairs of function and host the fewest that were found to be missing.
    pub least: u32,
    /// The most.
    pub most: u32,
    /// C files that were read: most such copies are then among what is possible.
    pub sources: usize,
}

/// Odd or unreadable input of one object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct NoticeRow {
    /// The object's name.
    pub object: String,
    /// True if part of the input could not be read.
    pub incomplete: bool,
    /// Section or file, and offset.
    pub place: String,
    /// One sentence.
    pub text: String,
}

impl NoticeRow {
    /// The row for a notice that came with `program`.
    pub fn new(program: &Program, notice: &Notice) -> Self {
        Self {
            object: program.object().name(),
            incomplete: notice.severity == Severity::Incomplete,
            place: notice.place.clone(),
            text: notice.text.clone(),
        }
    }
}

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuestionRow {
    /// The specs, as written.
    pub functions: Vec<String>,
    /// The model.
    pub model: Model,
    /// For `explain`: the function asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
}

/// A source function that a spec was resolved to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeedRow {
    /// The spec, as written.
    pub spec: String,
    /// `DW_AT_name`.
    pub name: String,
    /// `DW_AT_linkage_name`, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linkage_name: Option<String>,
    /// Declaration places, the identifying one first.
    pub places: Vec<PlaceRow>,
    /// How the spec led here where that is not plain, one clause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Out-of-line instances, over all objects.
    pub instances: usize,
    /// Inlined instances, over all objects.
    pub copies: usize,
    /// Copies that only compiler records tell of, over all objects.
    pub recorded_copies: usize,
}

impl SeedRow {
    /// True if no object holds code of it or a copy.
    pub(crate) fn is_gone(&self) -> bool {
        self.instances + self.copies + self.recorded_copies == 0
    }
}

/// An object that was asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ObjectRow {
    /// The file's name.
    pub name: String,
    /// The file as named by the user.
    pub file: String,
    /// GNU build-id.
    pub build_id: Option<String>,
    /// Where most source files lie, with a final `/`: text reports leave it out of paths.
    pub source_root: Option<String>,
}

impl ObjectRow {
    pub(crate) fn new(program: &Program) -> Self {
        let object = program.object();
        Self {
            name: object.name(),
            file: object.path.to_string_lossy().into_owned(),
            build_id: object.build_id.clone(),
            source_root: object.source_root.clone(),
        }
    }

    pub(crate) fn all(programs: &[Program]) -> Vec<Self> {
        programs.iter().map(Self::new).collect()
    }
}
