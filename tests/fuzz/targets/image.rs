//! Bytes of libFuzzer -> the target `image` of `tests/src/fuzzed/`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| klpscope_tests::fuzzed::run("image", bytes));
