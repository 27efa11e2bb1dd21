//! Real LTO kernel code: fs/ext4 of Linux 6.12 as one relocatable object, by GCC with
//! `-flto -flive-patching=inline-clone` and by clang ThinLTO. The objects lie beside the
//! checkout (`../shared/kernels`); where they do not, these tests say so.
#![expect(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test stops at what is not as expected, and says what it did not check"
)]

use std::path::PathBuf;

use klpscope_tests::{truth, workspace};
use serde_json::Value;

#[test]
fn gcc_counts_are_those_of_an_independent_reading() {
    let Some(object) = Object::open("ext4.gcc-lto-ic.o") else { return };
    let stats = object.json(&["stats", "--format", "json"]);
    let stats = &stats["objects"][0];
    assert_eq!(stats["units"], 47);
    let dies = &stats["dies"];
    assert_eq!(dies["units_without_code"], 35);
    assert_eq!(dies["all"], 351_812);
    assert_eq!(dies["subprograms_with_pc"], 1_315);
    assert_eq!(dies["subprograms_cross_unit"], 1_315);
    assert_eq!(dies["inlined_subroutines"], 14_463);
    assert_eq!(dies["inlined_cross_unit"], 14_463);
    assert_eq!(dies["inlined_with_ranges"], 5_127);
    assert_eq!(dies["call_sites"], 7_618);
}

#[test]
fn clang_counts_are_those_of_an_independent_reading() {
    let Some(object) = Object::open("ext4.clang-thin.o") else { return };
    let stats = object.json(&["stats", "--format", "json"]);
    let stats = &stats["objects"][0];
    assert_eq!(stats["units"], 47);
    assert_eq!(stats["dies"]["all"], 332_594);
    assert_eq!(stats["dies"]["subprograms_with_pc"], 1_314);
    assert_eq!(stats["dies"]["inlined_subroutines"], 13_015);
    assert_eq!(stats["dies"]["inlined_cross_unit"], 26);
}

#[test]
fn gcc_sets() {
    let Some(object) = Object::open("ext4.gcc-lto-ic.o") else { return };
    // Not inlined, not cloned: itself alone.
    assert_eq!(object.members(&["-f", "ext4_mark_iloc_dirty"]), ["ext4_mark_iloc_dirty"]);
    // A promoted static goes by its promoted name.
    assert_eq!(
        object.members(&["-f", "ext4_has_free_clusters"]),
        ["ext4_has_free_clusters.lto_priv.0"]
    );
    // A clone of another signature brings its callers: `objdump -dr` shows these two.
    assert_eq!(
        object.members(&["-f", "dx_insert_block"]),
        ["do_split", "dx_insert_block.isra.0", "ext4_dx_add_entry"]
    );
}

#[test]
fn gcc_records_add_what_left_no_die() {
    let Some(object) = Object::open("ext4.gcc-lto-ic.o") else { return };
    let compile = object.unpacked("ext4.gcc-lto-ic.compile.ipa-clones.tar");
    let link = object.unpacked("ext4.gcc-lto-ic.link.ipa-clones.tar");
    let seed = ["-f", "ext4_es_is_delayed"];
    let alone = object.members(&seed);
    let (compile, link) = (compile.to_str().expect("UTF-8"), link.to_str().expect("UTF-8"));
    let all = object.members(&[seed[0], seed[1], "--ipa-clones", compile, "--ipa-clones", link]);
    assert!(alone.iter().all(|member| all.contains(member)), "{alone:?} {all:?}");
    let added: Vec<_> = all.iter().filter(|member| !alone.contains(member)).collect();
    assert_eq!(added, ["count_rsvd.isra.0", "ext4_es_can_be_merged.isra.0"]);
    // Without the dump of the link the answer is not complete, and says so.
    let answer = object.run(&["impact", "--ipa-clones", compile, seed[0], seed[1]]);
    assert_eq!(answer.code, 4);
    assert!(answer.err.contains("wpa"), "{}", answer.err);
}

#[test]
fn clang_sets() {
    let Some(object) = Object::open("ext4.clang-thin.o") else { return };
    assert_eq!(object.members(&["-f", "ext4_mark_iloc_dirty"]), ["ext4_mark_iloc_dirty"]);
    let members = object.members(&["-f", "__ext4_get_inode_loc"]);
    assert_eq!(members, ["__ext4_get_inode_loc.llvm.11092844686047148286"]);
}

/// One of the objects, unpacked.
struct Object {
    scratch: tempfile::TempDir,
    path: PathBuf,
}

impl Object {
    fn open(name: &str) -> Option<Self> {
        let folder = workspace().join("../shared/kernels");
        if !folder.is_dir() {
            eprintln!("no kernel objects beside this checkout: {name} was not checked");
            return None;
        }
        let scratch = tempfile::tempdir().expect("a folder for scratch files");
        let path = scratch.path().join(name);
        std::fs::write(&path, truth::unpack(&folder, name).expect("the object")).expect("write");
        Some(Self { scratch, path })
    }

    fn unpacked(&self, name: &str) -> PathBuf {
        let folder = workspace().join("../shared/kernels");
        let path = self.scratch.path().join(name);
        std::fs::write(&path, truth::unpack(&folder, name).expect("the dumps")).expect("write");
        path
    }

    fn run(&self, args: &[&str]) -> klpscope_tests::Answer {
        let file = self.path.to_str().expect("UTF-8");
        klpscope_tests::klpscope([&args[..1], &[file], &args[1..]].concat())
    }

    fn json(&self, args: &[&str]) -> Value {
        let answer = self.run(args);
        assert_eq!(answer.code, 0, "{}", answer.err);
        serde_json::from_str(&answer.out).expect("JSON")
    }

    /// Symbols of the replacement set, sorted, each once.
    fn members(&self, args: &[&str]) -> Vec<String> {
        let report = self.json(&[&["impact", "--format", "json"], args].concat());
        let members = report["objects"][0]["members"].as_array().expect("members");
        let names = members.iter().map(|member| member["symbol"].as_str().expect("a symbol"));
        let mut names: Vec<_> = names.map(str::to_owned).collect();
        names.sort();
        names.dedup();
        names
    }
}
