//! The inputs that fuzzing found worth keeping, replayed.

use tlforge_testing::{dynamic_codec, replay};

#[test]
fn bytes() {
    replay("dynamic_bytes", dynamic_codec::bytes);
}

#[test]
fn json() {
    replay("dynamic_json", dynamic_codec::json);
}
