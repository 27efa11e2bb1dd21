//! `no-symbol`: no symbol names the member, so a patch cannot ask for it.

use super::{Found, Help, Policy, Subject};
use crate::report::Effect;

pub(super) const POLICY: Policy = Policy {
    id: "no-symbol",
    gravest: Effect::Blocks,
    redirects: true,
    check,
    help: Help {
        title: "a patch cannot name it",
        finds: "No symbol names the function, so a patch cannot ask for it: klp_find_object_symbol says \
         \"symbol not found in symbol table\".",
        how: "The symbol table has nothing at its entry, or nothing that kallsyms holds. In user space \
         it can still be named by its address: a condition there.",
        false_positives: "A kernel whose symbol table was stripped after kallsyms was made: ask about the unstripped \
         file.",
        false_negatives: "None known.",
        way_out: "Replace the nearest callers that have a symbol.",
    },
};

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
