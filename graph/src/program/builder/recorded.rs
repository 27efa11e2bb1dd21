//! Compiler records -> copies that left no DIE.
//!
//! A recorded machine function is found by its source function and its symbol. What a
//! record says beyond DWARF becomes a [`RecordedCopy`]; what DWARF shows already stays
//! proven and is not repeated. Nothing recorded is struck out again: that a host still
//! calls a function, or holds no trace of it, is no proof against a copy, because a call may
//! have been duplicated before one of the two was inlined, and a copy may have been folded
//! into a constant.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use foldhash::fast::RandomState;

use super::super::node::{Instance, OriginEvidence, RecordedCopy};
use super::super::strings::StringsBuilder;
use super::Layers;
use super::declared::{self, last_component};
use super::functions::Functions;
use super::inlined::InlinedRows;
use super::instances::Instances;
use crate::dump::{DumpStage, RecordedNode};
use crate::id::{FuncId, InstanceId};
use crate::notice::Notice;
use crate::suffix;

/// What is joined.
pub(super) struct Join<'j, 'a, 'd> {
    pub(super) layers: &'j Layers<'a, 'd>,
    pub(super) instances: &'j Instances,
    pub(super) inlined: &'j InlinedRows,
}

/// The copies, sorted by function and host once their functions have their final ids.
pub(super) fn join(
    join: &Join<'_, '_, '_>,
    functions: &mut Functions<'_, '_>,
    strings: &mut StringsBuilder,
    notices: &mut Vec<Notice>,
) -> Vec<RecordedCopy> {
    if join.layers.records.dumps.is_empty() {
        return Vec::new();
    }
    notices.extend(missing_link(join, strings));
    let matches =
        declared::match_all(&join.layers.records.functions, join.layers.rows, functions, strings);
    let nodes = Nodes::new(join, &matches);
    let proven: HashSet<(FuncId, InstanceId), RandomState> =
        join.inlined.rows.iter().map(|row| (row.function, row.host)).collect();
    let mut copies = BTreeMap::new();
    for (index, instance) in join.instances.rows.iter().enumerate() {
        let host = InstanceId::new(index);
        for node in nodes.of(instance, strings) {
            for copy in &node.copies {
                let via = matches[copy.via as usize].first().copied();
                for function in meant(&matches, copy.function, copy.via, functions) {
                    if !is_own(instance, function) && !proven.contains(&(function, host)) {
                        let via = via.filter(|&via| !is_own(instance, via));
                        copies.entry((function, host)).or_insert((via, copy.dump));
                    }
                }
            }
        }
    }
    let row = |((function, host), (via, record))| RecordedCopy { function, host, via, record };
    copies.into_iter().map(row).collect()
}

/// Gives functions their final ids.
pub(super) fn renumber(copies: &mut [RecordedCopy], order: &[FuncId]) {
    for copy in &mut *copies {
        copy.function = order[copy.function.index()];
        copy.via = copy.via.map(|via| order[via.index()]);
    }
    copies.sort_unstable();
}

/// The functions that a record of a copy can mean. Where it does not tell them apart, one
/// in the file of the function around the copy is it: C knows one of a name in a unit.
fn meant(
    matches: &[Vec<FuncId>],
    function: u32,
    via: u32,
    functions: &Functions<'_, '_>,
) -> Vec<FuncId> {
    let found = &matches[function as usize];
    if found.len() < 2 {
        return found.clone();
    }
    let files = |id: FuncId| functions.row(id).place.iter().map(|place| place.file);
    let around: HashSet<_> = matches[via as usize].iter().flat_map(|&id| files(id)).collect();
    let near: Vec<_> =
        found.iter().copied().filter(|&id| files(id).any(|file| around.contains(&file))).collect();
    if near.is_empty() { found.clone() } else { near }
}

fn is_own(instance: &Instance, function: FuncId) -> bool {
    instance.functions.iter().any(|origin| origin.function == function)
}

/// An LTO build decides at the link: without the link's record most inlining is unknown.
fn missing_link(join: &Join<'_, '_, '_>, strings: &StringsBuilder) -> Option<Notice> {
    let has = |stage| join.layers.records.dumps.iter().any(|dump| dump.stage == stage);
    let lto = |producer: &[u8]| producer.starts_with(b"GNU GIMPLE");
    let gcc = join.layers.records.dumps.iter().any(|dump| dump.name.contains(".ipa-clones"));
    if gcc && !has(DumpStage::Wpa) && join.layers.rows.units.iter().any(|unit| lto(unit.producer)) {
        return Some(Notice::incomplete(
            "--ipa-clones",
            "the file was linked with -flto, but no OUT.wpa.000i.ipa-clones dump is among the \
             records: link with -fdump-ipa-clones, inlining at the link is unknown",
        ));
    }
    let promoted = |name: &str| name.contains(".llvm.");
    let mut symbols = join.instances.symbols.iter().map(|symbol| strings.get(symbol.name));
    if !gcc && !has(DumpStage::Link) && symbols.any(promoted) {
        return Some(Notice::incomplete(
            "--opt-remarks",
            "the file was linked with ThinLTO, but no OUT.opt.ld.yaml.thin.N.yaml is among the \
             records: inlining at the link is unknown",
        ));
    }
    None
}

