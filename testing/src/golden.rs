//! Recorded outputs: a test compares with what a person has read, or writes it anew.

use std::fs;
use std::path::Path;

/// Whether the environment asks tests to write what they would compare: `BLESS=1`.
pub fn bless() -> bool {
    std::env::var_os("BLESS").is_some_and(|value| value == "1")
}

/// Compares `actual` with the snapshot `name` in `folder`, or writes it.
///
/// # Panics
///
/// When they differ.
pub fn snapshot(folder: &Path, name: &str, actual: &str) {
    if bless() {
        fs::create_dir_all(folder).expect("the folder can be made");
        let text = format!("---\nsource: {}\n---\n{}\n", file!(), actual.trim_end());
        fs::write(folder.join(format!("{name}.snap")), text).expect("the snapshot can be written");
    }
    insta::with_settings!({
        snapshot_path => folder,
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, actual);
    });
}
