//! The functions of a module -> what each replaces, or why the kernel would refuse it.

use klpscope_graph::{Addr, FtraceSite, LivePatch, PatchedFunction, Program};

use super::names::{Missing, Names, VMLINUX};
use crate::report::{Outcome, PatchedRow, VerifyFinding, count};

/// A row for each function; what is wrong with it goes to `findings`.
pub(super) fn check(
    names: &Names<'_>,
    patch: &LivePatch,
    findings: &mut Vec<VerifyFinding>,
) -> Vec<PatchedRow> {
    let mut rows: Vec<PatchedRow> = Vec::new();
    for function in &patch.functions {
        let object = function.object.as_deref().unwrap_or(VMLINUX);
        let found = names.find(object, &function.old_name, function.old_sympos);
        let mut wrong = |effect, id, text, way_out| {
            findings.push(VerifyFinding {
                effect,
                id,
                object: object.to_owned(),
                name: function.old_name.clone(),
                text,
                evidence: vec![function.place.clone()],
                way_out,
            });
        };
        let mut address = None;
        match found {
            Err(missing) => {
                let (effect, id, text, way_out) = explain(missing, function, object);
                wrong(effect, id, text, way_out);
            }
            Ok((_, symbol)) if !symbol.is_code => {
                let text = format!("{} names data, not code", function.old_name);
                wrong(Outcome::Failed, "no-function", text, "correct old_name or old_sympos");
            }
            Ok((program, symbol)) => {
                let at = program.address(symbol.address);
                if rows.iter().any(|row| row.object == object && row.address.as_ref() == Some(&at))
                {
                    let text = format!("{} is replaced twice", function.old_name);
                    wrong(Outcome::Failed, "twice", text, "leave one of them out");
                }
                if has_no_site(program, &function.old_name, symbol.address) {
                    let text =
                        format!("{} has no ftrace site: klp_enable_patch fails", function.old_name);
                    let way_out = "replace its callers instead: klpscope impact --lift";
                    wrong(Outcome::Failed, "no-ftrace-site", text, way_out);
                }
                address = Some(at);
            }
        }
        if function.new_function.is_none() {
            let text = format!("{} is replaced by nothing that a symbol names", function.old_name);
            let way_out = "see klp_func.new_func: a null pointer asks for a no-op";
            wrong(Outcome::Unknown, "no-new-function", text, way_out);
        }
        rows.push(PatchedRow {
            object: object.to_owned(),
            old_name: function.old_name.clone(),
            old_sympos: function.old_sympos,
            new_function: function.new_function.clone(),
            place: function.place.clone(),
            address,
            needed: None,
        });
    }
    rows
}

/// Why the kernel does not find it.
fn explain(
    missing: Missing,
    function: &PatchedFunction,
    object: &str,
) -> (Outcome, &'static str, String, &'static str) {
    let (name, sympos) = (&function.old_name, function.old_sympos);
    match missing {
        Missing::Object => (
            Outcome::Unknown,
            "object-not-given",
            format!("{object} is not among the files given: whether it has {name} is unknown"),
            "name its file with --against too",
        ),
        Missing::Name => (
            Outcome::Failed,
            "no-function",
            format!("{object} has no function {name}: the patch will not load"),
            "see how the compiler called it: klpscope show",
        ),
        Missing::Ambiguous(symbols) => (
            Outcome::Failed,
            "ambiguous",
            format!(
                "{object} has {} named {name}, and old_sympos is 0: the patch will not load",
                count(symbols, "symbol", "symbols")
            ),
            "set old_sympos: klpscope impact --emit list tells it",
        ),
        Missing::Position(symbols) => (
            Outcome::Failed,
            "wrong-sympos",
            format!(
                "{object} has {} named {name}, but old_sympos is {sympos}: the patch will not load",
                count(symbols, "symbol", "symbols")
            ),
            "set old_sympos: klpscope impact --emit list tells it",
        ),
    }
}

/// True if the kernel can divert no call of the function. Code that the graph does not
/// know as an instance is not judged.
fn has_no_site(program: &Program, name: &str, address: Addr) -> bool {
    let mut instances = program.instances_of_symbol(name).into_iter();
    let found = instances.find(|&id| program.instance(id).entry() == address);
    found.is_some_and(|id| program.ftrace_site(id) == FtraceSite::None)
}