/// Recorded nodes by the source function they are code of.
struct Nodes<'j, 'a, 'd> {
    join: &'j Join<'j, 'a, 'd>,
    by_function: HashMap<FuncId, Vec<&'j RecordedNode>, RandomState>,
    /// Clones that are told of, if only by name.
    clones: HashSet<Cow<'j, str>, RandomState>,
    /// For each dump the last path components of the sources whose functions it names.
    sources: Vec<BTreeSet<&'j str>>,
}

impl<'j, 'a, 'd> Nodes<'j, 'a, 'd> {
    fn new(join: &'j Join<'j, 'a, 'd>, matches: &[Vec<FuncId>]) -> Self {
        let records = join.layers.records;
        let mut by_function: HashMap<_, Vec<_>, _> = HashMap::default();
        let mut sources = vec![BTreeSet::new(); records.dumps.len()];
        for node in &records.nodes {
            for &function in &matches[node.function as usize] {
                by_function.entry(function).or_default().push(node);
            }
            let file = records.functions[node.function as usize].files.first();
            sources[node.dump as usize].extend(file.map(|file| last_component(file)));
        }
        let clones = records.clones.iter().map(|clone| plain(&clone.to)).collect();
        Self { join, by_function, clones, sources }
    }

    /// What is recorded of an instance.
    fn of(&self, instance: &Instance, strings: &StringsBuilder) -> Vec<&'j RecordedNode> {
        let mut found = Vec::new();
        for origin in &instance.functions {
            let Some(nodes) = self.by_function.get(&origin.function) else { continue };
            let unit = match origin.evidence {
                OriginEvidence::Die { unit, .. } => {
                    Some(self.join.layers.rows.units[unit.index()].name.as_str())
                }
                OriginEvidence::Symbol(_) => None,
            };
            for &symbol in &instance.symbols {
                let name = self.join.instances.symbols[symbol.index()].name;
                found.extend(self.named(nodes, strings.get(name), unit));
            }
        }
        found
    }

    /// Of the nodes of a function those that a symbol can stand for. The link's word
    /// counts before that of the compile stage, which it took in.
    fn named(
        &self,
        nodes: &[&'j RecordedNode],
        symbol: &str,
        unit: Option<&str>,
    ) -> Vec<&'j RecordedNode> {
        let select = |is: &dyn Fn(&RecordedNode) -> bool| -> Vec<_> {
            nodes.iter().copied().filter(|node| is(node)).collect()
        };
        let linked = |node: &RecordedNode| node.stage != DumpStage::Compile;
        let exact = select(&|node| linked(node) && node.symbol == symbol);
        if !exact.is_empty() {
            return exact;
        }
        let plain_symbol = plain(symbol);
        let alike = select(&|node| linked(node) && plain(&node.symbol) == plain_symbol);
        if !alike.is_empty() {
            return alike;
        }
        let compiled = select(&|node| plain(&node.symbol) == plain_symbol);
        if !compiled.is_empty() {
            return self.of_unit(compiled, unit);
        }
        // A clone that no record names holds at most what its function's other forms hold.
        let unheard_of = suffix::parse(symbol).is_abi_changing();
        if unheard_of && !self.clones.contains(&plain_symbol) { nodes.to_vec() } else { Vec::new() }
    }

    /// Of compile-stage nodes of a header's function those from the dump of the right
    /// unit: the one that names functions of the unit's own source. If none does, any may be.
    fn of_unit(&self, nodes: Vec<&'j RecordedNode>, unit: Option<&str>) -> Vec<&'j RecordedNode> {
        let Some(source) = unit.map(last_component) else { return nodes };
        let told = |node: &&RecordedNode| self.sources[node.dump as usize].contains(source);
        let of_unit: Vec<_> = nodes.iter().copied().filter(told).collect();
        if of_unit.is_empty() { nodes } else { of_unit }
    }
}

/// A symbol without what tells two functions of one name apart, and without promotion: the
/// part that every stage writes alike. `.isra.0` and its like stay.
fn plain(symbol: &str) -> Cow<'_, str> {
    let mut parts = symbol.split('.').peekable();
    let mut plain = parts.next().unwrap_or_default().to_owned();
    let mut clone = false;
    while let Some(part) = parts.next() {
        match part {
            "lto_priv" | "llvm" | "__uniq" => {
                parts.next_if(|number| is_number(number));
                clone = false;
            }
            // LLVM numbers the second static of a name in one module.
            number if is_number(number) && !clone => {}
            part => {
                plain.push('.');
                plain.push_str(part);
                clone = !is_number(part);
            }
        }
    }
    if plain.len() == symbol.len() { Cow::Borrowed(symbol) } else { Cow::Owned(plain) }
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_symbols() {
        for (symbol, expected) in [
            ("f", "f"),
            ("f.lto_priv.3", "f"),
            ("f.lto_priv.0.isra.0", "f.isra.0"),
            ("f.constprop.1.isra.0", "f.constprop.1.isra.0"),
            ("f.llvm.123", "f"),
            ("f.12", "f"),
            ("f.12.llvm.9", "f"),
            ("f.part.0", "f.part.0"),
        ] {
            assert_eq!(plain(symbol), expected);
        }
    }
}
