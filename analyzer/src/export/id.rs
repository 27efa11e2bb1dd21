//! A name for each node: made of its symbol or name and its file, so that it is the same in
//! two exports and, as far as can be, of two builds. Letters, digits, `.`, `_` and `-` only:
//! no format has to escape it (an XML NMTOKEN, a Mermaid id).
//!
//! `f.` stands in front of source functions, `i.` of instances, `x.` of functions of other
//! objects, `u.` of code without a name. A text that had to be changed, or cut, is told from
//! others that come out alike by a hash behind it; what is still the same by its rank, in
//! the order of addresses or lines: `-2`, `-3`.

use std::collections::HashMap;

use klpscope_graph::{FuncId, InstanceId, Program, suffix};
use twox_hash::XxHash3_128;

use super::table::{Key, Table};
use crate::list::{declaration, names_of};

/// Characters of a name, or of a path, that an id takes over.
const LONGEST: usize = 100;

/// The ids of all nodes of a program.
pub(super) struct Ids {
    /// One behind the other.
    text: String,
    /// Where the one of each node ends; all functions, instances, externals, unnamed code.
    ends: Vec<usize>,
    instances: usize,
    externals: usize,
    /// Where those of unnamed code stand.
    unnamed: HashMap<u64, usize>,
    /// By instance.
    functions: Vec<Option<FuncId>>,
}

impl Ids {
    pub(super) fn new(table: &Table<'_>) -> Self {
        let program = table.program;
        let (functions, instances) = (program.functions(), program.instances());
        let externals = functions.len() + instances.len();
        let first = externals + program.externals().len();
        let unnamed: HashMap<_, _> =
            table.unnamed.keys().zip(first..).map(|(addr, at)| (addr.0, at)).collect();
        let keys = functions.map(Key::Function).chain(instances.map(Key::Instance));
        let keys = keys.chain(program.externals().map(Key::External));
        let keys = keys.chain(table.unnamed.keys().copied().map(Key::Unnamed));
        let mut ids = Self {
            text: String::new(),
            ends: Vec::new(),
            instances: program.functions().len(),
            externals,
            unnamed,
            functions: program.instances().map(|id| function_of(program, id)).collect(),
        };
        // A hash for each, not the text: two that come out alike are at worst ranked.
        let mut seen: HashMap<u128, u32> = HashMap::new();
        for key in keys {
            let begin = ids.text.len();
            let function = key.instance().and_then(|id| ids.function_of(id));
            push_base(program, key, function, &mut ids.text);
            let rank = seen.entry(XxHash3_128::oneshot(&ids.text.as_bytes()[begin..]));
            let rank = rank.and_modify(|rank| *rank += 1).or_insert(1);
            if *rank > 1 {
                ids.text.push_str(&format!("-{rank}"));
            }
            ids.ends.push(ids.text.len());
        }
        ids
    }

    /// The source function that an instance goes by: the one that its symbol is called after.
    pub(super) fn function_of(&self, id: InstanceId) -> Option<FuncId> {
        self.functions.get(id.index()).copied().flatten()
    }

    /// The id of a node.
    pub(super) fn of(&self, key: Key) -> &str {
        let at = match key {
            Key::Function(id) => id.index(),
            Key::Instance(id) => self.instances + id.index(),
            Key::External(id) => self.externals + id.index(),
            Key::Unnamed(addr) => self.unnamed.get(&addr.0).copied().unwrap_or(usize::MAX),
        };
        let begin = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let range = begin.unwrap_or(0)..self.ends.get(at).copied().unwrap_or(0);
        self.text.get(range).unwrap_or_default()
    }
}

/// The source function that an instance goes by: the one that its symbol is called after.
fn function_of(program: &Program, id: InstanceId) -> Option<FuncId> {
    names_of(program, id).first().and_then(|name| name.1)
}

fn push_base(program: &Program, key: Key, function: Option<FuncId>, out: &mut String) {
    let file = |id: Option<FuncId>| {
        let file = id.and_then(|id| declaration(program, id).0);
        file.map_or("", |file| program.object().short_path(file))
    };
    match key {
        Key::Function(id) => push(out, "f", program.function_name(id), file(Some(id))),
        Key::Instance(id) => {
            // Clones are told apart by rank: the next build may number them otherwise.
            let symbol = program.instance_name(id);
            let name = format!("{}{}", suffix::parse(symbol).base, suffix::kind(symbol));
            push(out, "i", &name, file(function));
        }
        Key::External(id) => push(out, "x", program.external_name(id), ""),
        Key::Unnamed(addr) => {
            let section = program.object().section_at(addr);
            let begin = section.map_or(0, |section| section.address.0);
            let name = section.map_or("", |section| section.name.as_str());
            push(out, "u", name, &format!("{:x}", addr.0 - begin));
        }
    }
}

/// Appends an id of a kind of nodes.
pub(super) fn push(out: &mut String, kind: &str, name: &str, file: &str) {
    out.push_str(kind);
    let mut is_whole = true;
    for text in [name, file].into_iter().filter(|text| !text.is_empty()) {
        out.push('.');
        for (at, c) in text.chars().enumerate() {
            if at == LONGEST {
                is_whole = false;
                break;
            }
            let is_plain = c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
            is_whole &= is_plain || c == '/';
            out.push(if is_plain { c } else { ['_', '.'][usize::from(c == '/')] });
        }
    }
    if !is_whole {
        let hash = XxHash3_128::oneshot(format!("{}:{name}{file}", name.len()).as_bytes());
        out.push_str(&format!("-x{:016x}", hash as u64));
    }
}
