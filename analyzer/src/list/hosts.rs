//! `list hosts`: a row for each pair of source function and instance that holds its code.

use std::borrow::Cow;

use klpscope_graph::Program;
use serde::Serialize;

use super::{Row, TsvLine};
use crate::report::Tier;

/// A source function and one of its hosts; its own code included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HostRow<'a> {
    /// `DW_AT_name`.
    pub name: &'a str,
    /// Normalised path; empty for code without DWARF.
    pub decl_file: &'a str,
    /// From 1; 0 where unknown.
    pub decl_line: u32,
    /// Entry of the host.
    pub host_address: String,
    /// The host's symbol.
    pub host_symbol: &'a str,
    /// `own`, `clone`, `inlined`, joined by `,` in this order.
    pub kinds: &'static str,
    /// How sure it is.
    pub tier: Tier,
    /// The object's name.
    pub object: Cow<'a, str>,
}

impl Row for HostRow<'_> {
    const COLUMNS: &'static [&'static str] = &[
        "name",
        "decl_file",
        "decl_line",
        "host_address",
        "host_symbol",
        "kinds",
        "tier",
        "object",
    ];

    fn write(&self, line: &mut TsvLine<'_>) {
        line.text(self.name);
        line.text(self.decl_file);
        line.plain(self.decl_line);
        line.text(&self.host_address);
        line.text(self.host_symbol);
        line.plain(self.kinds);
        line.plain(self.tier.name());
        line.text(&self.object);
    }
}

/// All rows, sorted by name, declaration, object and address.
pub fn hosts(_programs: &[Program]) -> Vec<HostRow<'_>> {
    Vec::new()
}
