//! The formats, each read by a program of others.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use klpscope_tests::{klpscope, peer, workspace};
use serde_json::Value;

use crate::graph_export::graph::{Fields, Graph, visible};

/// What networkx and Graphviz put beside the fields of the file.
const ADDED: &[&str] = &["id", "mode", "node_default", "edge_default", "weight"];

/// Writes a graph to a file and says what stands on stderr.
pub(crate) fn write(args: &[&OsStr], format: &str, out: &Path) -> String {
    let graph = [OsStr::new("graph")].into_iter().chain(args.iter().copied());
    let more = ["--format", format, "-o"].map(OsStr::new);
    let answer = klpscope(graph.chain(more).chain([out.as_os_str()]));
    assert!([0, 4].contains(&answer.code), "{args:?}: {}", answer.err);
    assert_eq!(answer.out, "");
    answer.err
}

/// The graph of `klpscope graph ARGS` by each format's reader; none without readers.
pub(crate) fn read(args: &[&OsStr]) -> BTreeMap<&'static str, Graph> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut graphs = BTreeMap::new();
    if let Some(python) = peer("python3-peers") {
        graphs.extend(by_python(&python, args, folder.path()));
    }
    if let Some(dot) = peer("dot") {
        let file = folder.path().join("dot");
        write(args, "dot", &file);
        graphs.insert("dot", by_graphviz(&dot, &file));
    }
    graphs
}

fn by_python(python: &Path, args: &[&OsStr], folder: &Path) -> Vec<(&'static str, Graph)> {
    const FORMATS: [&str; 5] = ["graphml", "gexf", "node-link", "cytoscape", "csv"];
    let mut command = Command::new(python);
    command.arg(workspace().join("tests/peers/graph.py"));
    for format in FORMATS {
        let file = folder.join(format);
        write(args, format, &file);
        command.arg(format).arg(file);
    }
    let done = command.output().expect("python runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = String::from_utf8(done.stdout).expect("UTF-8");
    let graphs = text
        .lines()
        .map(|line| Graph::new(&serde_json::from_str(line).expect("JSON")).without(ADDED));
    FORMATS.into_iter().zip(graphs).collect()
}

/// `dot -Tdot_json`: the attributes as they stand, a backslash still doubled.
fn by_graphviz(dot: &Path, file: &Path) -> Graph {
    // Any layout will do; this one is fast.
    let done = Command::new(dot).args(["-Kosage", "-Tdot_json"]).arg(file).output();
    let done = done.expect("dot runs");
    let complaints = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && complaints.is_empty(), "{complaints}");
    let read: Value = serde_json::from_slice(&done.stdout).expect("JSON");
    const LOOK: &[&str] = &["_gvid", "name", "shape", "style", "color", "penwidth", "rankdir"];
    const FRAME: &[&str] = &["directed", "strict", "_subgraph_cnt", "objects", "edges"];
    let fields = |value: &Value| -> Fields {
        let members = value.as_object().expect("an object").iter();
        let members = members.filter(|(name, _)| {
            !LOOK.contains(&name.as_str())
                && !FRAME.contains(&name.as_str())
                && !["head", "tail"].contains(&name.as_str())
        });
        members
            .map(|(name, value)| {
                let text = value.as_str().expect("text").replace("\\\\", "\\");
                let text = if name == "label" { text.replace("&amp;", "&") } else { text };
                (name.clone(), text)
            })
            .collect()
    };
    let mut graph = Graph { head: fields(&read), ..Graph::default() };
    let objects = read["objects"].as_array().map(Vec::as_slice).unwrap_or_default();
    let ids: Vec<String> =
        objects.iter().map(|node| node["name"].as_str().expect("an id").to_owned()).collect();
    for (id, node) in ids.iter().zip(objects) {
        graph.nodes.insert(id.clone(), fields(node));
    }
    for edge in read["edges"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let end = |name: &str| ids[edge[name].as_u64().expect("a number") as usize].clone();
        graph.add_edge(end("tail"), end("head"), fields(edge));
    }
    graph
}

/// The same graph, by whatever it was read: fields that a format tells otherwise put right.
pub(crate) fn assert_alike(graphs: &BTreeMap<&'static str, Graph>) {
    let Some(first) = graphs.get("node-link") else { return };
    for (&format, graph) in graphs {
        let mut graph = graph.clone();
        let mut first = first.clone();
        if ["csv", "gexf"].contains(&format) {
            (graph, first) = (graph.without_head(), first.without_head());
        }
        let fields = graph.nodes.values_mut().chain(graph.edges.values_mut());
        for value in fields.flat_map(BTreeMap::values_mut) {
            *value = visible(value);
            let is_formula =
                value.strip_prefix('\'').is_some_and(|it| it.starts_with(['=', '+', '-', '@']));
            if format == "csv" && is_formula {
                value.remove(0);
            }
        }
        let nonchars = |graph: &mut Graph| {
            let fields = graph.nodes.values_mut().chain(graph.edges.values_mut());
            for value in fields.flat_map(BTreeMap::values_mut) {
                *value = value.replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}");
            }
        };
        if ["graphml", "gexf"].contains(&format) {
            nonchars(&mut first);
        }
        assert_eq!(graph.nodes.len(), first.nodes.len(), "{format}");
        for (id, node) in &first.nodes {
            assert_eq!(graph.nodes.get(id), Some(node), "{format}: {id}");
        }
        assert_eq!(graph.edges.len(), first.edges.len(), "{format}");
        for (ends, edge) in &first.edges {
            assert_eq!(graph.edges.get(ends), Some(edge), "{format}: {ends:?}");
        }
        assert_eq!(graph.head, first.head, "{format}");
    }
}

/// A binary of the corpus.
pub(crate) fn case(path: &str) -> PathBuf {
    klpscope_tests::corpus(path)
}
