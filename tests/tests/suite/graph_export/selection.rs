//! Parts of a graph: what is chosen, summed up and left out.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use klpscope_tests::klpscope;
use serde_json::Value;
use tempfile::TempDir;

use crate::graph_export::graph::Graph;

/// lua, built with link-time optimization.
fn lua() -> (TempDir, PathBuf) {
    let scratch = tempfile::tempdir().expect("a folder");
    let lua = scratch.path().join("lua");
    let folder = klpscope_tests::truth::folder("lua");
    let bytes = klpscope_tests::truth::unpack(&folder, "lua.gcc-lto").expect("the corpus");
    std::fs::write(&lua, bytes).expect("write");
    (scratch, lua)
}

/// A part of the graph, and what stands on stderr.
fn part(file: &Path, args: &str) -> (Graph, String) {
    let args = args.split(' ').filter(|arg| !arg.is_empty()).map(OsStr::new);
    let start = ["graph", "--no-cache", "--format", "node-link"].map(OsStr::new).into_iter();
    let answer = klpscope(start.chain([file.as_os_str()]).chain(args));
    assert_eq!(answer.code, 0, "{}", answer.err);
    let mut read: Value = serde_json::from_str(&answer.out).expect("JSON");
    let mut nodes = serde_json::Map::new();
    for node in read["nodes"].as_array_mut().expect("nodes") {
        let id = node.as_object_mut().expect("an object").remove("id").expect("an id");
        nodes.insert(id.as_str().expect("text").to_owned(), node.take());
    }
    let edges = read["edges"].as_array_mut().expect("edges").iter_mut();
    let edges = edges.map(|edge| {
        let edge = edge.as_object_mut().expect("an object");
        let ends = ["source", "target"].map(|name| edge.remove(name).expect("an end"));
        let [source, target] = ends;
        Value::Array(vec![source, target, Value::Object(edge.clone())])
    });
    let edges: Vec<_> = edges.collect();
    let graph = serde_json::json!({"graph": read["graph"], "nodes": nodes, "edges": edges});
    (Graph::new(&graph).without(&["key"]), answer.err)
}

fn json(args: &[&OsStr]) -> Value {
    serde_json::from_str(&klpscope(args.iter().copied()).out).expect("JSON")
}

fn told(row: &Value, name: &str) -> String {
    row[name].as_str().unwrap_or("?").to_owned()
}

#[test]
fn an_impact_is_the_replacement_set_with_its_callers() {
    let (_scratch, lua) = lua();
    for spec in ["luaD_call", "tostringbuff", "luaV_execute", "lua_push*"] {
        let (graph, _) = part(&lua, &format!("--impact {spec}"));
        let args = ["impact", "--format", "json", "-f", spec].map(OsStr::new);
        let report = json(&args.into_iter().chain([lua.as_os_str()]).collect::<Vec<_>>());
        let members = report["objects"][0]["members"].as_array().expect("members").iter();
        let members: BTreeSet<_> =
            members.map(|it| (told(it, "address"), told(it, "verdict"))).collect();
        let role = |role: &'static str| {
            graph.nodes.values().filter(move |it| it.get("role").is_some_and(|it| it == role))
        };
        let drawn: BTreeSet<_> =
            role("member").map(|it| (it["address"].clone(), it["verdict"].clone())).collect();
        assert_eq!(drawn, members, "{spec}");
        assert!(role("seed").count() > 0, "{spec}");
        let callers: BTreeSet<_> = role("caller").map(|it| it["address"].clone()).collect();
        let mut wanted = BTreeSet::new();
        for call in crate::graph_export::graph::list("calls", lua.as_os_str(), &[]) {
            let member = |end: &str| drawn.iter().any(|it| call[end] == it.0);
            if member("callee_address") && !member("caller_address") {
                wanted.insert(told(&call, "caller_address"));
            }
        }
        assert_eq!(callers, wanted, "{spec}");
    }
}

/// Every part has all edges of the whole graph between its nodes, as they are there.
#[test]
fn a_part_lacks_no_edge_between_its_nodes() {
    let (_scratch, lua) = lua();
    let (whole, _) = part(&lua, "");
    for args in ["--impact luaD_call", "--around luaH_getint --depth 2", "--max-nodes 50"] {
        let (graph, _) = part(&lua, args);
        let inside = whole.edges.iter().filter(|((source, target, _), _)| {
            graph.nodes.contains_key(source) && graph.nodes.contains_key(target)
        });
        // A seed may be a function that its machine code stands for elsewhere.
        let seeds: BTreeSet<_> =
            graph.nodes.keys().filter(|id| !whole.nodes.contains_key(*id)).collect();
        let drawn = graph.edges.iter().filter(|((source, _, _), _)| !seeds.contains(source));
        assert_eq!(drawn.collect::<BTreeMap<_, _>>(), inside.collect(), "{args}");
        assert!(graph.edges.len() > 10, "{args}");
    }
}

