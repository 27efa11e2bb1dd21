//! All functions of some programs by name, for a search while somebody types.

use std::collections::BTreeMap;

use klpscope_graph::Program;
use serde::Serialize;

use crate::candidate::{Key, key};

/// The functions that code or a copy is there of, sorted by name and place.
pub struct FunctionNames {
    rows: Vec<FunctionHit>,
    /// The names in lower case, in the same order.
    folded: Vec<String>,
}

/// A function that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FunctionHit {
    /// `DW_AT_name`, or the symbol of code without DWARF.
    pub name: String,
    /// Declaration file, normalised; absent for code without DWARF.
    pub file: Option<String>,
    /// From 1; 0 where unknown.
    pub line: u32,
    /// What names it and no other.
    pub spec: String,
    /// Out-of-line instances, over all programs.
    pub instances: usize,
    /// Inlined instances, over all programs.
    pub copies: usize,
}

/// The best of what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FunctionHits {
    /// How many there are in all.
    pub total: usize,
    /// The best first.
    pub functions: Vec<FunctionHit>,
}

impl FunctionNames {
    /// All of `programs`.
    pub fn new(programs: &[Program]) -> Self {
        let mut found: BTreeMap<Key<'_>, (usize, usize)> = BTreeMap::new();
        for program in programs {
            for id in program.functions() {
                let (bodies, copies) = (program.bodies_of(id).len(), program.copies_of(id).len());
                if bodies + copies + program.recorded_of(id).len() == 0 {
                    continue;
                }
                let counts = found.entry(key(program, id)).or_default();
                *counts = (counts.0 + bodies, counts.1 + copies);
            }
        }
        let names: Vec<_> = found.keys().map(|key| key.name).collect();
        let is_shared = |at: usize| {
            let same = |other: Option<&&str>| other == Some(&names[at]);
            same(names.get(at + 1)) || (at > 0 && same(names.get(at - 1)))
        };
        let mut rows = Vec::with_capacity(found.len());
        for (at, (&Key { name, place }, &(instances, copies))) in found.iter().enumerate() {
            rows.push(FunctionHit {
                name: name.to_owned(),
                file: place.map(|(file, _)| file.to_owned()),
                line: place.map_or(0, |(_, line)| line),
                spec: if is_shared(at) { spec(name, place) } else { name.to_owned() },
                instances,
                copies,
            });
        }
        let folded = rows.iter().map(|row: &FunctionHit| row.name.to_lowercase()).collect();
        Self { rows, folded }
    }

    /// How many functions there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True without any.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// At most `limit` of those whose name holds `text`, whatever the case: the name itself
    /// first, then what begins so, then what has a word that does, then the shortest.
    pub fn search(&self, text: &str, limit: usize) -> FunctionHits {
        let text = text.trim().to_lowercase();
        let mut found: Vec<(u8, usize, usize)> = Vec::new();
        for (at, name) in self.folded.iter().enumerate() {
            if let Some(rank) = rank(name, &text) {
                found.push((rank, name.len(), at));
            }
        }
        let total = found.len();
        if found.len() > limit && limit > 0 {
            found.select_nth_unstable(limit - 1);
        }
        found.truncate(limit);
        found.sort_unstable();
        let functions = found.iter().map(|&(.., at)| self.rows[at].clone()).collect();
        FunctionHits { total, functions }
    }
}

fn rank(name: &str, text: &str) -> Option<u8> {
    let at = name.find(text)?;
    let begins_word = |(at, _): (usize, &str)| at == 0 || name[..at].ends_with(['_', '.', ':']);
    Some(match at {
        0 if name.len() == text.len() => 0,
        0 => 1,
        _ if !text.is_empty() && name.match_indices(text).any(begins_word) => 2,
        _ => 3,
    })
}

fn spec(name: &str, place: Option<(&str, u32)>) -> String {
    match place {
        Some((file, line)) if line > 0 => format!("{name}@{file}:{line}"),
        Some((file, _)) => format!("{name}@{file}"),
        None => format!("{name}@"),
    }
}
