//! What follows from the parts of a program: names, and what a body is and holds.

use super::model::{Body, Fold, Function, Program, Suffix, Symbol};

impl Program {
    /// How klpscope and its users write a function: `NAME@FILE:LINE`, `NAME@` for assembly.
    pub fn spec(&self, function: usize) -> String {
        let Function { name, place, .. } = &self.functions[function];
        match place {
            Some((file, line)) => format!("{name}@{}:{line}", self.files[*file]),
            None => format!("{name}@"),
        }
    }

    /// True if it holds what only a linker leaves.
    pub fn is_linked(&self) -> bool {
        let is_left = |body: &Body| {
            let mut folds = body.folded.iter().map(|folded| folded.fold);
            body.dropped || folds.any(|fold| fold == Fold::Tombstone)
        };
        self.bodies.iter().any(is_left)
    }

    /// How large it is, in words for a person who looks for a small one.
    pub fn size(&self) -> String {
        let pieces: usize = self.bodies.iter().map(|body| body.pieces.len()).sum();
        let copies: usize = self.bodies.iter().map(|body| body.copies.len()).sum();
        format!(
            "{} units, {} functions, {} bodies, {copies} copies, {pieces} pieces of code",
            self.units.len(),
            self.functions.len(),
            self.bodies.len()
        )
    }
}

impl Symbol {
    /// The whole name.
    pub fn name(&self) -> String {
        format!("{}{}", self.base, self.end)
    }
}

impl Body {
    /// True if its signature is not the declared one.
    pub fn changes_abi(&self) -> bool {
        self.nocall || self.symbols.iter().any(|symbol| symbol.suffix == Suffix::Changing)
    }

    /// All functions that it is the code of.
    pub fn functions(&self) -> impl Iterator<Item = usize> {
        [self.function].into_iter().chain(self.folded.iter().map(|folded| folded.function))
    }

    /// A copy and all that it lies in, the innermost first.
    pub fn around(&self, copy: Option<usize>) -> Vec<usize> {
        let mut found = Vec::new();
        let mut at = copy;
        while let Some(copy) = at {
            found.push(copy);
            at = self.copies[copy].parent;
        }
        found
    }
}
