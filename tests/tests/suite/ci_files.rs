//! docs/ci, which users copy: a YAML parser reads the files, the commands in them are run on a
//! small program as they stand there, and make runs the snippet as kbuild would.
#![expect(clippy::expect_used, clippy::panic, reason = "a test stops at what it cannot do")]

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

use klpscope_tests::{klpscope, workspace};
use saphyr_parser::{Event, Parser};

const KLPSCOPE: &str = env!("CARGO_BIN_EXE_documented");
/// GCC built it with `-flive-patching=inline-clone`.
const VMLINUX: &str = "corpus/lto-inline-clone/prebuilt/gcc-14.elf";
/// `sum` has hosts and a clone: its set is larger than one.
const TOO_STRICT: &str = "[watch]\nfunctions = [\"sum\"]\n\n[limits]\nset-size = 1\n";

/// A build tree with a policy.
struct Tree {
    folder: tempfile::TempDir,
}

impl Tree {
    fn new(policy: &str) -> Self {
        let tree = Self { folder: tempfile::tempdir().expect("a folder") };
        fs::copy(workspace().join(VMLINUX), tree.path().join("vmlinux")).expect("copied");
        fs::write(tree.path().join("klpscope.toml"), policy).expect("written");
        let bin = tree.path().join("bin");
        fs::create_dir(&bin).expect("made");
        symlink(KLPSCOPE, bin.join("klpscope")).expect("linked");
        tree
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, program: &str, args: &[&str]) -> Output {
        let path = env::var("PATH").unwrap_or_default();
        let path = format!("{}:{path}", self.path().join("bin").display());
        let mut command = Command::new(program);
        command.args(args).current_dir(self.path()).env("PATH", path);
        command.env("GITHUB_STEP_SUMMARY", self.path().join("summary.md"));
        command.env("XDG_CACHE_HOME", self.path().join("cache"));
        command.output().expect("it starts")
    }

    fn is_filled(&self, name: &str) -> bool {
        self.path().join(name).metadata().is_ok_and(|data| data.len() > 0)
    }
}

/// A policy that the program passes.
fn own_policy() -> String {
    let program = workspace().join(VMLINUX);
    let answer = klpscope(["gate", "--init", program.to_str().expect("a path"), "-f", "sum"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    answer.out
}

/// The scalars of a file, in their order.
fn scalars(name: &str) -> Vec<String> {
    let text = fs::read_to_string(workspace().join("docs/ci").join(name)).expect("readable");
    let events: Vec<_> = Parser::new_from_str(&text)
        .map(|event| event.unwrap_or_else(|error| panic!("{name}: {error}")).0)
        .collect();
    assert_eq!(events.iter().filter(|event| matches!(event, Event::DocumentStart(_))).count(), 1);
    let scalar = |event: &Event<'_>| match event {
        Event::Scalar(text, ..) => Some(text.to_string()),
        _ => None,
    };
    events.iter().filter_map(scalar).collect()
}

/// Every file that a runner is told to take has been written, whether the gate passed or not.
#[test]
fn the_commands_of_workflows_run() {
    for (name, files) in [
        ("github.yml", &["klpscope.sarif", "klpscope.xml", "summary.md"][..]),
        ("gitlab.yml", &["gl-code-quality-report.json", "klpscope.xml", "klpscope.sarif"]),
    ] {
        let scalars = scalars(name);
        let gates: Vec<_> = scalars.iter().filter(|text| text.starts_with("klpscope ")).collect();
        assert_eq!(gates.len(), 1, "{name}: {scalars:?}");
        for (policy, code) in [(own_policy(), 0), (TOO_STRICT.to_owned(), 1)] {
            let tree = Tree::new(&policy);
            let output = tree.run("sh", &["-e", "-c", gates[0]]);
            assert_eq!(output.status.code(), Some(code), "{name}: {output:?}");
            for file in files {
                assert!(tree.is_filled(file), "{name}: {file} after exit code {code}");
            }
        }
        for file in files.iter().filter(|file| **file != "summary.md") {
            let is_taken = |text: &&String| text.split_whitespace().any(|word| word == *file);
            assert!(scalars.iter().any(|text| is_taken(&text)), "{name} does not keep {file}");
        }
    }
}

/// What of kbuild the snippet relies on (scripts/Kbuild.include): `cmd` shows the short form
/// and runs the long one. vmlinux is made from a file, so that order can be told.
const KBUILD: &str = "\
srctree := .
PHONY := all
all: vmlinux
cmd = @set -e; echo '  $(quiet_cmd_$(1))'; $(cmd_$(1))
include $(srctree)/scripts/Makefile.klpscope
vmlinux: built
\tcp built vmlinux
.PHONY: $(PHONY)
";

#[test]
fn make_runs_the_gate_behind_vmlinux() {
    for (policy, passes) in [(own_policy(), true), (TOO_STRICT.to_owned(), false)] {
        let tree = Tree::new(&policy);
        let at = |name: &str| tree.path().join(name);
        fs::rename(at("vmlinux"), at("built")).expect("moved");
        fs::create_dir(at("scripts")).expect("made");
        let snippet = workspace().join("docs/ci/Makefile.klpscope");
        fs::copy(snippet, at("scripts/Makefile.klpscope")).expect("copied");
        fs::write(at("Makefile"), KBUILD).expect("written");
        let output = tree.run("make", &[]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.success(), passes, "{output:?}");
        let order = [said.find("cp built vmlinux"), said.find("  KLPSCOPE vmlinux\n")];
        assert!(order[0].is_some() && order[0] < order[1], "{said}");
        assert!(tree.is_filled("klpscope.sarif") && tree.is_filled("klpscope.xml"), "{output:?}");
        let without = tree.run("make", &["KLPSCOPE=true"]);
        assert!(without.status.success(), "{without:?}");
    }
}
