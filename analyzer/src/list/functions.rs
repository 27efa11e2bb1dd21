//! `list functions`: a row for each symbol of an instance, with the function behind it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::{Export, FtraceSite, FuncId, InstanceId, Program, SymbolId, Sympos, suffix};
use serde::Serialize;

use super::{Row, TsvLine, declaration, object_name};
use crate::candidate;
use crate::closure::ReplacementSet;
use crate::exports::Exports;
use crate::instance::{self, distinct_functions};
use crate::model::Model;
use crate::policy::{self, Facts, Subject};
use crate::report::Verdict;

/// An instance under one of its names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FunctionListRow<'a> {
    /// Entry address.
    pub address: String,
    /// `None` if the symbol table has none.
    pub symbol: Option<&'a str>,
    /// Bytes of code, the `.cold` part included.
    pub size: u64,
    /// Section of the entry.
    pub section: &'a str,
    /// The source function's name.
    pub name: &'a str,
    /// Normalised path; `None` for code without DWARF.
    pub decl_file: Option<&'a str>,
    /// From 1; 0 where unknown.
    pub decl_line: u32,
    /// The symbol's suffixes (`.isra.0`); empty for a symbol without any.
    pub clone: &'a str,
    /// `declared`, `suffix` or `nocall`.
    pub abi: &'static str,
    /// The object's name.
    pub object: Cow<'a, str>,
    /// Where calls can be diverted: an address, empty where they cannot; `?` if the object
    /// has no table of such places.
    pub ftrace_site: String,
    /// `klp_func.old_sympos` of the symbol; `None` without one that the kernel would find.
    pub sympos: Option<u32>,
    /// `any` or `gpl` for a symbol that modules may use, else empty.
    pub exported: &'static str,
    /// Whether it can be replaced, as if its own function were patched (model `exact`).
    pub verdict: &'static str,
    /// Ids of what speaks against it, the gravest first, joined by `,`.
    pub findings: String,
}

impl Row for FunctionListRow<'_> {
    const COLUMNS: &'static [&'static str] = &[
        "address",
        "symbol",
        "size",
        "section",
        "name",
        "decl_file",
        "decl_line",
        "clone",
        "abi",
        "object",
        "ftrace_site",
        "sympos",
        "exported",
        "verdict",
        "findings",
    ];

    fn write(&self, line: &mut TsvLine<'_>) {
        line.text(&self.address);
        line.symbol(self.symbol);
        line.plain(self.size);
        line.text(self.section);
        line.text(self.name);
        line.file(self.decl_file);
        line.plain(self.decl_line);
        line.text(self.clone);
        line.plain(self.abi);
        line.text(&self.object);
        line.text(&self.ftrace_site);
        match self.sympos {
            Some(sympos) => line.plain(sympos),
            None => line.plain(""),
        }
        line.plain(self.exported);
        line.plain(self.verdict);
        line.plain(&self.findings);
    }
}

/// All rows, sorted by object, address, symbol and name. An alias has a row of
/// its own; so has every source function of a folded body.
pub fn functions(programs: &[Program]) -> Vec<FunctionListRow<'_>> {
    let exports = Exports::new(programs.into());
    programs.iter().flat_map(|program| functions_of(program, &exports)).collect()
}

fn functions_of<'a>(program: &'a Program, exports: &Exports<'_>) -> Vec<FunctionListRow<'a>> {
    let object = object_name(program);
    let facts = Facts::new(program, exports);
    program.prepare_returns();
    let mut rows = Vec::new();
    for id in program.instances() {
        let mut names = names_of(program, id);
        names.sort_unstable_by_key(|&(symbol, function)| {
            let symbol = symbol.map(|id| (program.symbol_name(id), id));
            (symbol, function.map(|id| program.function_name(id)), function)
        });
        let judged = judged(&facts, &ReplacementSet::default(), id);
        rows.extend(names.into_iter().map(|name| row(program, id, name, object.clone(), &judged)));
    }
    rows
}

/// The verdict on an instance, and the ids of what speaks against it. What policies ask
/// of an empty set holds for any set that the instance's own function would make.
pub(crate) fn judged(facts: &Facts<'_>, set: &ReplacementSet, id: InstanceId) -> (Verdict, String) {
    let findings = policy::findings(&Subject { facts, set, model: Model::Exact, id });
    let ids: Vec<_> = findings.iter().map(|finding| finding.id).collect();
    (policy::verdict(&findings), ids.join(","))
}

/// A symbol, and the source function that it stands for.
pub(crate) type Name = (Option<SymbolId>, Option<FuncId>);

/// The names of an instance: each symbol with the function that is called so,
/// or the first one, and each function that no symbol is called after.
pub(crate) fn names_of(program: &Program, id: InstanceId) -> Vec<Name> {
    let functions = distinct_functions(program, id);
    let first = functions.first().copied();
    let mut left: BTreeSet<FuncId> = functions.iter().copied().collect();
    let called: BTreeMap<&str, FuncId> = functions
        .iter()
        .rev()
        .flat_map(|&id| candidate::names(program, id).map(move |name| (name, id)))
        .collect();
    let symbols = program.instance(id).symbols().iter();
    let mut names: Vec<Name> = symbols
        .map(|symbol| {
            let function =
                called.get(suffix::parse(program.symbol_name(symbol)).base).copied().or(first);
            function.iter().for_each(|id| _ = left.remove(id));
            (Some(symbol), function)
        })
        .collect();
    let symbol = names.first().and_then(|name| name.0);
    names.extend(left.into_iter().map(|function| (symbol, Some(function))));
    if names.is_empty() {
        names.push((None, None));
    }
    names
}

fn row<'a>(
    program: &'a Program,
    id: InstanceId,
    (symbol, function): Name,
    object: Cow<'a, str>,
    (verdict, findings): &(Verdict, String),
) -> FunctionListRow<'a> {
    let sympos = symbol.and_then(|id| program.sympos(id));
    let symbol = symbol.map(|id| program.symbol_name(id));
    let (decl_file, decl_line) = function.map_or((None, 0), |id| declaration(program, id));
    FunctionListRow {
        address: program.address(program.instance(id).entry()),
        symbol,
        size: instance::size(program, id),
        section: instance::section(program, id),
        name: function.map_or("", |id| program.function_name(id)),
        decl_file,
        decl_line,
        clone: symbol.map_or("", |symbol| &symbol[suffix::parse(symbol).base.len()..]),
        abi: instance::abi_name(program.instance(id).abi()),
        object,
        verdict: verdict.name(),
        findings: findings.clone(),
        ftrace_site: match program.ftrace_site(id) {
            FtraceSite::Listed(site) | FtraceSite::Called(site) => program.address(site),
            FtraceSite::None => String::new(),
            FtraceSite::NoTable => "?".to_owned(),
        },
        sympos: sympos.map(Sympos::old_sympos),
        exported: match symbol.and_then(|symbol| program.export_of(symbol)) {
            Some(Export::Any) => "any",
            Some(Export::Gpl) => "gpl",
            None => "",
        },
    }
}
