//! `ambiguous-symbol`: the object has several symbols of the member's name.

use klpscope_graph::{Role, SymbolId, Sympos};

use super::{Found, Help, Policy, Subject};
use crate::report::Effect;

pub(super) const POLICY: Policy = Policy {
    id: "ambiguous-symbol",
    gravest: Effect::Condition,
    redirects: true,
    check,
    help: Help {
        title: "several symbols have its name",
        finds: "The object has several symbols of the function's name. With old_sympos 0 the kernel \
         refuses a name that is not unique.",
        how: "By counting all symbols of its name in the object, data too, as klp_find_object_symbol \
         does: in the kernel by address, in a module in the order of its symbol table. An alias \
         with a unique name makes it a note.",
        false_positives: "None known: the kernel counts the same way.",
        false_negatives: "The rank in an object that is not linked to the end is not that of the kernel it becomes \
         part of. A module that was stripped or re-linked after it was built may order its symbols \
         in another way.",
        way_out: "Give old_sympos (the finding gives the number), or use an alias at the same entry with a \
         unique name; in user space, the address.",
    },
};

fn check(subject: &Subject<'_>) -> Option<Found> {
    let program = subject.program();
    let symbols = program.instance(subject.id).symbols();
    let known = |id: SymbolId| Some((program.symbol_name(id), program.sympos(id)?));
    let (name, Sympos { rank, of }) = symbols.iter().find_map(known)?;
    if of == 1 {
        return None;
    }
    let unique = symbols.iter().filter_map(known).find(|(_, sympos)| sympos.of == 1);
    let (text, way_out) = match (program.role(), unique) {
        (Role::UserSpace, _) => (
            format!("{of} symbols are called {name}"),
            format!("name it by its address, {}", subject.address()),
        ),
        (_, Some((alias, _))) => (
            format!("{of} symbols are called {name}, but {alias} names it alone"),
            format!("name it {alias}, or set old_sympos = {rank} (of {of})"),
        ),
        (Role::KernelPart, None) => (
            format!("{of} symbols of this object are called {name}"),
            format!("it is number {rank} of {of} here: look up old_sympos in the linked object"),
        ),
        (_, None) => (
            format!("{of} symbols are called {name}"),
            format!("set old_sympos = {rank} (of {of})"),
        ),
    };
    let effect = match (program.role(), unique) {
        (Role::UserSpace, _) | (_, None) => Effect::Condition,
        (_, Some(_)) => Effect::Note,
    };
    Some(Found::new(effect, text, way_out).shown_by([subject.address()]))
}
