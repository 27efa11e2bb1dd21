//! A graph as a reader took it: all values as text.

use std::collections::BTreeMap;
use std::ffi::OsStr;

use klpscope_tests::klpscope;
use serde_json::Value;

pub(crate) type Fields = BTreeMap<String, String>;

/// What a reader took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Graph {
    pub(crate) head: Fields,
    pub(crate) nodes: BTreeMap<String, Fields>,
    /// Sorted by ends and kind.
    pub(crate) edges: BTreeMap<(String, String, String), Fields>,
}

impl Graph {
    /// Of `{"graph": .., "nodes": {id: ..}, "edges": [[source, target, ..], ..]}`.
    pub(crate) fn new(value: &Value) -> Self {
        let mut graph = Self { head: fields(&value["graph"]), ..Self::default() };
        for (id, node) in value["nodes"].as_object().expect("nodes") {
            graph.nodes.insert(id.clone(), fields(node));
        }
        for edge in value["edges"].as_array().expect("edges") {
            let end = |at: usize| edge[at].as_str().expect("an id").to_owned();
            graph.add_edge(end(0), end(1), fields(&edge[2]));
        }
        graph
    }

    /// Adds an edge; no two have the same ends and kind, and both ends are nodes.
    pub(crate) fn add_edge(&mut self, source: String, target: String, fields: Fields) {
        for end in [&source, &target] {
            assert!(self.nodes.contains_key(end), "{end} is no node");
        }
        let key = (source, target, fields["kind"].clone());
        assert!(!self.edges.contains_key(&key), "{key:?} twice");
        self.edges.insert(key, fields);
    }

    /// The same without what readers add.
    pub(crate) fn without(mut self, names: &[&str]) -> Self {
        let all = self.nodes.values_mut().chain(self.edges.values_mut()).chain([&mut self.head]);
        all.for_each(|fields| fields.retain(|name, _| !names.contains(&name.as_str())));
        self
    }

    /// What the head tells, as far as a format holds it.
    pub(crate) fn without_head(mut self) -> Self {
        self.head.clear();
        self
    }
}

/// An object's members as texts in which control characters are visible.
pub(crate) fn fields(value: &Value) -> Fields {
    let text = |value: &Value| match value {
        Value::String(text) => visible(text),
        other => other.to_string(),
    };
    let members = value.as_object().expect("an object").iter();
    members.map(|(name, value)| (name.clone(), text(value))).collect()
}

/// As docs/graph-export.md says that names are written where they are not JSON.
pub(crate) fn visible(text: &str) -> String {
    let mut safe = String::new();
    let mut is_begin = true;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        is_begin &= c == ':' || c.is_whitespace();
        let turns = ['\u{200b}'..='\u{200f}', '\u{2028}'..='\u{202e}', '\u{2060}'..='\u{2069}'];
        match c {
            '\0'..='\x1f' | '\x7f' => safe.push_str(&format!("\\x{:02x}", u32::from(c))),
            '\u{80}'..='\u{9f}' | '\u{feff}' => {
                safe.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            '#' if rest.as_str().starts_with('#') => safe.push_str("\\x23"),
            ':' if is_begin => safe.push_str("\\x3a"),
            c if turns.iter().any(|range| range.contains(&c)) => {
                safe.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            c => safe.push(c),
        }
    }
    safe
}

/// The rows of `klpscope list WHAT FILE`.
pub(crate) fn list(what: &str, file: &OsStr, more: &[&OsStr]) -> Vec<Value> {
    let args = [OsStr::new("list"), OsStr::new(what), file].into_iter();
    let args = args.chain(["--format", "ndjson"].map(OsStr::new)).chain(more.iter().copied());
    let answer = klpscope(args);
    assert!([0, 4].contains(&answer.code), "{}", answer.err);
    answer.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}
