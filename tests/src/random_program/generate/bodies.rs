//! Which functions have code of their own, under which names, and what is inlined there.

use super::super::model::{Body, Copy, Suffix, Symbol, UnitKind};
use super::Generator;

/// Ends of symbols of clones whose signature changed; `#` stands for a number.
const CHANGING: [&str; 8] = [
    ".constprop.#",
    ".isra.#",
    ".part.#",
    ".isra.#.constprop.#",
    ".constprop.#.isra.#",
    ".argprom",
    ".specialized.#",
    ".lto_priv.#.part.#",
];
/// The same with the declared signature.
const KEEPING: [&str; 4] = [".lto_priv.#", ".llvm.54343062200572#", ".localalias", ".__uniq.77#"];
/// Copies lie in each other at most so deep.
const DEPTH: usize = 6;

impl Generator {
    /// Bodies, without code.
    pub(super) fn bodies(&mut self) {
        for unit in 0..self.program.units.len() {
            let kind = self.program.units[unit].kind;
            if kind == UnitKind::Early {
                continue;
            }
            for function in self.visible(&self.program.units[unit]) {
                self.bodies_of(function, unit, kind);
            }
        }
        for function in 0..self.program.functions.len() {
            if self.program.functions[function].place.is_none() {
                let symbol = self.symbol(function, String::new(), Suffix::None);
                self.body(function, None, vec![symbol]);
            }
        }
    }

    fn bodies_of(&mut self, function: usize, unit: usize, kind: UnitKind) {
        let Some((file, _)) = self.program.functions[function].place else { return };
        let external = self.program.functions[function].external;
        let is_own = file == self.program.units[unit].file || kind == UnitKind::Linked;
        let has_body = self.program.bodies.iter().any(|body| body.function == function);
        let percent = match (external, is_own) {
            // Another object could not be linked with a second one.
            (true, _) if has_body => 0,
            (true, _) => 85,
            (false, true) => 55,
            (false, false) => 15,
        };
        if self.random.chance(percent) {
            let keeps = !external && self.random.chance(20);
            let end = if keeps { self.end(&KEEPING) } else { String::new() };
            let suffix = if keeps { Suffix::Keeping } else { Suffix::None };
            let symbol = self.symbol(function, end, suffix);
            self.body(function, Some(unit), vec![symbol]);
        }
        for _ in 0..2 {
            if is_own && self.random.chance(12) {
                let end = self.end(&CHANGING);
                let symbol = self.symbol(function, end, Suffix::Changing);
                self.body(function, Some(unit), vec![symbol]);
            }
        }
        if kind == UnitKind::Compiled && !self.unlinked && self.random.chance(5) {
            self.body(function, Some(unit), Vec::new());
            let last = self.program.bodies.len() - 1;
            self.program.bodies[last].dropped = true;
        }
    }

    fn body(&mut self, function: usize, unit: Option<usize>, mut symbols: Vec<Symbol>) {
        let is_plain = symbols.iter().all(|symbol| symbol.suffix == Suffix::None);
        if is_plain && unit.is_some() && self.random.chance(4) {
            symbols.clear();
        }
        if !symbols.is_empty() && self.random.chance(6) {
            let base = format!("{}_alias_{}", symbols[0].base, self.program.bodies.len());
            let end = String::new();
            symbols.push(Symbol { base, end, global: true, suffix: Suffix::None });
        }
        let copies = unit.map_or(Vec::new(), |unit| {
            let visible = self.visible(&self.program.units[unit]);
            self.copies(function, &visible)
        });
        let body = Body {
            function,
            unit,
            folded: Vec::new(),
            nocall: unit.is_some() && self.random.chance(4),
            dropped: false,
            padded: !symbols.is_empty() && self.random.chance(12),
            symbols,
            copies,
            pieces: Vec::new(),
        };
        self.program.bodies.push(body);
    }

    /// Some copies of visible functions in a body of `function`.
    pub(super) fn copies(&mut self, function: usize, visible: &[usize]) -> Vec<Copy> {
        let mut copies: Vec<Copy> = Vec::new();
        let mut depths: Vec<usize> = Vec::new();
        for _ in 0..self.random.below(2 + 2 * self.size) {
            let parent = match copies.len() {
                0 => None,
                // Mostly in the last one, so that they lie deep.
                len if self.random.chance(50) => Some(len - 1),
                len => Some(self.random.below(len)).filter(|_| self.random.chance(60)),
            };
            let depth = parent.map_or(1, |parent| depths[parent] + 1);
            let Some(&copied) = self.random.pick(visible) else { break };
            if depth > DEPTH {
                continue;
            }
            let around = parent.map_or(function, |parent| copies[parent].function);
            let file = self.program.functions[around].place.map_or(0, |place| place.0);
            let call = (file, 1 + self.random.below(90) as u32);
            let block = self.random.chance(20);
            copies.push(Copy { function: copied, parent, call, block });
            depths.push(depth);
        }
        copies
    }

    /// The symbol of a function, with the end that a compiler gave it.
    pub(super) fn symbol(&self, function: usize, end: String, suffix: Suffix) -> Symbol {
        let function = &self.program.functions[function];
        let base = function.name.clone();
        Symbol { base, global: function.external && end.is_empty(), end, suffix }
    }

    fn end(&mut self, ends: &[&str]) -> String {
        self.clones += 1;
        let end = ends[self.random.below(ends.len())];
        end.replace('#', &self.clones.to_string())
    }
}
