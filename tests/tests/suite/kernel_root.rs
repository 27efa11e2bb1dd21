//! Whole kernels through the command: a small one, laid out as each distribution does it, and
//! what is damaged or missing there.
#![expect(clippy::expect_used, reason = "a test stops at what it cannot do")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use klpscope_tests::workspace;
use serde_json::Value;

const KLPSCOPE: &str = env!("CARGO_BIN_EXE_documented");
const RELEASE: &str = "6.12.0-test";
/// Of `tests/kernel-root`, by its sources: who holds the body of `shared`.
const HOSTS: [&str; 4] =
    ["alpha in_module", "beta_two in_module", "vmlinux exported", "vmlinux in_kernel"];

/// The root of a system.
struct Root {
    folder: tempfile::TempDir,
}

impl Root {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    /// Writes a file; `REL` in its path is the release.
    fn put(&self, path: &str, bytes: &[u8]) -> &Self {
        let path = self.path().join(path.replace("REL", RELEASE));
        fs::create_dir_all(path.parent().expect("it has one")).expect("can be made");
        fs::write(path, bytes).expect("can be written");
        self
    }

    /// vmlinux and three modules, two of them at `folder` in a subfolder, whole.
    fn debian() -> Self {
        let root = Self::new();
        root.put("usr/lib/debug/boot/vmlinux-REL", &prebuilt("vmlinux"));
        for (path, file) in [("fs/alpha", "alpha"), ("fs/beta-two", "beta-two"), ("gamma", "gamma")]
        {
            let path = format!("usr/lib/debug/lib/modules/REL/kernel/{path}.ko");
            root.put(&path, &prebuilt(&format!("{file}.ko")));
        }
        root
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(KLPSCOPE);
        command.args(args).arg("--root").arg(self.path()).stdin(Stdio::null());
        command.env("XDG_CACHE_HOME", self.folder.path().join("home"));
        command
    }

    fn run(&self, args: &[&str]) -> Answer {
        let output = self.command(args).output().expect("it starts");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Answer { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    fn impact(&self, more: &[&str]) -> Answer {
        self.run(&[&["impact", "-f", "shared", "--format", "json"], more].concat())
    }
}

struct Answer {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).expect(&self.err)
    }

    /// `object symbol` of the members, sorted.
    fn members(&self) -> Vec<String> {
        let report = self.json();
        let mut found = BTreeSet::new();
        for object in list(&report["objects"]) {
            for member in list(&object["members"]) {
                found.insert(format!("{} {}", text(&object["name"]), text(&member["symbol"])));
            }
        }
        found.into_iter().collect()
    }
}

#[test]
fn every_layout_is_read() {
    let alpha = "kernel/fs/alpha";
    let debian = Root::debian();

    let fedora = Root::new();
    fedora.put("usr/lib/debug/lib/modules/REL/vmlinux", &prebuilt("vmlinux"));
    fedora.put(&format!("lib/modules/REL/{alpha}.ko.xz"), &prebuilt("alpha.stripped.ko.xz"));
    fedora.put(
        &format!("usr/lib/debug/lib/modules/REL/{alpha}.ko.debug"),
        &prebuilt("alpha.ko.debug"),
    );
    fedora.put("lib/modules/REL/extra/beta-two.ko.gz", &gzip(&prebuilt("beta-two.ko")));

    let suse = Root::new();
    suse.put("boot/vmlinux-REL.gz", &gzip(&prebuilt("vmlinux")));
    suse.put(&format!("usr/lib/modules/REL/{alpha}.ko.zst"), &zstd(&prebuilt("alpha.stripped.ko")));
    suse.put(
        &format!("usr/lib/debug/usr/lib/modules/REL/{alpha}.ko.debug"),
        &prebuilt("alpha.ko.debug"),
    );
    suse.put("usr/lib/modules/REL/updates/beta-two.ko.zst", &zstd(&prebuilt("beta-two.ko")));

    let by_build_id = Root::new();
    by_build_id.put("lib/modules/REL/build/vmlinux", &prebuilt("vmlinux"));
    by_build_id.put(&format!("lib/modules/REL/{alpha}.ko"), &prebuilt("alpha.stripped.ko"));
    let debug = format!("usr/lib/debug/.build-id/{}.debug", build_id());
    by_build_id.put(&debug, &prebuilt("alpha.ko.debug"));

    let tree = Root::new();
    tree.put("vmlinux", &prebuilt("vmlinux"))
        .put("include/config/kernel.release", b"6.12.0-test\n");
    tree.put("fs/alpha.ko", &prebuilt("alpha.ko")).put("net/beta-two.ko", &prebuilt("beta-two.ko"));

    for (name, root) in [("Debian", debian), ("Fedora", fedora), ("SUSE", suse), ("tree", tree)] {
        for more in [&["--kernel", RELEASE][..], &[], &["--no-cache"]] {
            let answer = root.impact(more);
            assert_eq!(
                (answer.code, answer.members()),
                (Some(0), HOSTS.map(str::to_owned).to_vec())
            );
            assert_eq!(answer.json()["kernel"]["release"], RELEASE, "{name}");
        }
    }
    let answer = by_build_id.impact(&[]);
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    assert_eq!(answer.members(), ["alpha in_module", "vmlinux exported", "vmlinux in_kernel"]);
}

