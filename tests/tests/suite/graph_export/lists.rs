//! A whole graph held against `klpscope list`: nothing more, nothing less.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;

use serde_json::Value;

use crate::graph_export::graph::{Fields, Graph, fields, list};

/// Holds a graph of all edges against the lists of the same file.
pub(crate) fn assert_same(graph: &Graph, file: &OsStr, more: &[&OsStr]) {
    functions(graph, &list("functions", file, more));
    calls(graph, &list("calls", file, more));
    hosts(graph, &list("hosts", file, more));
}

fn get<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map_or("", String::as_str)
}

fn rows(list: &[Value]) -> Vec<Fields> {
    let mut rows: Vec<Fields> = list.iter().map(fields).collect();
    // In the lists `null` and empty text say that there is none; so does line 0.
    for row in &mut rows {
        row.retain(|name, value| {
            value != "null" && !value.is_empty() && (name != "decl_line" || value != "0")
        });
    }
    rows
}

/// Each entry has one node, which says what one of its rows does.
fn functions(graph: &Graph, list: &[Value]) {
    let mut by_address: BTreeMap<String, Vec<Fields>> = BTreeMap::new();
    for row in rows(list) {
        by_address.entry(row["address"].clone()).or_default().push(row);
    }
    let instances = graph.nodes.values().filter(|node| node["kind"] == "instance");
    let mut seen = BTreeSet::new();
    for node in instances {
        let address = &node["address"];
        assert!(seen.insert(address), "{address} twice");
        let rows = by_address.get(address).unwrap_or_else(|| panic!("{address} is not listed"));
        let symbols: BTreeSet<&str> = rows.iter().map(|row| get(row, "symbol")).collect();
        let mut told: BTreeSet<&str> =
            get(node, "aliases").split(',').filter(|it| !it.is_empty()).collect();
        told.insert(get(node, "symbol"));
        // A name may hold the comma itself.
        if !symbols.iter().any(|symbol| symbol.contains(',')) {
            assert_eq!(told, symbols, "{address}");
        }
        let is_told = |row: &&Fields| {
            [
                "symbol",
                "size",
                "section",
                "decl_file",
                "decl_line",
                "clone",
                "abi",
                "verdict",
                "findings",
                "object",
            ]
            .iter()
            .all(|name| get(row, name) == get(node, name))
                && get(row, "name") == get(node, "function")
        };
        assert!(rows.iter().any(|row| is_told(&row)), "{node:?} is none of {rows:?}");
    }
    assert_eq!(seen.len(), by_address.len(), "an entry has no node");
}

/// Kinds, evidence and number of the calls between two ends.
#[derive(Debug, Default, PartialEq, Eq)]
struct Calls {
    count: u64,
    kinds: BTreeSet<String>,
    evidence: BTreeSet<String>,
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn calls(graph: &Graph, list: &[Value]) {
    let mut listed: BTreeMap<(String, String), Calls> = BTreeMap::new();
    for row in rows(list) {
        let callee = match get(&row, "callee_address") {
            "*UND*" => get(&row, "callee_symbol"),
            address => address,
        };
        let ends = (row["caller_address"].clone(), callee.to_owned());
        let calls = listed.entry(ends).or_default();
        calls.count += row["count"].parse::<u64>().expect("a number");
        calls.kinds.insert(row["kind"].clone());
        calls.evidence.extend(words(get(&row, "evidence")));
    }
    let mut drawn = BTreeMap::new();
    for ((source, target, kind), edge) in &graph.edges {
        if kind != "calls" {
            continue;
        }
        let target = &graph.nodes[target];
        let end = if target["kind"] == "external" { "symbol" } else { "address" };
        let ends = (graph.nodes[source]["address"].clone(), target[end].clone());
        let count = edge["count"].parse().expect("a number");
        let calls =
            Calls { count, kinds: words(&edge["kinds"]), evidence: words(get(edge, "evidence")) };
        assert!(drawn.insert(ends, calls).is_none());
    }
    assert_eq!(drawn, listed);
}

/// A function by name and place.
type Function = (String, String, String);

fn hosts(graph: &Graph, list: &[Value]) {
    let function = |node: &Fields, name: &str| -> Function {
        let get = |name| get(node, name).to_owned();
        (get(name), get("decl_file"), get("decl_line"))
    };
    let mut inlined = BTreeMap::new();
    let mut own = BTreeSet::new();
    for row in rows(list) {
        let key = (function(&row, "name"), row["host_address"].clone());
        let kinds = words(&row["kinds"]);
        if kinds.contains("inlined") {
            // The tier of a row is that of own code too.
            let tier = if kinds.len() == 1 { row["tier"].clone() } else { String::new() };
            inlined.insert(key.clone(), tier);
        }
        for kind in kinds.iter().filter(|kind| *kind != "inlined") {
            own.insert((key.clone(), kind.clone()));
        }
    }
    let mut drawn = BTreeSet::new();
    for ((source, target, kind), edge) in &graph.edges {
        let key = || {
            let target = graph.nodes[target]["address"].clone();
            (function(&graph.nodes[source], "function"), target)
        };
        match kind.as_str() {
            "inlines" => {
                let tier =
                    inlined.remove(&key()).unwrap_or_else(|| panic!("{:?} is not listed", key()));
                assert!(tier.is_empty() || tier == edge["tier"], "{edge:?}");
            }
            "body" => {
                let kinds = words(&edge["kinds"]);
                drawn.extend(
                    kinds.into_iter().filter(|kind| kind != "folded").map(|kind| (key(), kind)),
                );
            }
            _ => {}
        }
    }
    assert!(inlined.is_empty(), "no edge: {inlined:?}");
    assert!(drawn.is_subset(&own), "not listed: {:?}", drawn.difference(&own));
    // What has no edge is told by the instance itself.
    for (key, kind) in own.difference(&drawn) {
        let mut nodes = graph.nodes.values().filter(|node| node["kind"] == "instance");
        let node = nodes.find(|node| node["address"] == key.1).expect("an instance");
        assert_eq!(function(node, "function"), key.0, "{kind}");
    }
}
