#![no_main]

use tlforge_testing::agreement;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    agreement::any(input);
});
