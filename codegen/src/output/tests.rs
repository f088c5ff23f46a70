//! Writing and checking, failures included, in real folders.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use super::transaction::Transaction;
use super::*;

fn file(path: &str, text: &str) -> File {
    File { path: path.to_owned(), text: format!("// {MARKER}\n{text}\n") }
}

/// Every file and folder below `dir` with its contents and times.
fn snapshot(dir: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let mut all = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let contents = if path.is_dir() { Vec::new() } else { fs::read(&path).unwrap() };
            let modified = path.metadata().unwrap().modified().unwrap();
            let name = path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
                all.insert(name, (contents, SystemTime::UNIX_EPOCH));
            } else {
                all.insert(name, (contents, modified));
            }
        }
    }
    all
}

fn names(dir: &Path) -> Vec<String> {
    snapshot(dir).into_keys().collect()
}

#[test]
fn files_are_written_kept_and_removed() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("a/b");
    let first = [file("mod.rs", "1"), file("types/mod.rs", "1"), file("types/old.rs", "1"), file("gone/x.rs", "1")];
    let report = write(&out, &first, Stale::Remove).unwrap();
    assert_eq!(report.written, ["mod.rs", "types/mod.rs", "types/old.rs", "gone/x.rs"]);
    assert_eq!(check(&out, &first, Stale::Remove).unwrap(), []);

    fs::write(out.join("types/hand.rs"), "fn hand() {}\n").unwrap();
    fs::write(out.join("types/notes.txt"), format!("// {MARKER}\n")).unwrap();
    let before = snapshot(&out);
    let second = [file("mod.rs", "1"), file("types/mod.rs", "2"), file("types/new.rs", "1")];
    let report = write(&out, &second, Stale::Remove).unwrap();
    assert_eq!(report.written, ["types/mod.rs", "types/new.rs"]);
    assert_eq!(report.unchanged, ["mod.rs"]);
    assert_eq!(report.removed, ["gone/x.rs", "types/old.rs"]);
    let after = snapshot(&out);
    assert_eq!(names(&out), ["mod.rs", "types", "types/hand.rs", "types/mod.rs", "types/new.rs", "types/notes.txt"]);
    assert_eq!(before["mod.rs"], after["mod.rs"]);
    assert_eq!(fs::read_to_string(out.join("types/mod.rs")).unwrap(), second[1].text);

    let again = write(&out, &second, Stale::Remove).unwrap();
    assert_eq!(again.unchanged.len(), 3);
    assert_eq!(snapshot(&out), after);
}

#[test]
fn stale_files_stay_where_the_folder_is_shared() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), &[file("one.rs", "")], Stale::Keep).unwrap();
    let report = write(dir.path(), &[file("two.rs", "")], Stale::Keep).unwrap();
    assert_eq!((report.written, report.removed), (vec!["two.rs".to_owned()], vec![]));
    assert_eq!(names(dir.path()), ["one.rs", "two.rs"]);
}

#[test]
fn other_trees_and_packages_are_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let root = "pub const SCHEMA_SHA256: &str = \"\";";
    let other = [file("mod.rs", root), file("types.rs", "")];
    write(&dir.path().join("other"), &other, Stale::Remove).unwrap();
    write(&dir.path().join("target"), &[file("x.rs", "")], Stale::Remove).unwrap();
    write(&dir.path().join(".hidden"), &[file("x.rs", "")], Stale::Remove).unwrap();
    write(&dir.path().join("package/src"), &[file("x.rs", "")], Stale::Remove).unwrap();
    fs::write(dir.path().join("package/Cargo.toml"), "").unwrap();
    // This one has no root of its own, and so it is a part of the tree.
    write(&dir.path().join("part"), &[file("mod.rs", "")], Stale::Remove).unwrap();
    let report = write(dir.path(), &[file("mod.rs", root)], Stale::Remove).unwrap();
    assert_eq!(report.removed, ["part/mod.rs"]);
    assert!(!dir.path().join("part").exists());
    assert_eq!(check(&dir.path().join("other"), &other, Stale::Remove).unwrap(), []);
}

#[test]
fn a_foreign_file_in_the_way_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), &[file("mod.rs", "1"), file("stale.rs", "1")], Stale::Remove).unwrap();
    fs::write(dir.path().join("types.rs"), "fn hand() {}\n").unwrap();
    let before = snapshot(dir.path());
    let files = [file("mod.rs", "2"), file("types.rs", "2"), file("new/x.rs", "2")];
    let error = write(dir.path(), &files, Stale::Remove).unwrap_err();
    assert!(matches!(&error, OutputError::Foreign(path) if *path == dir.path().join("types.rs")));
    assert!(error.to_string().ends_with("types.rs` was not written by tlforge and is not overwritten"));
    assert_eq!(snapshot(dir.path()), before);
}

#[test]
fn a_marker_counts_only_as_a_whole_first_line() {
    let dir = tempfile::tempdir().unwrap();
    let cases = [
        (format!("// {MARKER}"), true),
        (format!("// {MARKER}\r\nx"), true),
        (format!("# {MARKER}\n"), true),
        (format!("// {MARKER} Or do.\n"), false),
        (format!("//{MARKER}\n"), false),
        (format!("\n// {MARKER}\n"), false),
        (String::new(), false),
    ];
    for (text, generated) in cases {
        fs::write(dir.path().join("mod.rs"), &text).unwrap();
        let result = write(dir.path(), &[file("mod.rs", "new")], Stale::Remove);
        assert_eq!(result.is_ok(), generated, "{text:?}");
    }
}

