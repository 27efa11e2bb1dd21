//! The JSON formats against their schemas in docs/.

use std::ffi::OsStr;
use std::fs;

use klpscope_tests::{hostile, klpscope, workspace};
use serde_json::Value;

use crate::graph_export::readers::case;

#[test]
fn json_is_as_its_schema_says() {
    let scratch = tempfile::tempdir().expect("a folder");
    let hostile = scratch.path().join("hostile");
    fs::write(&hostile, hostile::program(&hostile::names())).expect("write");
    let lto = case("lto-inline-clone/prebuilt/gcc-14.elf");
    let files = [lto, case("external/prebuilt/gcc-14.o"), case("plt/prebuilt/gcc-12.elf"), hostile];
    for format in ["node-link", "cytoscape"] {
        let path = workspace().join(format!("docs/graph-{format}.schema.json"));
        let schema: Value =
            serde_json::from_str(&fs::read_to_string(path).expect("readable")).expect("JSON");
        let schema = jsonschema::validator_for(&schema).expect("a schema");
        for file in &files {
            for more in [
                "",
                "--kind calls",
                "--kind inlines",
                "--collapse file",
                "--collapse object",
                "--max-nodes 2",
                "--around * --depth 2",
                "--impact *",
            ] {
                let args = [OsStr::new("graph"), file.as_os_str(), OsStr::new("--format")];
                let more: Vec<_> =
                    more.split(' ').filter(|it| !it.is_empty()).map(OsStr::new).collect();
                let answer = klpscope(args.into_iter().chain([OsStr::new(format)]).chain(more));
                let graph: Value = serde_json::from_str(&answer.out).expect("JSON");
                let wrong: Vec<_> = schema
                    .iter_errors(&graph)
                    .map(|it| format!("{}: {it}", it.instance_path()))
                    .collect();
                assert!(wrong.is_empty(), "{}: {wrong:#?}", file.display());
                let mut broken = graph.clone();
                broken
                    .as_object_mut()
                    .expect("an object")
                    .remove(["nodes", "data"][usize::from(format == "cytoscape")]);
                assert!(!schema.is_valid(&broken));
            }
        }
    }
}
