//! The inputs that fuzzing found worth keeping, replayed.

use std::{fs, path::Path};

#[path = "../../fuzz/src/dynamic_codec.rs"]
mod dynamic_codec;

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
    replay("dynamic_bytes", dynamic_codec::bytes);
}

#[test]
fn json() {
    replay("dynamic_json", dynamic_codec::json);
}
