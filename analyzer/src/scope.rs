//! What a question is asked of: some objects, or all those of a kernel.

use std::collections::HashMap;

use klpscope_graph::{KnownExport, Program};

/// The objects that a question is asked of.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The objects.
    pub programs: &'a [Program],
    /// Set if they are all objects of a kernel: those that the answer has nothing to say of
    /// are then counted, not listed.
    pub kernel: Option<&'a Kernel>,
}

/// A kernel, beside its objects that were read.
#[derive(Clone, Debug, Default)]
pub struct Kernel {
    /// `uname -r`, where it is known.
    pub release: Option<String>,
    /// Objects that are there, but could not be read.
    pub unread: usize,
    /// The exports that `Module.symvers` tells of, by symbol.
    pub exports: HashMap<String, KnownExport>,
}

impl<'a> From<&'a [Program]> for Scope<'a> {
    fn from(programs: &'a [Program]) -> Self {
        Self { programs, kernel: None }
    }
}

impl<'a> From<&'a Vec<Program>> for Scope<'a> {
    fn from(programs: &'a Vec<Program>) -> Self {
        Self { programs, kernel: None }
    }
}

impl<'a, const N: usize> From<&'a [Program; N]> for Scope<'a> {
    fn from(programs: &'a [Program; N]) -> Self {
        Self { programs, kernel: None }
    }
}
