//! The replacement set, by the rules as they are written, over and over until nothing is added.

use std::collections::BTreeSet;

use super::super::model::Body;
use super::{Expected, callee};

/// A rule by which the replacement set grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Own code, hosts, and callers of clones whose signature changed.
    Exact,
    /// The same for all callers of what is patched.
    InlineClone,
    /// Own code and hosts.
    InPlace,
}

impl Expected<'_> {
    /// The replacement set of some functions: entries of its members.
    pub fn set(&self, functions: &[usize], rule: Rule) -> BTreeSet<String> {
        let mut patched: BTreeSet<usize> = functions.iter().copied().collect();
        if rule == Rule::InlineClone {
            self.add_callers(&mut patched);
        }
        let mut set: BTreeSet<usize> =
            patched.iter().flat_map(|&function| self.hosts(function)).collect();
        // As long as anything is added; a program here is small.
        let mut before = None;
        while rule != Rule::InPlace && before != Some(set.len()) {
            before = Some(set.len());
            for (at, body) in self.kept() {
                let calls = body.pieces.iter().filter_map(|piece| callee(piece.code));
                let mut changed = calls.filter(|to| self.program.bodies[*to].changes_abi());
                if changed.any(|to| set.contains(&to)) {
                    set.insert(at);
                }
            }
        }
        set.into_iter().map(|at| self.layout.entry_address(at)).collect()
    }

    /// Functions of which there is code, own or inlined.
    pub fn present(&self) -> Vec<usize> {
        let functions = 0..self.program.functions.len();
        functions.filter(|&function| !self.hosts(function).is_empty()).collect()
    }

    /// Rules 1 and 2.
    fn hosts(&self, function: usize) -> BTreeSet<usize> {
        let holds = |body: &Body| {
            let folded = body.folded.iter().flat_map(|folded| &folded.copies);
            let mut copies = body.copies.iter().chain(folded);
            body.functions().any(|own| own == function)
                || copies.any(|copy| copy.function == function)
        };
        self.kept().filter(|(_, body)| holds(body)).map(|(at, _)| at).collect()
    }

    /// Callers of what is patched, and again of those of which no ordinary body is left.
    fn add_callers(&self, patched: &mut BTreeSet<usize>) {
        let mut work: Vec<usize> = patched.iter().copied().collect();
        while let Some(callee) = work.pop() {
            for caller in self.callers(callee) {
                let mut bodies = self.kept().filter(|(_, body)| {
                    body.functions().any(|own| own == caller) && !body.changes_abi()
                });
                if patched.insert(caller) && bodies.next().is_none() {
                    work.push(caller);
                }
            }
        }
    }

    /// The functions whose text calls a function.
    fn callers(&self, function: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        for (_, body) in self.kept() {
            let calls = body.pieces.iter().filter(|piece| {
                let to = callee(piece.code).map(|to| &self.program.bodies[to]);
                to.is_some_and(|to| to.functions().any(|own| own == function))
            });
            let mut holders: Vec<_> =
                calls.map(|piece| piece.copy.map(|copy| body.copies[copy].function)).collect();
            let folded = body.folded.iter().map(|folded| &folded.copies);
            for copies in [&body.copies].into_iter().chain(folded) {
                let copied = copies.iter().filter(|copy| copy.function == function);
                holders.extend(copied.map(|copy| copy.parent.map(|at| copies[at].function)));
            }
            for holder in holders {
                match holder {
                    Some(holder) => _ = found.insert(holder),
                    None => found.extend(body.functions()),
                }
            }
        }
        found
    }
}
