//! Functions without a body become part of another one's.

use std::collections::BTreeSet;

use super::super::model::{Body, Fold, Folded, Suffix, UnitKind};
use super::Generator;

impl Generator {
    /// Folds some functions.
    pub(super) fn folds(&mut self) {
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        for at in 0..self.program.bodies.len() {
            let body = &self.program.bodies[at];
            let Some(unit) = body.unit.filter(|_| !body.dropped) else { continue };
            if !self.random.chance(15) {
                continue;
            }
            let visible = self.visible(&self.program.units[unit]);
            let free: Vec<usize> =
                visible.iter().copied().filter(|function| self.is_free(*function)).collect();
            let Some(&function) = self.random.pick(&free) else { continue };
            if !taken.insert(function) {
                continue;
            }
            let is_compiled = self.program.units[unit].kind == UnitKind::Compiled;
            let fold = match self.random.below(3) {
                0 => Fold::Address,
                1 if is_compiled && !self.unlinked => Fold::Tombstone,
                _ => Fold::Alias,
            };
            let copies = match fold {
                Fold::Alias => Vec::new(),
                Fold::Address | Fold::Tombstone => self.copies(function, &visible),
            };
            let symbol = self.symbol(function, String::new(), Suffix::None);
            let is_named = fold != Fold::Address || self.random.chance(70);
            let body = &mut self.program.bodies[at];
            body.symbols.extend(is_named.then_some(symbol));
            body.folded.push(Folded { function, fold, copies });
        }
    }

    /// True for a function without a body, whose name no other function has: a symbol says no
    /// more than that.
    fn is_free(&self, function: usize) -> bool {
        let name = &self.program.functions[function].name;
        let mut same = self.program.functions.iter().filter(|other| &other.name == name);
        let mut bodies = self.program.bodies.iter().flat_map(Body::functions);
        same.nth(1).is_none() && !bodies.any(|other| other == function)
    }
}
