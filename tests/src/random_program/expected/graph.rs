//! Instances, whose code they are, who is inlined where, and who calls whom.

use std::collections::{BTreeMap, BTreeSet};

use super::super::layout::Form;
use super::super::model::{Body, Code, Suffix};
use super::{Expected, Facts, add, callee};

impl Expected<'_> {
    /// Instances, whose code they are, who is inlined where, and who calls whom.
    pub fn graph(&self) -> Facts {
        let mut facts = Facts::new();
        for (at, body) in self.kept() {
            self.instance(at, body, &mut facts);
            self.hosted(at, body, &mut facts);
            self.calls(at, body, &mut facts);
        }
        facts
    }

    fn instance(&self, at: usize, body: &Body, facts: &mut Facts) {
        let entry = self.layout.entry_address(at);
        let size: u64 = self.layout.pieces[at].iter().map(|spot| spot.end - spot.begin).sum();
        let is_suffixed = body.symbols.iter().any(|symbol| symbol.suffix == Suffix::Changing);
        let abi = match body.nocall {
            _ if is_suffixed => "suffix",
            true => "nocall",
            false => "declared",
        };
        add(facts, format!("{entry} has {size} bytes, {abi}"));
        for symbol in &body.symbols {
            add(facts, format!("{entry} is called {}", symbol.name()));
        }
        for function in body.functions() {
            add(facts, format!("{entry} is code of {}", self.program.spec(function)));
        }
    }

    /// `list hosts` has a row for each function and host, and the kinds of code.
    fn hosted(&self, at: usize, body: &Body, facts: &mut Facts) {
        let mut kinds: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
        for function in body.functions() {
            let name = &self.program.functions[function].name;
            let named = body.symbols.iter().filter(|symbol| &symbol.base == name);
            let suffix = named.map(|symbol| symbol.suffix).min();
            let first = body.symbols.first().map(|symbol| symbol.suffix);
            let suffix = suffix.or(first).unwrap_or(Suffix::None);
            let kind = if suffix == Suffix::None { "own" } else { "clone" };
            kinds.entry(function).or_default().insert(kind);
        }
        for (copies, _) in self.copies(at, body) {
            for copy in copies {
                kinds.entry(copy.function).or_default().insert("inlined");
            }
        }
        let entry = self.layout.entry_address(at);
        for (function, kinds) in kinds {
            // "own" before "clone" before "inlined".
            let mut kinds: Vec<_> = kinds.into_iter().collect();
            kinds.sort_by_key(|kind| (*kind != "own", *kind));
            let spec = self.program.spec(function);
            add(facts, format!("{entry} holds {spec} as {}", kinds.join(",")));
        }
    }

    fn calls(&self, at: usize, body: &Body, facts: &mut Facts) {
        let caller = self.layout.entry_address(at);
        for piece in &body.pieces {
            let (kind, site) = match piece.code {
                Code::Call(_, site) => ("call", site),
                Code::Jump(to) if to != at => ("jmp", false),
                Code::Branch(to) if to != at => ("jcc", false),
                Code::Elsewhere(to) if self.layout.form == Form::Object => {
                    let edge = format!("{caller} -> *UND* outside_{to} by call, reloc");
                    add(facts, edge);
                    continue;
                }
                _ => continue,
            };
            let Some(to) = callee(piece.code) else { continue };
            let section = usize::from(piece.cold);
            let evidence = match (self.layout.is_relocated(self.program, section, to), site) {
                (false, false) => "insn",
                (false, true) => "insn,callsite",
                (true, false) => "reloc",
                (true, true) => "reloc,callsite",
            };
            let callee = self.layout.entry_address(to);
            add(facts, format!("{caller} -> {callee} by {kind}, {evidence}"));
        }
    }
}
