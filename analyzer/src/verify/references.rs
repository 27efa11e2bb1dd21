//! What a module reaches for -> what the kernel would not find when it links the module.

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::{LivePatch, Role};

use super::names::{Missing, Names, VMLINUX};
use crate::report::{Outcome, VerifyFinding, count, few};

/// Symbols listed of those that nothing can be said of.
const LISTED: usize = 5;

pub(super) fn check(names: &Names<'_>, patch: &LivePatch, findings: &mut Vec<VerifyFinding>) {
    live(names, patch, findings);
    imports(names, patch, findings);
}

/// `.klp.sym.` symbols.
fn live(names: &Names<'_>, patch: &LivePatch, findings: &mut Vec<VerifyFinding>) {
    let mut elsewhere: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for reference in &patch.references {
        let (object, name) = (reference.object.as_str(), reference.name.as_str());
        let text = match names.find(object, name, reference.sympos) {
            Ok(_) => continue,
            Err(Missing::Object) => {
                elsewhere.entry(object).or_default().push(name);
                continue;
            }
            Err(Missing::Name) => format!("{object} has no symbol {name}"),
            Err(Missing::Ambiguous(symbols)) => {
                format!("{object} has {symbols} symbols named {name}, and its position is 0")
            }
            Err(Missing::Position(symbols)) => {
                let symbols = count(symbols, "symbol", "symbols");
                format!(
                    "{object} has {symbols} named {name}, but its position is {}",
                    reference.sympos
                )
            }
        };
        findings.push(VerifyFinding {
            effect: Outcome::Failed,
            id: "unresolved-reference",
            object: object.to_owned(),
            name: name.to_owned(),
            text: format!("{text}: the patch will not load"),
            evidence: vec![format!(".klp.sym.{object}.{name},{}", reference.sympos)],
            way_out: "rebuild the patch against this kernel",
        });
    }
    for (object, symbols) in elsewhere {
        findings.push(not_given(object, &symbols));
    }
}

fn not_given(object: &str, symbols: &[&str]) -> VerifyFinding {
    let number = count(symbols.len(), "symbol", "symbols");
    VerifyFinding {
        effect: Outcome::Unknown,
        id: "object-not-given",
        object: object.to_owned(),
        name: object.to_owned(),
        text: format!("{object} is not among the files given: {number} of it cannot be checked"),
        evidence: vec![few(symbols, LISTED)],
        way_out: "name its file with --against too",
    }
}

/// Undefined symbols that no object exports (`simplify_symbols` of `kernel/module/main.c`).
fn imports(names: &Names<'_>, patch: &LivePatch, findings: &mut Vec<VerifyFinding>) {
    let is_exported =
        |symbol: &&String| names.programs().any(|(_, program)| program.export_of(symbol).is_some());
    let missing: Vec<&str> =
        patch.imports.iter().filter(|symbol| !is_exported(symbol)).map(String::as_str).collect();
    if missing.is_empty() {
        return;
    }
    let given: BTreeSet<&str> = names.programs().map(|(name, _)| name).collect();
    let has_kernel = names.programs().any(|(_, program)| *program.role() == Role::Kernel);
    let depends = patch.depends.iter().map(String::as_str);
    let mut others: Vec<&str> = depends.filter(|name| !given.contains(name)).collect();
    if !has_kernel {
        others.insert(0, VMLINUX);
    }
    if !others.is_empty() {
        findings.push(not_given(others[0], &missing));
        return;
    }
    findings.extend(missing.into_iter().map(|symbol| VerifyFinding {
        effect: Outcome::Failed,
        id: "not-exported",
        object: VMLINUX.to_owned(),
        name: symbol.to_owned(),
        text: format!("no file given exports {symbol}: the module will not load"),
        evidence: Vec::new(),
        way_out: "make it a .klp.sym. reference, or look it up with kallsyms when the patch is loaded",
    }));
}
