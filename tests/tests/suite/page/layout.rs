//! Drawings of all that the corpus holds: everything of the report is in them, and nothing
//! stands on anything else.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use klpscope_tests::{corpus, klpscope};
use serde_json::Value;

use crate::page::{block, count, json};

/// One program of each case.
fn programs() -> Vec<PathBuf> {
    let cases = fs::read_dir(corpus("")).expect("corpus");
    let files = cases.map(|case| case.expect("case").path().join("prebuilt"));
    let mut found: Vec<_> = files
        .flat_map(|folder| ["gcc-14.elf", "clang-19.elf", "gcc-14.o"].map(|name| folder.join(name)))
        .filter(|file| file.is_file())
        .collect();
    found.sort();
    assert!(found.len() > 60, "{} programs", found.len());
    found
}

#[test]
fn all_of_a_report_is_drawn_once_and_side_by_side() {
    for file in programs() {
        for more in [&["--model", "inline-clone"][..], &["--lift"]] {
            let name = file.display().to_string();
            let args = ["report", &name, "-f", "*", "--no-cache", "--allow-incomplete"];
            let answer = klpscope(args.iter().chain(more).copied());
            if answer.code == 0 {
                let report = json(&block(&answer.out, "klpscope-report"));
                let drawing = json(&block(&answer.out, "klpscope-drawing"));
                check(&report, &drawing, &name);
            }
        }
    }
}

fn check(report: &Value, drawing: &Value, name: &str) {
    let rows =
        |key| report["objects"].as_array().into_iter().flatten().map(|o| count(&o[key])).sum();
    let lists: [usize; 4] = ["members", "lifted", "collateral", "possible"].map(rows);
    let nodes = drawing["nodes"].as_array().expect("nodes");
    let is_source = |node: &&Value| node["kind"] == "seed" || node["kind"] == "chain";
    let machine = nodes.iter().filter(|node| !is_source(node));
    assert_eq!(machine.count(), lists.iter().sum::<usize>(), "{name}");
    let named = |node: &Value| node["name"].as_str().map(str::to_owned);
    let seeds: BTreeSet<_> = report["seeds"].as_array().expect("seeds").iter().map(named).collect();
    let drawn: BTreeSet<_> =
        nodes.iter().filter(|node| node["kind"] == "seed").map(named).collect();
    assert_eq!(seeds, drawn, "{name}");

    let shapes = drawing["shapes"].as_array().expect("shapes");
    let mut held: Vec<_> = shapes
        .iter()
        .flat_map(|shape| {
            std::iter::once(&shape["node"]).chain(shape["others"].as_array().into_iter().flatten())
        })
        .map(Value::as_u64)
        .collect();
    held.sort_unstable();
    assert_eq!(held, (0..nodes.len()).map(|at| Some(at as u64)).collect::<Vec<_>>(), "{name}");
    for edge in drawing["edges"].as_array().expect("edges") {
        let end = |at: usize| edge[at].as_u64().is_some_and(|end| end < shapes.len() as u64);
        assert!(end(0) && end(1) && edge[0] != edge[1], "{name}: {edge}");
    }
    apart(shapes, name);
    apart(drawing["frames"].as_array().expect("frames"), name);
    inside(shapes, drawing["frames"].as_array().expect("frames"), name);
}

/// Left, right, top, bottom.
fn sides(shape: &Value) -> [f64; 4] {
    let [x, y, w, h] = ["x", "y", "w", "h"].map(|key| shape[key].as_f64().expect("number"));
    [x - w / 2.0, x + w / 2.0, y - h / 2.0, y + h / 2.0]
}

fn apart(shapes: &[Value], name: &str) {
    let mut boxes: Vec<_> = shapes.iter().map(|shape| (sides(shape), shape)).collect();
    boxes.sort_by(|one, other| one.0[0].total_cmp(&other.0[0]));
    for (at, (one, shape)) in boxes.iter().enumerate() {
        let near = boxes[at + 1..].iter().take_while(|(other, _)| other[0] < one[1] - 0.2);
        for (other, beside) in near {
            let is_apart = other[2] > one[3] - 0.2 || other[3] < one[2] + 0.2;
            assert!(is_apart, "{name}: {shape} on {beside}");
        }
    }
}

fn inside(shapes: &[Value], frames: &[Value], name: &str) {
    for shape in shapes.iter().filter(|shape| !shape["frame"].is_null()) {
        let frame = &frames[shape["frame"].as_u64().expect("index") as usize];
        let (inner, outer) = (sides(shape), sides(frame));
        let is_inside = inner[0] > outer[0]
            && inner[1] < outer[1]
            && inner[2] > outer[2]
            && inner[3] < outer[3];
        assert!(is_inside, "{name}: {shape} in {frame}");
    }
}
