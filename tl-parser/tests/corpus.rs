//! The inputs that fuzzing found worth keeping, replayed.

use std::{fs, path::Path};

#[path = "../../fuzz/src/schema_text.rs"]
mod schema_text;

fn replay(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the corpus is in the repository") {
        run(&fs::read(entry.expect("the corpus can be read").path()).expect("the corpus can be read"));
        count += 1;
    }
    assert!(count > 0, "the corpus is empty");
}

#[test]
fn bytes() {
    replay("bytes", schema_text::bytes);
}

#[test]
fn tokens() {
    replay("tokens", schema_text::tokens);
}
