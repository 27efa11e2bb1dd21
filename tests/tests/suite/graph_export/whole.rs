//! Whole graphs: by every format the same, and what the lists say.

use std::ffi::OsStr;

use crate::graph_export::lists::assert_same;
use crate::graph_export::readers::{assert_alike, case, read};

#[test]
fn every_format_holds_what_the_lists_hold() {
    for path in [
        "lto-inline-clone/prebuilt/gcc-14.elf",
        "inline-two-level/prebuilt/gcc-12.elf",
        "lto-same-static/prebuilt/gcc-14.elf",
        "icf-gcc/prebuilt/gcc-14.elf",
        "plt/prebuilt/gcc-12.elf",
        "asm-unit/prebuilt/gcc-14.elf",
        "recursion/prebuilt/gcc-12.elf",
        "local-symbols-stripped/prebuilt/gcc-14.elf",
        "relocatable/prebuilt/gcc-14.o",
        "external/prebuilt/gcc-14.o",
    ] {
        let file = case(path);
        let graphs = read(&[file.as_os_str()]);
        assert_alike(&graphs);
        for graph in graphs.values() {
            assert_same(graph, file.as_os_str(), &[]);
        }
    }
}

#[test]
fn a_program_with_link_time_optimization_too_with_records() {
    let folder = klpscope_tests::truth::folder("lua");
    let scratch = tempfile::tempdir().expect("a folder");
    let lua = scratch.path().join("lua");
    let bytes = klpscope_tests::truth::unpack(&folder, "lua.gcc-lto").expect("the corpus");
    std::fs::write(&lua, bytes).expect("write");
    let records = folder.join("lua.gcc-lto.ipa-clones.tar.zst");
    let more = [OsStr::new("--ipa-clones"), records.as_os_str()];
    let graphs = read(&[lua.as_os_str(), more[0], more[1]]);
    assert_alike(&graphs);
    for graph in graphs.values() {
        assert!(graph.edges.len() > 4000 && graph.nodes.len() > 900, "lua is larger than that");
        assert_same(graph, lua.as_os_str(), &more);
    }
}
