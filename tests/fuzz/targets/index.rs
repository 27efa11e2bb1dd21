//! Bytes of libFuzzer -> the target `index` of `tests/src/fuzzed/`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| klpscope_tests::fuzzed::run("index", bytes));
