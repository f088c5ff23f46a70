#![no_main]

use tlforge_testing::schema_text;

libfuzzer_sys::fuzz_target!(|input: &[u8]| schema_text::tokens(input));
