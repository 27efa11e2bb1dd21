//! Spec -> source functions, over several objects.

use klpscope_graph::{FuncId, Program};

use crate::spec::{Spec, SpecError};

/// A source function that a spec names, in every object that knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed {
    /// The spec, as written.
    pub spec: String,
    /// The function in each object: position in the slice of programs, and id.
    pub functions: Vec<(usize, FuncId)>,
    /// How the spec led here.
    pub through: Through,
    /// Declarations of the same name that were passed over because nothing of
    /// them is in any object.
    pub passed_over: usize,
}

/// How a spec led to a function.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Through {
    /// Its name.
    Name,
    /// The ELF symbol of an instance.
    Symbol,
    /// Its linkage name.
    LinkageName,
    /// A glob over names.
    Glob,
}

/// Why a spec names no function, or no single one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SeedError {
    /// The text is not a spec.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// No function is called so.
    #[error("no function matches {spec:?}")]
    Unknown {
        /// The spec, as written.
        spec: String,
        /// Names like it, the nearest first; at most five.
        near: Vec<String>,
        /// Functions of that name declared elsewhere, as specs.
        elsewhere: Vec<String>,
    },
    /// One name, several declaration places.
    #[error("{spec:?} is ambiguous: {} functions of this name", candidates.len())]
    Ambiguous {
        /// The spec, as written.
        spec: String,
        /// Each as a spec that names it alone, sorted.
        candidates: Vec<String>,
    },
}

/// The functions that `spec` names: one, or for a glob at least one, sorted by
/// name and place.
///
/// # Errors
/// If no function matches, or a name without glob means several.
pub fn resolve(_programs: &[Program], spec: &Spec) -> Result<Vec<Seed>, SeedError> {
    Err(SeedError::Unknown { spec: spec.text().to_owned(), near: vec![], elsewhere: vec![] })
}
