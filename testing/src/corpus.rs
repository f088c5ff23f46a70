//! The inputs that fuzzing found worth keeping.

use std::{fs, path::Path};

/// Runs each kept input of a fuzz target.
///
/// # Panics
///
/// When `run` does, or when there are no inputs.
pub fn replay(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the corpus is in the repository") {
        run(&fs::read(entry.expect("the corpus can be read").path()).expect("the corpus can be read"));
        count += 1;
    }
    assert!(count > 0, "the corpus is empty");
}
