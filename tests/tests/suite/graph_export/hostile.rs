//! Names that a format could take for something else come out of every reader as they were.

use std::collections::BTreeSet;

use klpscope_tests::hostile;

use crate::graph_export::graph::visible;
use crate::graph_export::lists::assert_same;
use crate::graph_export::readers::{assert_alike, read};

#[test]
fn hostile_names_are_names_in_every_format() {
    let names = hostile::names();
    assert!(names.len() > 50);
    let scratch = tempfile::tempdir().expect("a folder");
    let file = scratch.path().join("hostile");
    std::fs::write(&file, hostile::program(&names)).expect("write");
    let graphs = read(&[file.as_os_str()]);
    assert_alike(&graphs);
    let whole = |name: &Vec<u8>| visible(&String::from_utf8_lossy(name));
    let wanted: BTreeSet<String> = names.iter().map(whole).collect();
    for (format, graph) in graphs {
        let kind = |kind: &str| graph.nodes.values().filter(|it| it["kind"] == kind).count();
        assert_eq!(kind("instance"), names.len(), "{format}");
        assert_eq!(kind("unnamed"), 1, "{format}");
        if !["graphml", "gexf", "csv"].contains(&format) {
            let symbols = graph.nodes.values().filter_map(|node| node.get("symbol"));
            assert_eq!(symbols.cloned().collect::<BTreeSet<_>>(), wanted, "{format}");
            assert_same(&graph, file.as_os_str(), &[]);
        }
        for id in graph.nodes.keys() {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            assert!(id.len() < 250 && id.chars().all(is_plain), "{id}");
        }
    }
}
