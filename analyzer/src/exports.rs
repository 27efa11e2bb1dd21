//! Which of all objects exports a symbol. Of a whole kernel there are thousands: each symbol
//! is looked for once.

use std::cell::RefCell;
use std::collections::HashMap;

use klpscope_graph::{Export, Program, Role};

use crate::scope::Scope;

/// The exports of all objects that were given.
pub(crate) struct Exports<'a> {
    scope: Scope<'a>,
    kernels: Vec<&'a Program>,
    known: RefCell<HashMap<String, Option<(Export, String)>>>,
}

impl<'a> Exports<'a> {
    pub(crate) fn new(scope: Scope<'a>) -> Self {
        let kernels = scope.programs.iter().filter(|program| *program.role() == Role::Kernel);
        Self { scope, kernels: kernels.collect(), known: RefCell::default() }
    }

    /// The kernels among the objects: one, or none.
    pub(crate) fn kernels(&self) -> &[&'a Program] {
        &self.kernels
    }

    /// How a symbol is exported, and the name of the first object that does so; of one that
    /// could not be read only `Module.symvers` tells.
    pub(crate) fn of(&self, symbol: &str) -> Option<(Export, String)> {
        if let Some(known) = self.known.borrow().get(symbol) {
            return known.clone();
        }
        let programs = self.scope.programs.iter();
        let found = programs
            .filter_map(|program| Some((program.export_of(symbol)?, program.object().name())))
            .next()
            .or_else(|| {
                let row = self.scope.kernel?.exports.get(symbol)?;
                Some((row.export, row.object.clone()))
            });
        self.known.borrow_mut().insert(symbol.to_owned(), found.clone());
        found
    }
}
