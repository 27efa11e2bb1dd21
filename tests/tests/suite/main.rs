//! The tests through the public doors, as one executable: each of them linked by itself took
//! 350 MB of disk and as much time as its tests. `cargo test --test suite NAME::` runs one part.

mod bad_input;
mod bad_sources;
mod bad_tables;
mod cache;
mod calls;
mod ci_files;
mod corpus;
mod cut_short;
mod distribution;
mod findings_page;
mod fuzzed;
mod gate;
mod graph_export;
mod growth;
mod history;
mod hostile_names;
mod index;
mod kernel_objects;
mod kernel_root;
mod kernel_tables;
mod known_classes;
mod limits;
mod lost_units;
mod machine;
mod manual;
mod page;
mod parquet;
mod patches;
mod peers;
mod random_programs;
mod statics;
mod supply_chain;
mod tidy;
mod truth;
mod verify;
