//! `folded-body`: other source functions share the member's code, so that replacing it
//! redirects them too.

use klpscope_graph::Program;

use super::{Found, Help, Policy, Subject};
use crate::collateral::sharers;
use crate::instance;
use crate::report::{Effect, FunctionRow, Shared, few};

pub(super) const POLICY: Policy = Policy {
    id: "folded-body",
    gravest: Effect::Condition,
    redirects: false,
    check,
    help: Help {
        title: "it is the code of other functions too",
        finds: "Other source functions share the function's code, so that replacing it redirects them too: \
         they are the set's collateral.",
        how: "DWARF describes several functions at its entry, or further symbols there name other \
         functions (identical code folding). Aliases that differ only by a wrapper's prefix \
         (__x64_sys_, __) are taken for planned: a note.",
        false_positives: "An alias that the source asks for (__attribute__((alias))) looks like folding that left no \
         DIE.",
        false_negatives: "Folding of which neither a DIE nor a symbol is left.",
        way_out: "Write the replacement so that it does for the others what they did before.",
    },
};

fn check(subject: &Subject<'_>) -> Option<Found> {
    let program = subject.program();
    let sharers = sharers(program, subject.set, subject.id);
    if sharers.is_empty() {
        return None;
    }
    let own = core(program.instance_name(subject.id));
    let functions = instance::functions(program, subject.id);
    let place = functions.first().and_then(|function| function.place.as_ref());
    let is_planned = |(row, _): &(FunctionRow, Shared)| {
        core(&row.name) == own && (row.place.is_none() || row.place.as_ref() == place)
    };
    let evidence = sharers.iter().map(|(row, _)| told(program, row));
    if sharers.iter().all(is_planned) {
        let found = Found::new(
            Effect::Note,
            "it has further names, which are redirected too",
            "nothing to do if the source declares them as aliases",
        );
        return Some(found.shown_by(evidence));
    }
    let found = Found::new(
        Effect::Condition,
        format!("it is the code of {} too, which would be redirected as well", list(&sharers)),
        "let the replacement do for them what they did before, or replace their callers instead",
    );
    let alias = instance::aliases(program, subject.id);
    Some(
        found
            .shown_by(evidence)
            .shown_by(alias.first().map(|_| format!("symbols at the entry: {}", alias.join(", ")))),
    )
}

/// `name (file:line)`.
fn told(program: &Program, row: &FunctionRow) -> String {
    match &row.place {
        Some(place) => {
            let file = program.object().short_path(&place.file);
            format!("{} ({file}:{})", row.name, place.line)
        }
        None => row.name.clone(),
    }
}

/// The first three names, and how many more there are.
fn list(sharers: &[(FunctionRow, Shared)]) -> String {
    const SHOWN: usize = 3;
    few(sharers.iter().map(|(row, _)| row.name.as_str()), SHOWN)
}

/// A name without what wrappers and aliases put in front of it.
fn core(name: &str) -> &str {
    const FRONTS: [&str; 8] = [
        "x64_sys_",
        "ia32_sys_",
        "ia32_compat_sys_",
        "se_sys_",
        "do_sys_",
        "pi_",
        "arm64_sys_",
        "s390x_sys_",
    ];
    let name = name.trim_start_matches('_');
    FRONTS.iter().find_map(|front| name.strip_prefix(front)).unwrap_or(name).trim_start_matches('_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planned_aliases_have_one_core() {
        assert_eq!(core("__x64_sys_getpid"), core("__do_sys_getpid"));
        assert_eq!(core("__memcpy"), core("memcpy"));
        assert_eq!(core("__pi_memcpy"), core("memcpy"));
        assert_ne!(core("ext4_get_nojournal"), core("vfs_read"));
    }
}