#[test]
fn what_the_system_refuses_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("types"), "a file, not a folder").unwrap();
    fs::create_dir_all(dir.path().join("folder.rs/x")).unwrap();
    let before = snapshot(dir.path());
    for files in [[file("mod.rs", ""), file("types/x.rs", "")], [file("mod.rs", ""), file("folder.rs", "")]] {
        let error = write(dir.path(), &files, Stale::Remove).unwrap_err();
        assert!(matches!(&error, OutputError::Io { path, .. } if *path == dir.path().join(&files[1].path)), "{error}");
        assert_eq!(snapshot(dir.path()), before);
    }
    let not_a_folder = dir.path().join("types");
    let error = write(&not_a_folder, &[file("mod.rs", "")], Stale::Remove).unwrap_err();
    assert_eq!(error.to_string(), format!("cannot write into `{}`: not a directory", not_a_folder.display()));
    let error = write(&not_a_folder.join("below"), &[file("mod.rs", "")], Stale::Remove).unwrap_err();
    assert!(error.to_string().contains("below"), "{error}");
    assert_eq!(snapshot(dir.path()), before);
}

#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_cannot_be_made_is_an_error() {
    let error = write(Path::new("/proc/tlforge/out"), &[file("mod.rs", "")], Stale::Remove).unwrap_err();
    assert!(error.to_string().starts_with("cannot create the folder `/proc/tlforge`: "), "{error}");
    assert_eq!(error.to_diagnostic().code.as_str(), "TL0120");
}

#[test]
fn a_failure_half_way_is_undone() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), &[file("mod.rs", "1"), file("stale.rs", "1")], Stale::Remove).unwrap();
    fs::write(dir.path().join("types"), "a file, not a folder").unwrap();
    let before = snapshot(dir.path());
    let mut transaction = Transaction::begin(dir.path()).unwrap();
    transaction.stage(&dir.path().join("mod.rs"), "2").unwrap();
    transaction.stage(&dir.path().join("new/deep/x.rs"), "2").unwrap();
    transaction.stage_removal(dir.path().join("stale.rs"));
    transaction.stage(&dir.path().join("types/x.rs"), "2").unwrap();
    let error = transaction.commit().unwrap_err();
    assert!(matches!(&error, OutputError::Io { path, .. } if *path == dir.path().join("types")), "{error}");
    assert_eq!(snapshot(dir.path()), before);
}

#[test]
fn files_elsewhere_change_in_the_same_step_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let (out, schema) = (dir.path().join("src"), dir.path().join("schema/api.tl"));
    let others = |text: &str| [(schema.clone(), text.to_owned())];
    write_with(&out, &[file("mod.rs", "1")], Stale::Remove, &others("a = A;\n")).unwrap();
    assert_eq!(fs::read_to_string(&schema).unwrap(), "a = A;\n");
    let before = snapshot(dir.path());
    write_with(&out, &[file("mod.rs", "1")], Stale::Remove, &others("a = A;\n")).unwrap();
    assert_eq!(snapshot(dir.path()), before, "what is right is not touched");

    // The folder of the second file cannot be made.
    let in_the_way = [(schema.clone(), "b = B;\n".to_owned()), (schema.join("x"), String::new())];
    write_with(&out, &[file("mod.rs", "2")], Stale::Remove, &in_the_way).unwrap_err();
    assert_eq!(snapshot(dir.path()), before);
    fs::write(out.join("types.rs"), "fn hand() {}\n").unwrap();
    let before = snapshot(dir.path());
    write_with(&out, &[file("types.rs", "")], Stale::Remove, &others("b = B;\n")).unwrap_err();
    assert_eq!(snapshot(dir.path()), before);

    write_with(&out, &[file("mod.rs", "1")], Stale::Remove, &others("b = B;\n")).unwrap();
    assert_eq!(fs::read_to_string(&schema).unwrap(), "b = B;\n");
}

#[test]
fn a_transaction_that_is_given_up_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("a/b");
    let mut transaction = Transaction::begin(&out).unwrap();
    transaction.stage(&out.join("mod.rs"), "2").unwrap();
    assert!(out.exists());
    drop(transaction);
    assert_eq!(names(dir.path()), [""; 0]);
}

#[test]
fn check_shows_what_differs() {
    let dir = tempfile::tempdir().unwrap();
    let lines: Vec<_> = (0..20).map(|number| format!("// {number}")).collect();
    let files = [file("mod.rs", &lines.join("\n")), file("a.rs", ""), file("b.rs", ""), file("c.rs", "")];
    write(dir.path(), &files, Stale::Remove).unwrap();
    let text = fs::read_to_string(dir.path().join("mod.rs")).unwrap();
    fs::write(dir.path().join("mod.rs"), text.replace("// 10\n", "// ten\n")).unwrap();
    fs::write(dir.path().join("b.rs"), "fn hand() {}\n").unwrap();
    fs::remove_file(dir.path().join("c.rs")).unwrap();
    fs::write(dir.path().join("d.rs"), format!("// {MARKER}\n")).unwrap();
    let before = snapshot(dir.path());
    let differences = check(dir.path(), &files, Stale::Remove).unwrap();
    let found: Vec<_> = differences.iter().map(|d| (d.path.file_name().unwrap().to_str().unwrap(), d.kind)).collect();
    let expected = [
        ("mod.rs", DifferenceKind::Changed),
        ("b.rs", DifferenceKind::Foreign),
        ("c.rs", DifferenceKind::Missing),
        ("d.rs", DifferenceKind::Stale),
    ];
    assert_eq!(found, expected);
    let path = dir.path().join("mod.rs").display().to_string();
    let expected = format!(
        "--- {path} (on disk)\n+++ {path} (generated)\n@@ -9,7 +9,7 @@\n // 7\n // 8\n // 9\n-// ten\n+// 10\n // 11\n // 12\n // 13\n"
    );
    assert_eq!(differences[0].diff, expected);
    assert_eq!(snapshot(dir.path()), before);
}
