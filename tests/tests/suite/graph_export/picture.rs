//! Pictures: Mermaid's in a browser, Graphviz' labels. A label is what the name is.

use std::fs;
use std::process::Command;

use klpscope_tests::{hostile, peer, workspace};
use serde_json::Value;

use crate::graph_export::readers::{case, write};

#[test]
fn mermaid_draws_names_and_obeys_none() {
    let (Some(node), Some(modules), Some(chromium)) =
        (peer("node"), peer("node-peers"), peer("chromium"))
    else {
        return;
    };
    let scratch = tempfile::tempdir().expect("a folder");
    let program = scratch.path().join("hostile");
    fs::write(&program, hostile::program(&hostile::names())).expect("write");
    let files = [program, case("lto-inline-clone/prebuilt/gcc-14.elf")];
    let [charts, graphs] = ["mermaid", "node-link"].map(|format| {
        files.each_ref().map(|file| {
            let out = file.file_name().expect("a name").to_string_lossy();
            let out = scratch.path().join(format!("{out}.{format}"));
            write(&[file.as_os_str()], format, &out);
            out
        })
    });
    let script = workspace().join("tests/peers/mermaid.mjs");
    let done = Command::new(node).arg(script).args([modules, chromium]).args(&charts).output();
    let done = done.expect("node runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = String::from_utf8(done.stdout).expect("UTF-8");
    for (line, graph) in text.lines().zip(graphs) {
        let read: Value = serde_json::from_str(line).expect("JSON");
        let graph = fs::read_to_string(graph).expect("readable");
        let graph: Value = serde_json::from_str(&graph).expect("JSON");
        assert_eq!(read["harm"].as_array().map(Vec::len), Some(0), "{}", read["harm"]);
        let nodes = graph["nodes"].as_array().expect("nodes");
        assert_eq!(read["nodes"].as_object().expect("nodes").len(), nodes.len());
        let drawn: Vec<&str> =
            read["drawn"].as_array().expect("texts").iter().filter_map(Value::as_str).collect();
        for node in nodes {
            let label = node["label"].as_str().expect("a label");
            assert!(drawn.contains(&label.trim()), "{label:?} is not drawn: {drawn:?}");
        }
        let ends =
            |edge: &Value, names: [usize; 2]| names.map(|at| edge[at].as_str().map(str::to_owned));
        let mut edges: Vec<_> = read["edges"]
            .as_array()
            .expect("edges")
            .iter()
            .map(|edge| ends(edge, [0, 1]))
            .collect();
        let end = |edge: &Value, name: &str| edge[name].as_str().map(str::to_owned);
        let mut wanted: Vec<_> = graph["edges"]
            .as_array()
            .expect("edges")
            .iter()
            .map(|edge| [end(edge, "source"), end(edge, "target")])
            .collect();
        edges.sort();
        wanted.sort();
        assert_eq!(edges, wanted);
    }
}

#[test]
fn graphviz_writes_labels_as_names() {
    let Some(dot) = peer("dot") else { return };
    let scratch = tempfile::tempdir().expect("a folder");
    let (program, file) = (scratch.path().join("hostile"), scratch.path().join("dot"));
    fs::write(&program, hostile::program(&hostile::names())).expect("write");
    write(&[program.as_os_str(), "--kind".as_ref(), "calls".as_ref()], "dot", &file);
    let done = Command::new(dot).args(["-Kosage", "-Tjson"]).arg(&file).output().expect("dot runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let read: Value = serde_json::from_slice(&done.stdout).expect("JSON");
    let nodes = read["objects"].as_array().expect("nodes");
    for node in nodes {
        let written = node["_ldraw_"].as_array().expect("drawn");
        let written: Vec<_> = written.iter().filter_map(|it| it["text"].as_str()).collect();
        let name = node["symbol"].as_str().or(node["address"].as_str()).expect("a name");
        let symbol = name.replace("\\\\", "\\");
        let label: String = match symbol.char_indices().nth(80) {
            Some((end, _)) => format!("{}…", &symbol[..end]),
            None => symbol,
        };
        assert_eq!(written, [label]);
    }
    assert!(nodes.len() > 50);
}
