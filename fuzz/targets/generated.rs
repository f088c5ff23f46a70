#![no_main]

#[path = "../src/agreement.rs"]
#[allow(dead_code, reason = "the tests of the generated crate use the rest")]
mod agreement;

libfuzzer_sys::fuzz_target!(|input: &[u8]| agreement::any(input));
