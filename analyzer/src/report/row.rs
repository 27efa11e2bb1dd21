//! The rows that several reports share, and how they come out of the graph.

use klpscope_graph::{FuncId, Notice, Place, Program, Severity};
use serde::Serialize;

use crate::model::Model;

/// A source position.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FunctionRow {
    /// `DW_AT_name`, or the symbol of code without DWARF.
    pub name: String,
    /// Absent for code without DWARF.
    pub place: Option<PlaceRow>,
}

impl FunctionRow {
    pub(crate) fn new(program: &Program, id: FuncId) -> Self {
        let place = program.function(id).places.first();
        Self {
            name: program.function_name(id).to_owned(),
            place: place.map(|&place| PlaceRow::new(program, place)),
        }
    }
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

/// An object that was asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ObjectRow {
    /// The file's name.
    pub name: String,
    /// The file as named by the user.
    pub file: String,
    /// GNU build-id.
    pub build_id: Option<String>,
    /// Where most units were compiled, with a final `/`: text reports leave it
    /// out of paths.
    pub compile_dir: Option<String>,
}

impl ObjectRow {
    pub(crate) fn new(program: &Program) -> Self {
        let object = program.object();
        Self {
            name: object.name(),
            file: object.path.to_string_lossy().into_owned(),
            build_id: object.build_id.clone(),
            compile_dir: object.compile_dir.clone(),
        }
    }

    pub(crate) fn all(programs: &[Program]) -> Vec<Self> {
        programs.iter().map(Self::new).collect()
    }
}
