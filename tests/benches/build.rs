//! Time of a whole `klpscope stats`, which builds the graph, as a ratio to the yardstick
//! W: a bare gimli walk over every DIE. Both in turn, in one run: on a noisy machine
//! only their ratio holds.
//!
//! `cargo bench -p klpscope-tests --bench build -- FILE [ROUNDS]`; without FILE it
//! measures the largest binary of the corpus.

#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a bench prints, and stops at an error"
)]

use std::path::PathBuf;
use std::time::Instant;

use klpscope_tests::{gimli_walk, truth};

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| !arg.starts_with("--"));
    let scratch = tempfile::tempdir().expect("a folder");
    let file = args.next().map(PathBuf::from).unwrap_or_else(|| {
        let path = scratch.path().join("lua");
        let bytes = truth::unpack(&truth::folder("lua"), "lua.clang-thin").expect("the corpus");
        std::fs::write(&path, bytes).expect("write");
        path
    });
    let rounds: usize = args.next().map_or(5, |text| text.parse().expect("ROUNDS is a number"));
    let mut walks = Vec::new();
    let mut builds = Vec::new();
    for _ in 0..rounds {
        let begin = Instant::now();
        let opened = std::fs::File::open(&file).expect("FILE can be opened");
        #[expect(unsafe_code, reason = "the yardstick maps its file, as a reader would")]
        // SAFETY: nobody writes to the file while it is measured.
        let bytes = unsafe { memmap2::Mmap::map(&opened) }.expect("FILE can be mapped");
        let count = gimli_walk::count(&bytes).expect("a linked file without compressed sections");
        walks.push(begin.elapsed().as_secs_f64());
        drop(bytes);
        let begin = Instant::now();
        let args = ["stats".as_ref(), "--format".as_ref(), "json".as_ref(), file.as_os_str()];
        let answer = klpscope_tests::klpscope(args);
        builds.push(begin.elapsed().as_secs_f64());
        assert_eq!(answer.code, 0, "{}", answer.err);
        assert_same_counts(&answer.out, count);
    }
    let (walk, build) = (median(walks), median(builds));
    println!(
        "W {walk:.3} s, klpscope {build:.3} s, ratio {:.2} (medians of {rounds})",
        build / walk
    );
}

/// A fast answer to another question would be no measurement.
fn assert_same_counts(stats: &str, walk: gimli_walk::Count) {
    let stats: serde_json::Value = serde_json::from_str(stats).expect("JSON");
    let count = |name: &str| stats["objects"][0]["dies"][name].as_u64().expect("a count");
    assert_eq!(count("all"), walk.dies);
    assert_eq!(count("subprograms"), walk.subprograms);
    assert_eq!(count("inlined_subroutines"), walk.inlined);
    assert_eq!(count("call_sites"), walk.call_sites);
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