/// Steps by the edges of the whole graph, walked here.
#[test]
fn around_is_so_many_steps_up_and_down() {
    let (_scratch, lua) = lua();
    let (whole, _) = part(&lua, "");
    let start: BTreeSet<&str> = whole
        .nodes
        .iter()
        .filter(|(_, node)| node.get("function").is_some_and(|it| it == "luaH_get"))
        .map(|(id, _)| id.as_str())
        .collect();
    let walk = |turn: bool| {
        let mut steps: BTreeMap<&str, u32> = start.iter().map(|&id| (id, 0)).collect();
        for step in 1..=2 {
            let reached: Vec<&str> = steps.keys().copied().collect();
            for (source, target, kind) in whole.edges.keys() {
                // A host calls, as it were, what is inlined there.
                let up = (turn == (kind == "inlines"), kind != "body");
                let (from, to) = if up.0 { (source, target) } else { (target, source) };
                let ends_here =
                    turn && steps.get(from.as_str()) != Some(&0) && from.starts_with("f.");
                if up.1 && !ends_here && reached.contains(&from.as_str()) {
                    steps.entry(to.as_str()).or_insert(step);
                }
            }
        }
        steps
    };
    let mut wanted = walk(true);
    for (id, steps) in walk(false) {
        let least = wanted.entry(id).or_insert(steps);
        *least = steps.min(*least);
    }
    let (graph, _) = part(&lua, "--around luaH_get --depth 2");
    let drawn: BTreeMap<&str, u32> = graph
        .nodes
        .iter()
        .map(|(id, node)| (id.as_str(), node["distance"].parse().expect("a number")))
        .collect();
    assert_eq!(drawn, wanted);
}

#[test]
fn groups_hold_every_node_and_edge() {
    let (_scratch, lua) = lua();
    let (whole, _) = part(&lua, "");
    let sum = |fields: &mut dyn Iterator<Item = &String>| -> u64 {
        fields.map(|it| it.parse::<u64>().expect("a number")).sum()
    };
    for by in ["file", "dir", "object"] {
        let (graph, _) = part(&lua, &format!("--collapse {by}"));
        let members = sum(&mut graph.nodes.values().map(|it| &it["members"]));
        assert_eq!(members, whole.nodes.len() as u64, "{by}");
        let edges = sum(&mut graph.edges.values().map(|it| &it["edges"]));
        assert_eq!(edges, whole.edges.len() as u64, "{by}");
        let calls = |graph: &Graph| sum(&mut graph.edges.values().map(|it| &it["count"]));
        assert_eq!(calls(&graph), calls(&whole), "{by}");
        let size = |graph: &Graph| sum(&mut graph.nodes.values().filter_map(|it| it.get("size")));
        assert_eq!(size(&graph), size(&whole), "{by}");
    }
}

#[test]
fn a_cut_is_told() {
    let (_scratch, lua) = lua();
    let all = part(&lua, "").0.nodes.len();
    for args in
        ["--max-nodes 7", "--max-nodes 3 --impact luaD_call", "--max-nodes 2 --collapse file"]
    {
        let (graph, err) = part(&lua, args);
        let left_out: usize = graph.head["nodes_left_out"].parse().expect("a number");
        let most: usize = args.split(' ').nth(1).expect("a number").parse().expect("a number");
        assert_eq!((graph.nodes.len(), graph.head["nodes"].as_str()), (most, &*most.to_string()));
        assert!(err.contains(&format!("{most} of {} ", most + left_out)), "{err}");
        if args == "--max-nodes 7" {
            assert_eq!(left_out, all - 7);
        }
        if args.contains("impact") {
            let roles = graph.nodes.values().map(|node| node["role"].as_str());
            assert!(roles.clone().any(|role| role == "seed"), "the nearest stay");
        }
    }
    let (graph, err) = part(&lua, &format!("--max-nodes {all}"));
    assert_eq!((graph.nodes.len(), graph.head["nodes_left_out"].as_str()), (all, "0"));
    assert!(!err.contains("left out"), "{err}");
}
