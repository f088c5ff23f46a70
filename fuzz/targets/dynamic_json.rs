#![no_main]

use tlforge_testing::dynamic_codec;

libfuzzer_sys::fuzz_target!(|input: &[u8]| dynamic_codec::json(input));
