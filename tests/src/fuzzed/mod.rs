//! What is fuzzed: bytes in the place of one kind of input, and questions about it that must
//! end in an answer or in a documented error. `tests/fuzz/` hands them what libFuzzer makes,
//! the test suite the seeds, mutations of them, and every input that once did harm.

#![expect(clippy::expect_used, clippy::panic, reason = "whoever fuzzes wants it to stop there")]

mod ask;
mod code;
mod dwarf;
pub mod index;
mod inputs;
mod mutate;
mod records;

pub use mutate::Mutations;

/// One kind of input.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// As in `cargo fuzz run NAME`, and the folder of its regressions.
    pub name: &'static str,
    run: fn(&[u8]),
    seeds: fn() -> Vec<Vec<u8>>,
}

impl Target {
    /// Asks about `bytes`.
    ///
    /// # Panics
    /// When the answer is none that klpscope may give.
    pub fn run(self, bytes: &[u8]) {
        (self.run)(bytes);
    }

    /// Inputs of this kind with which nothing is wrong, from the corpus.
    pub fn seeds(self) -> Vec<Vec<u8>> {
        (self.seeds)()
    }
}

/// All targets.
pub const TARGETS: [Target; 9] = [
    Target { name: "image", run: inputs::image, seeds: inputs::programs },
    Target { name: "dwarf", run: dwarf::run, seeds: dwarf::seeds },
    Target { name: "code", run: code::run, seeds: code::seeds },
    Target { name: "ipa-clones", run: records::ipa_clones, seeds: records::ipa_clones_seeds },
    Target { name: "opt-remarks", run: records::opt_remarks, seeds: records::opt_remarks_seeds },
    Target { name: "patch", run: inputs::patch, seeds: inputs::patches },
    Target { name: "policy", run: inputs::policy, seeds: inputs::policies },
    Target { name: "index", run: index::run, seeds: index::seeds },
    Target { name: "impact", run: inputs::impact, seeds: inputs::programs },
];

/// Runs the target of that name.
///
/// # Panics
/// As [`Target::run`], and when there is no such target.
pub fn run(name: &str, bytes: &[u8]) {
    TARGETS.iter().find(|target| target.name == name).expect("a target").run(bytes);
}
