//! `static-local`: functions whose code the member holds have variables of static
//! storage: the replacement must refer to the old ones, not to new copies.

use std::collections::BTreeSet;

use klpscope_graph::{Program, StaticVariable};

use super::{Found, Help, Policy, Subject};
use crate::fresh::{Fresh, fresh};
use crate::report::{Effect, count};

pub(super) const POLICY: Policy = Policy {
    id: "static-local",
    gravest: Effect::Condition,
    redirects: false,
    check,
    help: Help {
        title: "its code has static variables",
        finds: "Functions whose code this one holds have variables of static storage: the replacement must \
         refer to the old ones, not to new copies.",
        how: "By DW_TAG_variable with an address inside the function's own code and what is inlined into \
         it. Variables in writable data matter. Constants, what happens once (.data..once), \
         descriptors of debug messages and what only tells about the code (__func__, lockdep keys) \
         make it a note; what is not linked in the end (.discard) is left out.",
        false_positives: "A variable that only another part of the function uses is listed too.",
        false_negatives: "A constant whose address is compared must not be copied; that is not looked at.",
        way_out: "Refer to the old variables by livepatch relocations (.klp.sym, KLP_RELOC_SYMBOL); the \
         evidence names symbol, address and rank.",
    },
};

fn check(subject: &Subject<'_>) -> Option<Found> {
    let program = subject.program();
    let functions = subject.functions();
    let all = functions.iter().flat_map(|&function| program.statics_of(function));
    let judged = all.filter_map(|variable| Some((fresh(program, &variable)?, variable)));
    let (mut state, mut harmless) = (BTreeSet::new(), BTreeSet::new());
    for (fresh, variable) in judged {
        match fresh {
            Fresh::No => state.extend(told(program, &variable)),
            Fresh::Harmless => harmless.extend([program.str(variable.name)]),
            Fresh::Gone => {}
        }
    }
    if state.is_empty() {
        return (!harmless.is_empty()).then(|| {
            Found::new(
                Effect::Note,
                "its static variables are constant, or only tell about the code itself",
                "nothing to do: the replacement may have new ones",
            )
            .shown_by(harmless.into_iter().map(str::to_owned))
        });
    }
    let found = Found::new(
        Effect::Condition,
        format!(
            "{} of its code must stay the old",
            count(state.len(), "static variable", "static variables")
        ),
        "refer to the old variables (.klp.sym or KLP_RELOC_SYMBOL) instead of defining new ones",
    );
    Some(found.shown_by(state))
}

/// `name of function: symbol address`.
fn told(program: &Program, variable: &StaticVariable) -> Option<String> {
    let address = variable.address?;
    let (name, at) = (program.str(variable.name), program.address(address));
    let function = program.function_name(variable.function);
    Some(match program.symbol_at(address) {
        Some(symbol) if symbol.offset == 0 => {
            let rank = symbol.sympos.filter(|sympos| sympos.of > 1);
            let rank = rank.map(|s| format!(", {} of {}", s.rank, s.of)).unwrap_or_default();
            format!("{name} of {function}: {} {at}{rank}", symbol.name)
        }
        _ => format!("{name} of {function}: {at}"),
    })
}