/// The set of a watched function goes over all objects, those that could not be read are said.
#[test]
fn the_gate_holds_a_whole_kernel() {
    let root = Root::debian();
    let policy = root.folder.path().join("klpscope.toml");
    let gate = |root: &Root, limit: usize| {
        let text = format!("[watch]\nfunctions = [\"shared\"]\n[limits]\nset-size = {limit}\n");
        fs::write(&policy, text).expect("can be written");
        let policy = policy.display().to_string();
        root.run(&["gate", "--policy", &policy, "--format", "json"])
    };
    let told = |answer: &Answer| -> BTreeSet<String> {
        let report = answer.json();
        let findings = list(&report["findings"]).iter().filter(|one| one["severity"] == "error");
        findings.map(|one| one["rule"].as_str().expect("text").to_owned()).collect()
    };
    let members = HOSTS.len();
    let enough = gate(&root, members);
    assert!(!told(&enough).contains("set-size"), "{}", enough.out);
    assert_eq!(enough.json()["watched"][0]["members"], members);
    let short = gate(&root, members - 1);
    assert!(told(&short).contains("set-size"), "{}", short.out);
    assert_eq!(short.code, Some(1), "{}", short.err);

    root.put("usr/lib/debug/lib/modules/REL/kernel/gamma.ko", b"\x7fELF, and no more");
    let incomplete = gate(&root, members);
    assert!(told(&incomplete).contains("incomplete-input"), "{}", incomplete.out);
    assert_ne!(incomplete.code, Some(0), "{}", incomplete.err);
}

#[test]
fn what_the_answer_has_nothing_in_is_counted() {
    let root = Root::debian();
    let report = root.impact(&[]).json();
    let kernel = &report["kernel"];
    assert_eq!([&kernel["read"], &kernel["unread"], &kernel["not_listed"]], [4, 0, 1], "{kernel}");
    assert_eq!(list(&report["objects"]).len(), 3);
    let text = root.run(&["impact", "-f", "shared"]);
    let head = format!("4 functions to replace in 3 of 4 objects of {RELEASE} ");
    assert!(text.out.starts_with(&head), "{}", text.out);
    // What one file refers to another one exports.
    let alpha = list(&report["objects"]).iter().find(|object| object["name"] == "alpha");
    let external = &alpha.expect("it is listed")["members"][0]["external"];
    assert!(list(external).iter().any(|row| row["symbol"] == "exported"), "{external}");
}

