#![no_main]

#[path = "../src/dynamic_codec.rs"]
#[allow(dead_code, reason = "each target runs one of its functions")]
mod dynamic_codec;

libfuzzer_sys::fuzz_target!(|input: &[u8]| dynamic_codec::json(input));
