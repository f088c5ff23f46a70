//! The inputs that fuzzing found worth keeping, replayed.

use tlforge_testing::{replay, schema_text};

#[test]
fn bytes() {
    replay("bytes", schema_text::bytes);
}

#[test]
fn tokens() {
    replay("tokens", schema_text::tokens);
}
