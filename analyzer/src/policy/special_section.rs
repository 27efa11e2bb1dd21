//! `special-section`: the kernel changes or looks up places in the member's code at run
//! time: static branches, static calls, tracepoints; alternatives, exception table, bugs.

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::{DataKind, Program, Role, Special, SpecialSite};

use super::{Found, Help, Policy, Subject};
use crate::exports::Exports;
use crate::report::{Effect, count};

pub(super) const POLICY: Policy = Policy {
    id: "special-section",
    gravest: Effect::Condition,
    redirects: false,
    check,
    help: Help {
        title: "the kernel changes its code at run time",
        finds: "The kernel changes or looks up places in the function's code at run time: static branches, \
         static calls, tracepoints; alternatives, exception table, bugs. The replacement brings its \
         own entries, but those of the first three refer to a key that a livepatch module must be \
         able to link to.",
        how: "Entries of __jump_table, .static_call_sites, .altinstructions, __ex_table and __bug_table \
         in its ranges. A condition only where a static branch, static call or tracepoint has a key \
         that a livepatch module cannot link to: one that is not exported, or that a module \
         exports. Give vmlinux beside a module, so that its exports are known. Keys of debug \
         messages (__dyndbg) come with a copy of the code; ORC data alone is no finding.",
        false_positives: "A key that the patched source no longer uses is listed as well. Where the table does not \
         name the key, it is taken for not exported.",
        false_negatives: "Keys that only the patched source uses.",
        way_out: "In the replacement, test the key with static_key_enabled(), make a plain call instead of \
         the static call, leave the tracepoint out. The other kinds need nothing.",
    },
};

fn check(subject: &Subject<'_>) -> Option<Found> {
    if !subject.is_kernel() {
        return None;
    }
    let program = subject.program();
    let mut sites = program.special_sites(subject.id);
    sites.retain(|site| site.kind != Special::Orc);
    if sites.is_empty() {
        return None;
    }
    let bad: BTreeSet<_> = sites.iter().filter_map(|site| out_of_reach(subject, site)).collect();
    let has = counts(&sites);
    let found = if bad.is_empty() {
        Found::new(
            Effect::Note,
            format!("it has {has}"),
            "nothing to do: the replacement brings its own entries",
        )
    } else {
        let keys = count(bad.len(), "key", "keys");
        Found::new(
            Effect::Condition,
            format!("it has {has}, with {keys} that a livepatch module cannot link to"),
            "replace static branches by static_key_enabled(), static calls by plain calls, and leave \
             tracepoints out, or refer to the keys by livepatch relocations",
        )
    };
    Some(found.shown_by(bad))
}

/// The key of a site that a livepatch module cannot link to, and why.
fn out_of_reach(subject: &Subject<'_>, site: &SpecialSite) -> Option<String> {
    let program = subject.program();
    let what = match site.kind {
        Special::JumpLabel => "static branch",
        Special::StaticCall => "static call",
        Special::Tracepoint => "tracepoint",
        Special::Alternative | Special::ExTable | Special::Bug | Special::Orc => return None,
    };
    // The key of a debug message lies in its descriptor: a copy of the code brings its own.
    if site.key_address.is_some_and(|at| program.data_at(at) == DataKind::Debug) {
        return None;
    }
    let Some(key) = site.key.map(|key| program.str(key)) else {
        return Some(format!("{what} at {}: its key has no name", program.address(site.address)));
    };
    let why = match program.role() {
        Role::Kernel if is_exported(program, key) => return None,
        Role::Kernel => "not exported".to_owned(),
        _ if is_exported(program, key) => {
            "exported by this object, which may be loaded after the patch".to_owned()
        }
        _ if site.key_address.is_some() => "not exported by this object".to_owned(),
        _ => elsewhere(subject.facts.exports, key)?,
    };
    Some(format!("{what}: {key} is {why}"))
}

/// Why a key that another object defines is out of reach; `None` if the kernel exports it.
fn elsewhere(exports: &Exports<'_>, key: &str) -> Option<String> {
    if exports.kernels().is_empty() {
        return Some("of another object: give vmlinux too, to see if it is exported".to_owned());
    }
    if exports.kernels().iter().any(|kernel| is_exported(kernel, key)) {
        return None;
    }
    let exporter = exports.of(key).or_else(|| exports.of(&trampoline(key)?));
    Some(match exporter {
        Some((_, module)) => {
            format!("exported by {module}, which may be loaded after the patch")
        }
        None => "of another object, and the kernel does not export it".to_owned(),
    })
}

/// True if the symbol, or what stands for it, is exported: of a static call often
/// only the trampoline is (`EXPORT_STATIC_CALL_TRAMP`).
fn is_exported(program: &Program, key: &str) -> bool {
    program.export_of(key).is_some()
        || trampoline(key).is_some_and(|name| program.export_of(&name).is_some())
}

/// What a static call jumps through (`STATIC_CALL_TRAMP` of `linux/static_call_types.h`).
fn trampoline(key: &str) -> Option<String> {
    key.strip_prefix("__SCK__").map(|name| format!("__SCT__{name}"))
}

/// `2 static branches, 1 bug entry`.
fn counts(sites: &[SpecialSite]) -> String {
    let mut by_kind: BTreeMap<Special, usize> = BTreeMap::new();
    for site in sites {
        *by_kind.entry(site.kind).or_default() += 1;
    }
    let told = by_kind.into_iter().map(|(kind, n)| match kind {
        Special::JumpLabel => count(n, "static branch", "static branches"),
        Special::Tracepoint => count(n, "tracepoint", "tracepoints"),
        Special::StaticCall => count(n, "static call", "static calls"),
        Special::Alternative => count(n, "alternative", "alternatives"),
        Special::ExTable => count(n, "exception table entry", "exception table entries"),
        Special::Bug => count(n, "bug entry", "bug entries"),
        Special::Orc => count(n, "ORC entry", "ORC entries"),
    });
    told.collect::<Vec<_>>().join(", ")
}
