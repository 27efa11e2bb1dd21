//! `list hosts`: a row for each pair of source function and instance that holds its code.

use std::borrow::Cow;

use klpscope_graph::{FuncId, InstanceId, Origin, OriginEvidence, Program, SymbolId, suffix};
use serde::Serialize;

use super::{Row, TsvLine, declaration, object_name};
use crate::audit::Build;
use crate::instance;
use crate::possible::vanished::vanished;
use crate::report::Tier;

/// A source function and one of its hosts; its own code included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HostRow<'a> {
    /// `DW_AT_name`.
    pub name: &'a str,
    /// Normalised path; `None` for code without DWARF.
    pub decl_file: Option<&'a str>,
    /// From 1; 0 where unknown.
    pub decl_line: u32,
    /// Entry of the host.
    pub host_address: String,
    /// The host's symbol, if the symbol table has one.
    pub host_symbol: Option<&'a str>,
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
        line.file(self.decl_file);
        line.plain(self.decl_line);
        line.text(&self.host_address);
        line.symbol(self.host_symbol);
        line.plain(self.kinds);
        line.plain(self.tier.name());
        line.text(&self.object);
    }
}

/// All rows, sorted by name, declaration, object and address.
pub fn hosts(programs: &[Program]) -> Vec<HostRow<'_>> {
    let mut rows: Vec<_> = programs.iter().flat_map(hosts_of).collect();
    if programs.len() > 1 {
        // Stable: within one object the rows are in order already.
        rows.sort_by(|a, b| declared(a).cmp(&declared(b)));
    }
    rows
}

fn declared<'a>(row: &HostRow<'a>) -> (&'a str, Option<&'a str>, u32) {
    (row.name, row.decl_file, row.decl_line)
}

// What a pair rests on.
const OWN: u8 = 1;
const CLONE: u8 = 2;
const INLINED: u8 = 4;
const RECORDED: u8 = 8;
const VANISHED: u8 = 16;

/// The rows of one object. The graph sorts functions by name and declaration
/// and instances by address: sorting ids sorts rows.
fn hosts_of(program: &Program) -> Vec<HostRow<'_>> {
    let mut pairs = pairs(program);
    pairs.sort_unstable_by_key(|&(function, host, _)| (function, host));
    let object = object_name(program);
    let alike = pairs.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
    alike.map(|pairs| row(program, pairs, object.clone())).collect()
}

/// The row of pairs that differ only in what they rest on.
fn row<'a>(program: &'a Program, pairs: &[Pair], object: Cow<'a, str>) -> HostRow<'a> {
    let (function, host, _) = pairs[0];
    let basis = pairs.iter().fold(0, |all, pair| all | pair.2);
    let (decl_file, decl_line) = declaration(program, function);
    HostRow {
        name: program.function_name(function),
        decl_file,
        decl_line,
        host_address: program.address(program.instance(host).entry()),
        host_symbol: instance::symbol(program, host),
        kinds: kinds(basis),
        tier: match basis {
            RECORDED => Tier::Recorded,
            VANISHED => Tier::Possible,
            _ => Tier::Proven,
        },
        object,
    }
}

type Pair = (FuncId, InstanceId, u8);

fn pairs(program: &Program) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for id in program.instances() {
        for origin in program.instance(id).functions() {
            let own = if is_clone(program, id, &origin) { CLONE } else { OWN };
            pairs.push((origin.function, id, own));
        }
    }
    for id in program.inlined_instances() {
        let copy = program.inlined(id);
        pairs.push((copy.function(), copy.host(), INLINED));
    }
    pairs.extend(program.recorded_copies().iter().map(|copy| (copy.function, copy.host, RECORDED)));
    let vanished = vanished(program, &Build::new(program), None).into_iter();
    pairs.extend(vanished.map(|copy| (copy.function, copy.host, VANISHED)));
    pairs
}

/// True if no plain symbol of the instance names the function: the one that
/// stands for it, or the first if none does, carries a suffix.
pub(crate) fn is_clone(program: &Program, id: InstanceId, origin: &Origin) -> bool {
    let name = program.function_name(origin.function);
    let symbols = program.instance(id).symbols();
    let parsed = |symbol: SymbolId| suffix::parse(program.symbol_name(symbol));
    let own = match origin.evidence {
        OriginEvidence::Symbol(symbol) => Some(parsed(symbol)),
        OriginEvidence::Die { .. } => {
            let named = symbols.iter().map(parsed).filter(|symbol| symbol.base == name);
            named.min_by_key(|symbol| symbol.suffixes.len())
        }
    };
    own.or_else(|| symbols.first().map(parsed)).is_some_and(|symbol| symbol.is_clone())
}

fn kinds(basis: u8) -> &'static str {
    let inlined = basis & (INLINED | RECORDED | VANISHED) != 0;
    match (basis & OWN != 0, basis & CLONE != 0, inlined) {
        (true, false, false) => "own",
        (true, false, true) => "own,inlined",
        (true, true, false) => "own,clone",
        (true, true, true) => "own,clone,inlined",
        (false, true, false) => "clone",
        (false, true, true) => "clone,inlined",
        (false, false, _) => "inlined",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_stand_in_order() {
        assert_eq!(kinds(OWN), "own");
        assert_eq!(kinds(OWN | INLINED), "own,inlined");
        assert_eq!(kinds(CLONE | RECORDED), "clone,inlined");
        assert_eq!(kinds(RECORDED), "inlined");
    }
}
