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
                if let Some((effect, id, problem, way_out)) =
                    site(program, &function.old_name, symbol.address)
                {
                    wrong(effect, id, format!("{} {problem}", function.old_name), way_out);
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
    const POSITION: &str = "set old_sympos: klpscope impact --emit list tells it";
    let (name, sympos) = (&function.old_name, function.old_sympos);
    let named =
        |symbols| format!("{object} has {} named {name}", count(symbols, "symbol", "symbols"));
    let (id, problem, way_out) = match missing {
        Missing::Object => {
            let text =
                format!("{object} is not among the files given: whether it has {name} is unknown");
            return (
                Outcome::Unknown,
                "object-not-given",
                text,
                "name its file with --against too",
            );
        }
        Missing::Name => {
            let way_out = "see how the compiler called it: klpscope show";
            ("no-function", format!("{object} has no function {name}"), way_out)
        }
        Missing::Ambiguous(symbols) => {
            ("ambiguous", format!("{}, and old_sympos is 0", named(symbols)), POSITION)
        }
        Missing::Position(symbols) => {
            ("wrong-sympos", format!("{}, but old_sympos is {sympos}", named(symbols)), POSITION)
        }
    };
    (Outcome::Failed, id, format!("{problem}: the patch will not load"), way_out)
}

/// What there is to say of the place where calls of a function would be diverted.
fn site(
    program: &Program,
    name: &str,
    address: Addr,
) -> Option<(Outcome, &'static str, &'static str, &'static str)> {
    let mut instances = program.instances_of_symbol(name).into_iter();
    let found = instances.find(|&id| program.instance(id).entry() == address);
    match found.map(|id| program.ftrace_site(id)) {
        Some(FtraceSite::Listed(_)) => None,
        Some(FtraceSite::None) => Some((
            Outcome::Failed,
            "no-ftrace-site",
            "has no ftrace site: klp_enable_patch fails",
            "replace its callers instead: klpscope impact --lift",
        )),
        Some(FtraceSite::Called(_) | FtraceSite::NoTable) => Some((
            Outcome::Unknown,
            "ftrace-site-unknown",
            "is in an object without a table of ftrace sites: whether its calls can be diverted is unknown",
            "name the linked vmlinux or .ko with --against",
        )),
        None => Some((
            Outcome::Unknown,
            "ftrace-site-unknown",
            "is no function that could be read: whether its calls can be diverted is unknown",
            "see what could not be read: klpscope stats",
        )),
    }
}
