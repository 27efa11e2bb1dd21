//! An index of which one field is altered: it is said to be damaged and not used, and what is
//! answered is what the file says. (`index.rs` alters them under checksums that are right.)

use std::fs;

use klpscope_tests::{generated, klpscope};

/// Words of the data that are altered, evenly spread.
const OF_DATA: usize = 64;

#[test]
fn an_index_altered_in_each_field() {
    let folder = tempfile::tempdir().expect("a folder");
    let [program, index] = ["program", "index"].map(|name| folder.path().join(name));
    fs::write(&program, generated::named_program(1)).expect("written");
    let args = |command: &str, option: &str| {
        let [program, index] = [&program, &index].map(|path| path.to_str().expect("a path"));
        [command, program, option, index].map(str::to_owned)
    };
    let made = klpscope(args("index", "-o"));
    assert_eq!(made.code, 0, "{made:?}");
    let whole = fs::read(&index).expect("an index");
    let healthy = klpscope(args("stats", "--index"));
    assert_eq!((healthy.code, healthy.err.as_str()), (0, ""), "{healthy:?}");
    // The head: magic, checksum, schema, lengths, key, directory, facts, checksums.
    let head = u64::from_le_bytes(*whole[16..].first_chunk().expect("a head")) as usize;
    let step = ((whole.len() - head) / OF_DATA).next_multiple_of(8);
    let of_head = (0..head).step_by(8);
    let mut said = 0;
    for at in of_head.chain((head..whole.len()).step_by(step)) {
        let mut altered = whole.clone();
        altered[at] ^= 1 << (at / 8 % 8);
        fs::write(&index, altered).expect("written");
        let answer = klpscope(args("stats", "--index"));
        assert_eq!((answer.code, &answer.out), (0, &healthy.out), "byte {at}: {answer:?}");
        if at < head {
            assert!(answer.err.contains("index"), "byte {at} of the head: {answer:?}");
            said += 1;
        }
    }
    assert!(said > 40, "{said} fields");
}
