//! `list functions`: a row for each symbol of an instance, with the function behind it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::{FuncId, InstanceId, Program, suffix};
use serde::Serialize;

use super::{Row, TsvLine, declaration, object_name};
use crate::candidate;
use crate::instance::{self, distinct_functions};

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
    }
}

/// All rows, sorted by object, address, symbol and name. An alias has a row of
/// its own; so has every source function of a folded body.
pub fn functions(programs: &[Program]) -> Vec<FunctionListRow<'_>> {
    programs.iter().flat_map(functions_of).collect()
}

fn functions_of(program: &Program) -> Vec<FunctionListRow<'_>> {
    let object = object_name(program);
    let mut rows = Vec::new();
    for id in program.instances() {
        let mut names = names_of(program, id);
        names.sort_unstable_by_key(|&(symbol, function)| {
            (symbol, function.map(|id| program.function_name(id)), function)
        });
        rows.extend(names.into_iter().map(|name| row(program, id, name, object.clone())));
    }
    rows
}

/// A symbol, and the source function that it stands for.
type Name<'a> = (Option<&'a str>, Option<FuncId>);

/// The names of an instance: each symbol with the function that is called so,
/// or the first one, and each function that no symbol is called after.
fn names_of(program: &Program, id: InstanceId) -> Vec<Name<'_>> {
    let functions = distinct_functions(program, id);
    let first = functions.first().copied();
    let mut left: BTreeSet<FuncId> = functions.iter().copied().collect();
    let called: BTreeMap<&str, FuncId> = functions
        .iter()
        .rev()
        .flat_map(|&id| candidate::names(program, id).map(move |name| (name, id)))
        .collect();
    let symbols = program.instance(id).symbols.iter().map(|&symbol| program.symbol_name(symbol));
    let mut names: Vec<Name<'_>> = symbols
        .map(|symbol| {
            let function = called.get(suffix::parse(symbol).base).copied().or(first);
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
    (symbol, function): Name<'a>,
    object: Cow<'a, str>,
) -> FunctionListRow<'a> {
    let (decl_file, decl_line) = function.map_or((None, 0), |id| declaration(program, id));
    FunctionListRow {
        address: program.address(program.instance(id).entry),
        symbol,
        size: instance::size(program, id),
        section: instance::section(program, id),
        name: function.map_or("", |id| program.function_name(id)),
        decl_file,
        decl_line,
        clone: symbol.map_or("", |symbol| &symbol[suffix::parse(symbol).base.len()..]),
        abi: instance::abi_name(program.instance(id).abi),
        object,
    }
}