#[test]
fn the_next_question_reads_indexes() {
    let root = Root::debian();
    // Files as young as these may change without a sign.
    std::thread::sleep(Duration::from_millis(2100));
    let first = root.impact(&[]);
    let again = root.impact(&[]);
    assert_eq!((first.code, &first.out), (again.code, &again.out));
    let index = |root: &Root| root.run(&["index", "--format", "json"]).json();
    assert_eq!(index(&root)["written"], 0);
    assert_eq!(index(&root)["read"], 4);

    // A file that was written anew is read anew, though its name and length are the same.
    let alpha = "usr/lib/debug/lib/modules/REL/kernel/fs/alpha.ko";
    let mut changed = prebuilt("alpha.ko");
    let name = b"in_module";
    let places: Vec<_> =
        (0..changed.len() - name.len()).filter(|&at| changed[at..].starts_with(name)).collect();
    assert!(!places.is_empty());
    places.into_iter().for_each(|at| changed[at..at + 2].copy_from_slice(b"an"));
    root.put(alpha, &changed);
    let members = root.impact(&[]).members();
    assert!(members.contains(&"alpha an_module".to_owned()), "{members:?}");
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_answer() {
    let damaged = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    let cases: [(&str, Vec<u8>, &str); 5] = [
        ("lost.ko", b"\x7fELF".to_vec(), "ELF"),
        ("lost.ko.xz", damaged(&prebuilt("alpha.ko.xz")), "is compressed by xz"),
        ("lost.ko.zst", bomb(), "more than 1073741824 bytes"),
        ("lost.ko.gz", damaged(&gzip(&prebuilt("alpha.ko"))), "is compressed by gzip"),
        ("lost.ko", prebuilt("alpha.stripped.ko"), "has no DWARF"),
    ];
    for (name, bytes, problem) in cases {
        let root = Root::debian();
        root.put(&format!("lib/modules/REL/kernel/{name}"), &bytes);
        let answer = root.impact(&[]);
        assert_eq!(answer.code, Some(4), "{name}: {}", answer.err);
        assert_eq!(answer.members(), HOSTS, "{name}");
        let report = answer.json();
        assert_eq!(report["kernel"]["unread"], 1, "{name}");
        let notice = list(&report["notices"]).iter().find(|row| row["object"] == "lost");
        let notice = notice.expect("it is named");
        assert!(text(&notice["text"]).contains(problem), "{notice}");
        assert!(text(&notice["place"]).ends_with(name), "{notice}");
        let told = root.run(&["impact", "-f", "shared", "--allow-incomplete"]);
        assert_eq!(told.code, Some(0), "{}", told.err);
        assert!(told.out.contains("not read: 1 object; members there are unknown"), "{}", told.out);
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_named() {
    let root = Root::debian();
    let fs = root.path().join(format!("usr/lib/debug/lib/modules/{RELEASE}/kernel/fs"));
    std::os::unix::fs::symlink("gone.ko", fs.join("delta.ko")).expect("a link");
    std::os::unix::fs::symlink("circle.ko", fs.join("circle.ko")).expect("a link");
    let answer = root.impact(&[]);
    assert_eq!(answer.code, Some(4), "{}", answer.err);
    assert_eq!(answer.members(), HOSTS);
    let report = answer.json();
    assert_eq!(report["kernel"]["unread"], 2);
    let told = |name: &str| {
        let notices = list(&report["notices"]).iter();
        notices.filter(|row| row["object"] == name && row["incomplete"] == true).count()
    };
    assert_eq!([told("delta.ko"), told("circle.ko")], [1, 1], "{}", answer.out);
}

#[cfg(unix)]
#[test]
fn where_no_release_can_be_looked_for_is_named() {
    let root = Root::debian();
    // A circle of links: unreadable for the superuser too.
    fs::create_dir(root.path().join("lib")).expect("can be made");
    std::os::unix::fs::symlink("modules", root.path().join("lib/modules")).expect("a link");
    let unknown = root.impact(&["--kernel", "7.0"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (Some(2), ""));
    assert!(unknown.err.contains("lib/modules cannot be looked at ("), "{}", unknown.err);
    // Another kernel may be there, and other modules of the one that is found.
    for (more, place) in [(&[][..], "modules"), (&["--kernel", RELEASE], RELEASE)] {
        let answer = root.impact(more);
        assert_eq!((answer.code, answer.members()), (Some(4), HOSTS.map(str::to_owned).to_vec()));
        let notices = answer.json()["notices"].clone();
        let told = |row: &Value| row["object"] == place && row["incomplete"] == true;
        assert!(list(&notices).iter().any(told), "{notices}");
    }
}

#[test]
fn an_index_and_a_symvers_that_cannot_be_used_are_remarked_on() {
    let root = Root::debian();
    assert_eq!(root.impact(&[]).code, Some(0));
    let mut damaged = 0;
    let mut folders = vec![root.folder.path().join("home")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "klpx") {
                let bytes = fs::read(&path).expect("can be read");
                fs::write(&path, &bytes[..bytes.len() / 2]).expect("can be written");
                damaged += 1;
            }
        }
    }
    assert_eq!(damaged, 4);
    root.put("lib/modules/REL/symvers.xz", &prebuilt("alpha.stripped.ko.xz")[..100]);
    let answer = root.impact(&[]);
    assert_eq!(answer.members(), HOSTS, "{}", answer.err);
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    assert!(answer.err.contains("and 3 more that cannot be used"), "{}", answer.err);
    assert!(answer.err.contains("what is exported is told by the objects alone"), "{}", answer.err);
}

#[test]
fn a_debug_file_of_another_build_is_refused() {
    let root = Root::debian();
    root.put("lib/modules/REL/kernel/new.ko", &prebuilt("alpha.stripped.ko"));
    let other = prebuilt("beta-two.ko.debug");
    root.put("usr/lib/debug/lib/modules/REL/kernel/new.ko.debug", &other);
    let answer = root.impact(&[]);
    assert_eq!((answer.code, answer.members()), (Some(4), HOSTS.map(str::to_owned).to_vec()));
    assert!(answer.out.contains("does not belong to"), "{}", answer.out);
}

#[test]
fn an_unknown_release_lists_those_that_are_there() {
    let root = Root::debian();
    root.put("lib/modules/6.1.0-old/kernel/alpha.ko", &prebuilt("alpha.ko"));
    for (args, told) in [
        (&["--kernel", "7.0"][..], "there are: 6.1.0-old, 6.12.0-test"),
        (&[], "--kernel: 6.1.0-old, 6.12.0-test"),
    ] {
        let answer = root.impact(args);
        assert_eq!((answer.code, answer.out.as_str()), (Some(2), ""));
        assert!(answer.err.contains(told), "{}", answer.err);
    }
    let empty = Root::new();
    fs::create_dir(empty.path()).expect("can be made");
    let answer = empty.impact(&[]);
    assert!(answer.code == Some(2) && answer.err.contains("there is no kernel"), "{}", answer.err);
}

#[test]
fn verify_and_audit_take_a_kernel_too() {
    let root = Root::debian();
    let target = workspace().join("tests/live-patch/prebuilt/target.ko");
    root.put("lib/modules/REL/kernel/target.ko", &fs::read(target).expect("it is there"));
    for (module, code) in [("complete", 0), ("missing", 1), ("sympos", 1)] {
        let patch = workspace().join(format!("tests/live-patch/prebuilt/{module}.ko"));
        let patch = patch.to_str().expect("a path");
        let answer = root.run(&["verify", patch, "-f", "limit", "--format", "json"]);
        assert_eq!(answer.code, Some(code), "{module}: {}{}", answer.out, answer.err);
        let report = answer.json();
        let objects: Vec<_> =
            list(&report["objects"]).iter().map(|row| text(&row["name"])).collect();
        assert_eq!(objects, ["target"], "{module}");
    }
    let audit = root.run(&["audit", "--format", "json"]).json();
    assert_eq!(list(&audit["objects"]).len(), 5);
}

#[test]
fn module_symvers_tells_who_exports() {
    let root = Root::debian();
    fs::remove_file(root.path().join(format!("usr/lib/debug/boot/vmlinux-{RELEASE}")))
        .expect("it is there");
    let symvers = b"0x1\texported\tdrivers/some-core\tEXPORT_SYMBOL_GPL\t\n";
    root.put("usr/src/linux-headers-REL/Module.symvers", symvers);
    let answer = root.impact(&[]);
    assert_eq!(answer.code, Some(4), "vmlinux was not found");
    let report = answer.json();
    let external = list(&report["objects"][0]["members"][0]["external"]);
    let row = external.iter().find(|row| row["symbol"] == "exported").expect("it is called");
    assert_eq!((&row["object"], &row["kind"]), (&"some_core".into(), &"exported-gpl".into()));
    assert!(!answer.err.contains("are no export"), "{}", answer.err);
    root.put("usr/src/linux-headers-REL/Module.symvers", &[&symvers[..], b"torn\n"].concat());
    let torn = root.impact(&[]);
    assert_eq!(torn.out, answer.out);
    let remark = "Module.symvers: lines that are no export: 1 (the first is line 2): what they";
    assert!(torn.err.contains(remark), "{}", torn.err);
}

/// 1 GiB and more of zeros: a zstd frame of blocks that repeat one byte (RFC 8878, 3.1.1.2).
fn bomb() -> Vec<u8> {
    const BLOCK: u32 = 128 << 10;
    // No size, no checksum; a window of 128 KiB.
    let mut bytes = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38];
    for block in 0..8200_u32 {
        let header = u32::from(block == 8199) | 1 << 1 | BLOCK << 3;
        bytes.extend(&header.to_le_bytes()[..3]);
        bytes.push(0);
    }
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("memory");
    packed.finish().expect("memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

/// `xx/yyyy` of alpha.
fn build_id() -> String {
    let bytes = prebuilt("alpha.ko");
    let elf = goblin::elf::Elf::parse(&bytes).expect("an ELF file");
    let notes = elf.iter_note_sections(&bytes, None).into_iter().flatten().flatten();
    let id = notes.filter(|note| note.n_type == goblin::elf::note::NT_GNU_BUILD_ID);
    let digits: String = id.flat_map(|note| note.desc).map(|byte| format!("{byte:02x}")).collect();
    format!("{}/{}", &digits[..2], &digits[2..])
}

fn prebuilt(name: &str) -> Vec<u8> {
    let path: &Path = &workspace().join("tests/kernel-root/prebuilt").join(name);
    fs::read(path).expect("it is there")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
