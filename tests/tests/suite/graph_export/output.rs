//! Where a graph is written to, and how long its ids last.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::symlink;

use klpscope_tests::{klpscope, truth};
use serde_json::Value;

use crate::graph_export::readers::{case, write};

#[test]
fn what_is_written_is_what_stands_on_standard_output() {
    let scratch = tempfile::tempdir().expect("a folder");
    let file = case("lto-inline-clone/prebuilt/gcc-14.elf");
    for format in ["dot", "graphml", "gexf", "cytoscape", "node-link", "mermaid"] {
        let out = scratch.path().join("new/folder").join(format);
        write(&[file.as_os_str()], format, &out);
        let args = ["graph", "--format", format].map(OsStr::new);
        let answer = klpscope(args.into_iter().chain([file.as_os_str()]));
        assert_eq!(answer.out, fs::read_to_string(&out).expect("written"), "{format}");
    }
    let out = scratch.path().join("csv");
    write(&[file.as_os_str()], "csv", &out);
    for part in ["nodes", "edges"] {
        let format = format!("csv-{part}");
        let args = ["graph", "--format", &format].map(OsStr::new);
        let answer = klpscope(args.into_iter().chain([file.as_os_str()]));
        let written = fs::read_to_string(out.join(format!("{part}.csv"))).expect("written");
        assert_eq!(answer.out, written, "{format}");
    }
}

#[test]
fn a_file_that_cannot_be_written_is_left_alone() {
    let scratch = tempfile::tempdir().expect("a folder");
    let out = scratch.path().join("out");
    fs::write(&out, "before").expect("write");
    let file = case("lto-inline-clone/prebuilt/gcc-14.elf");
    let args = |more: [&str; 2]| {
        let start = [OsStr::new("graph"), file.as_os_str(), OsStr::new("-o"), out.as_os_str()];
        klpscope(start.into_iter().map(OsStr::to_owned).chain(more.map(Into::into)))
    };
    let answer = args(["--impact", "no_such_function"]);
    assert_eq!((answer.code, answer.out.as_str()), (2, ""));
    assert_eq!(fs::read_to_string(&out).expect("readable"), "before");
    // A file where a folder is needed.
    let answer = args(["--format", "csv"]);
    assert_eq!(answer.code, 3, "{}", answer.err);
    assert_eq!(fs::read_to_string(&out).expect("readable"), "before");
}

#[test]
fn ids_are_the_same_in_another_build() {
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = truth::folder("lua");
    // The same sources, once for in-place patching: other addresses, other copies.
    let [one, other] = ["lua.gcc-lto", "lua.gcc-lto-ic"].map(|name| {
        let file = scratch.path().join(name);
        fs::write(&file, truth::unpack(&folder, name).expect("the corpus")).expect("write");
        let link = scratch.path().join(format!("{name}.link"));
        symlink(&file, &link).expect("linked");
        let ids = |path: &std::path::Path| -> BTreeSet<String> {
            let args = ["graph", "--no-cache", "--format", "node-link"].map(OsStr::new);
            let answer = klpscope(args.into_iter().chain([path.as_os_str()]));
            let read: Value = serde_json::from_str(&answer.out).expect("JSON");
            let nodes = read["nodes"].as_array().expect("nodes").iter();
            let ids: Vec<_> = nodes.filter_map(|it| it["id"].as_str().map(str::to_owned)).collect();
            let distinct: BTreeSet<_> = ids.iter().cloned().collect();
            assert_eq!(ids.len(), distinct.len(), "an id twice");
            distinct
        };
        let found = ids(&file);
        assert_eq!(found, ids(&link), "two exports of the same file");
        found
    });
    let same = one.intersection(&other).count();
    assert!(same * 10 > one.len() * 9, "{same} of {} and {}", one.len(), other.len());
}
