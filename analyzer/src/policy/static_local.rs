//! `static-local`: functions whose code the member holds have variables of static
//! storage: the replacement must refer to the old ones, not to new copies.
//!
//! How: `DW_TAG_variable` with an address inside a function, for the member's own
//! functions and those inlined into it.
//!
//! When wrong: a variable that only another part of the function uses is listed too.
//! Constant data may well be copied; that it is constant is not looked at. What tells
//! only about the code itself (`__func__`, `__already_done`, lockdep keys) is noted: a
//! new copy does no harm.
//!
//! Way out: refer to them by a relocation (`.klp.sym`, `KLP_RELOC_SYMBOL`), as the symbol
//! and rank say.

use std::collections::BTreeSet;

use klpscope_graph::{Addr, Program, StaticVariable};

use super::found::count;
use super::{Found, Policy, Subject};
use crate::report::Effect;

pub(super) const POLICY: Policy =
    Policy { id: "static-local", gravest: Effect::Condition, redirects: false, check };

/// Variables that macros of the kernel put into functions, and that a new copy of the
/// code may have anew (kpatch-build leaves the same ones uncorrelated).
const HARMLESS: [&str; 9] = [
    "__func__",
    "__FUNCTION__",
    "__PRETTY_FUNCTION__",
    "__already_done",
    "__warned",
    "__key",
    "_rs",
    "_entry",
    "_entry_ptr",
];

fn check(subject: &Subject<'_>) -> Option<Found> {
    let program = subject.program();
    let functions = subject.functions();
    let all = functions.iter().flat_map(|&function| program.statics_of(function));
    let placed = all.filter_map(|variable| Some((variable.address?, variable)));
    let (harmless, state): (Vec<_>, Vec<_>) =
        placed.partition(|(_, variable)| is_harmless(program.str(variable.name)));
    if state.is_empty() {
        let names: BTreeSet<_> = harmless.iter().map(|(_, row)| program.str(row.name)).collect();
        return (!names.is_empty()).then(|| {
            Found::new(
                Effect::Note,
                "its static variables only tell about the code itself",
                "nothing to do: the replacement may have new ones",
            )
            .shown_by(names.into_iter().map(str::to_owned))
        });
    }
    let rows: BTreeSet<_> =
        state.iter().map(|&(address, variable)| told(program, address, variable)).collect();
    let found = Found::new(
        Effect::Condition,
        format!(
            "{} of its code must stay the old",
            count(rows.len(), "static variable", "static variables")
        ),
        "refer to the old variables (.klp.sym or KLP_RELOC_SYMBOL) instead of defining new ones",
    );
    Some(found.shown_by(rows))
}

fn is_harmless(name: &str) -> bool {
    HARMLESS.contains(&name) || name.starts_with("__UNIQUE_ID_ddebug")
}

/// `name of function: symbol address`.
fn told(program: &Program, address: Addr, variable: &StaticVariable) -> String {
    let (name, at) = (program.str(variable.name), program.address(address));
    let function = program.function_name(variable.function);
    match program.symbol_at(address) {
        Some(symbol) if symbol.offset == 0 => {
            let rank = symbol.sympos.filter(|sympos| sympos.of > 1);
            let rank = rank.map(|s| format!(", {} of {}", s.rank, s.of)).unwrap_or_default();
            format!("{name} of {function}: {} {at}{rank}", symbol.name)
        }
        _ => format!("{name} of {function}: {at}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_copy_may_have_anew() {
        assert!(is_harmless("__func__"));
        assert!(is_harmless("__UNIQUE_ID_ddebug123"));
        assert!(!is_harmless("counter"));
        assert!(!is_harmless("_rs_state"));
    }
}
