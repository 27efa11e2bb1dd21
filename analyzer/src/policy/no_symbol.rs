//! `no-symbol`: no symbol names the member, so a patch cannot ask for it.
//!
//! How: the symbol table has no symbol at its entry, or none that kallsyms would hold:
//! `klp_find_object_symbol` then says "symbol not found in symbol table".
//!
//! When wrong: a kernel whose symbol table was stripped after kallsyms was made; ask
//! about the unstripped file. In user space a tool can take an address instead: a
//! condition there.
//!
//! Way out: replace the nearest callers that have a symbol.

use super::{Found, Policy, Subject};
use crate::report::Effect;

pub(super) const POLICY: Policy =
    Policy { id: "no-symbol", gravest: Effect::Blocks, redirects: true, check };

fn check(subject: &Subject<'_>) -> Option<Found> {
    let program = subject.program();
    let symbols = program.instance(subject.id).symbols();
    if !subject.is_kernel() {
        return symbols.is_empty().then(|| {
            Found::new(
                Effect::Condition,
                "no symbol names it",
                format!("name it by its address, {}, and the build-id", subject.address()),
            )
        });
    }
    if symbols.iter().any(|symbol| program.sympos(symbol).is_some()) {
        return None;
    }
    let text = match symbols.is_empty() {
        true => "no symbol names it: there is nothing to write into klp_func.old_name",
        false => "kallsyms holds none of its symbols: klp_func.old_name would not be found",
    };
    let names = symbols.iter().map(|symbol| program.symbol_name(symbol).to_owned());
    Some(
        Found::new(Effect::Blocks, text, "replace the callers instead (--lift adds them)")
            .shown_by(names),
    )
}
