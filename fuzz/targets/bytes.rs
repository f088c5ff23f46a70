#![no_main]

#[path = "../src/schema_text.rs"]
#[allow(dead_code, reason = "each target runs one of its functions")]
mod schema_text;

libfuzzer_sys::fuzz_target!(|input: &[u8]| schema_text::bytes(input));
