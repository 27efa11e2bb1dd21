//! `unstable-name`: the compiler made up the member's name, and the next build may
//! number or hash it otherwise.

use klpscope_graph::suffix;

use super::{Found, Help, Policy, Subject};
use crate::report::Effect;

pub(super) const POLICY: Policy = Policy {
    id: "unstable-name",
    gravest: Effect::Condition,
    redirects: true,
    check,
    help: Help {
        title: "the compiler made up its name",
        finds: "The compiler made up the function's name, and the next build may number or hash it \
         otherwise: .llvm.HASH, .lto_priv.N, .constprop.N.",
        how: "Every symbol at its entry has a suffix of the table in graph/src/suffix.rs; one symbol \
         without a suffix is enough to be stable.",
        false_positives: "A rebuild of the same source with the same compiler most likely gives the same name, but \
         nothing promises it.",
        false_negatives: "None for the file that was read.",
        way_out: "Take the name from this very file, and make the patch for this build-id alone.",
    },
};

fn check(subject: &Subject<'_>) -> Option<Found> {
    let program = subject.program();
    let symbols = program.instance(subject.id).symbols().iter();
    let names: Vec<_> = symbols.map(|symbol| program.symbol_name(symbol)).collect();
    let suffixes: Vec<_> = names.iter().map(|name| suffix_of(name)).collect();
    let first = suffixes.first()?;
    if suffixes.iter().any(|suffix| suffix.is_empty()) {
        return None;
    }
    let way_out = match &program.object().build_id {
        Some(id) => format!("make the patch for build-id {id} alone"),
        None => "make the patch for this very file alone".to_owned(),
    };
    let found = Found::new(
        Effect::Condition,
        format!("the compiler chose {first} in its name: it may change with the next build"),
        way_out,
    );
    Some(found.shown_by(names.iter().map(|&name| name.to_owned())))
}

/// `.isra.0` of `f.isra.0`.
fn suffix_of(symbol: &str) -> &str {
    &symbol[suffix::parse(symbol).base.len()..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_in_full() {
        assert_eq!(suffix_of("f.isra.0.constprop.1"), ".isra.0.constprop.1");
        assert_eq!(suffix_of("f.llvm.5434306220057230904"), ".llvm.5434306220057230904");
        assert_eq!(suffix_of("f"), "");
        assert_eq!(suffix_of("f.txt"), "");
    }
}
