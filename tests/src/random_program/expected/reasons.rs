//! Why each member is in the set of one function.

use super::super::model::{Body, Copy};
use super::{Expected, Facts, Rule, add, callee};

impl Expected<'_> {
    /// Why each member is in the set of one function: its own code, and whose it is beside; or
    /// the chain of copies that leads to it; and the calls of clones. By `Rule::Exact`.
    pub fn reasons(&self, function: usize) -> Facts {
        let mut facts = Facts::new();
        let set = self.set(&[function], Rule::Exact);
        for (at, body) in self.kept() {
            let entry = self.layout.entry_address(at);
            if body.functions().any(|own| own == function) {
                add(&mut facts, format!("{entry} own"));
                for other in body.functions().filter(|&other| other != function) {
                    let other = self.program.spec(other);
                    add(&mut facts, format!("{entry} shared with {other}"));
                }
            }
            for (copies, ranges) in self.copies(at, body) {
                for (copy, ranges) in copies.iter().enumerate().zip(ranges) {
                    if copy.1.function == function {
                        let chain = self.chain(copies, copy.0);
                        add(&mut facts, format!("{entry} inlined {chain}, {ranges} ranges"));
                    }
                }
            }
            for (piece, spot) in body.pieces.iter().zip(&self.layout.pieces[at]) {
                let callee = callee(piece.code).filter(|&to| to != at);
                let Some(to) = callee.filter(|&to| self.program.bodies[to].changes_abi()) else {
                    continue;
                };
                let callee = self.layout.entry_address(to);
                if set.contains(&callee) {
                    let site = self.layout.address(spot.section, spot.begin);
                    let within = self.innermost(body, piece.copy);
                    let place = self.place(body, piece.copy, piece.line);
                    let site = format!("at {site} {place} within {within}");
                    add(&mut facts, format!("{entry} calls {callee} {site}"));
                }
            }
        }
        facts
    }

    /// Where a piece of code stands in the source.
    fn place(&self, body: &Body, copy: Option<usize>, line: u32) -> String {
        if body.unit.is_none() {
            return "-".to_owned();
        }
        let function = copy.map_or(body.function, |copy| body.copies[copy].function);
        let file = self.program.functions[function].place.map_or(0, |place| place.0);
        format!("{}:{line}", self.program.files[file])
    }

    fn innermost(&self, body: &Body, copy: Option<usize>) -> String {
        let name = |copy: usize| self.program.functions[body.copies[copy].function].name.clone();
        copy.map_or("-".to_owned(), name)
    }

    fn chain(&self, copies: &[Copy], copy: usize) -> String {
        let mut steps = Vec::new();
        let mut at = Some(copy);
        while let Some(copy) = at.map(|at| &copies[at]) {
            let name = &self.program.functions[copy.function].name;
            let (file, line) = copy.call;
            steps.push(format!("{name} ({}:{line})", self.program.files[file]));
            at = copy.parent;
        }
        steps.reverse();
        steps.join(" > ")
    }
}
