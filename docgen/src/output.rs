//! A site on disk.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::File;

/// The list of the files that a site consists of; it is written beside them.
pub const LIST: &str = ".tlforge-docs";

/// What [`write()`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Files that are new or have a new text.
    pub written: usize,
    /// Files that had the right text and were not touched.
    pub unchanged: usize,
    /// Pages of an earlier site that are no longer there.
    pub removed: usize,
}

/// Why a site could not be written.
#[derive(Debug)]
#[non_exhaustive]
pub enum OutputError {
    /// A file that is not of an earlier site is in the way.
    Foreign(PathBuf),
    /// The system refuses something.
    Io(PathBuf, io::Error),
}

/// Writes `files` into the folder `dir`. Files of an earlier site that are not among them are removed, others are never
/// overwritten.
///
/// # Errors
///
/// When a foreign file is in the way, before anything is written; when the system refuses something.
pub fn write(dir: &Path, files: &[File]) -> Result<Report, OutputError> {
    let list = dir.join(LIST);
    let before: BTreeSet<String> = match fs::read_to_string(&list) {
        Ok(text) => text.lines().map(str::to_owned).filter(|path| is_below(path)).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeSet::new(),
        Err(error) => return Err(OutputError::Io(dir.to_owned(), error)),
    };
    let mut report = Report::default();
    let mut changed = Vec::new();
    for file in files {
        let path = dir.join(&file.path);
        match fs::read(&path) {
            Ok(text) if text == file.text.as_bytes() => report.unchanged += 1,
            Ok(_) if !before.contains(&file.path) => return Err(OutputError::Foreign(path)),
            Ok(_) => changed.push((path, file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => changed.push((path, file)),
            Err(error) => return Err(OutputError::Io(path, error)),
        }
    }
    let folders: BTreeSet<_> = changed.iter().filter_map(|(path, _)| path.parent()).collect();
    for folder in folders {
        fs::create_dir_all(folder).map_err(|error| OutputError::Io(folder.to_owned(), error))?;
    }
    fs::create_dir_all(dir).map_err(|error| OutputError::Io(dir.to_owned(), error))?;
    let now: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    // The list is written first: what a run that breaks off has left behind belongs to the next one.
    let all: BTreeSet<&str> = now.iter().copied().chain(before.iter().map(String::as_str)).collect();
    write_list(&list, &all)?;
    for (path, file) in changed {
        fs::write(&path, &file.text).map_err(|error| OutputError::Io(path, error))?;
        report.written += 1;
    }
    for path in before.iter().filter(|path| !now.contains(path.as_str())) {
        let path = dir.join(path);
        match fs::remove_file(&path) {
            Ok(()) => report.removed += 1,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(OutputError::Io(path, error)),
        }
    }
    write_list(&list, &now)?;
    Ok(report)
}

fn write_list(list: &Path, paths: &BTreeSet<&str>) -> Result<(), OutputError> {
    let text: String = paths.iter().flat_map(|path| [*path, "\n"]).collect();
    fs::write(list, text).map_err(|error| OutputError::Io(list.to_owned(), error))
}

/// Whether a line of the list leads to something inside of the folder.
fn is_below(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|component| matches!(component, Component::Normal(_)))
}

impl std::fmt::Display for OutputError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Foreign(path) => write!(f, "`{}` is in the way: it is no page of an earlier site", path.display()),
            Self::Io(path, error) => write!(f, "cannot write `{}`: {error}", path.display()),
        }
    }
}

impl std::error::Error for OutputError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_site_replaces_the_one_before() {
        let dir = tempfile::tempdir().expect("there is room for a folder");
        let write = |files: &[File]| write(dir.path(), files).expect("nothing is in the way");
        assert_eq!(write(&[file("a", "1"), file("b/c", "2")]), Report { written: 2, unchanged: 0, removed: 0 });
        assert_eq!(write(&[file("a", "1"), file("b/d", "3")]), Report { written: 1, unchanged: 1, removed: 1 });
        assert!(!dir.path().join("b/c").exists());
        assert_eq!(fs::read_to_string(dir.path().join(LIST)).expect("the list"), "a\nb/d\n");
    }

    #[test]
    fn what_others_wrote_stays() {
        let dir = tempfile::tempdir().expect("there is room for a folder");
        fs::write(dir.path().join("a"), "mine").expect("a file");
        assert!(matches!(write(dir.path(), &[file("a", "1")]), Err(OutputError::Foreign(_))));
        fs::create_dir(dir.path().join("site")).expect("a folder");
        // A list that somebody has changed removes nothing outside of the folder.
        fs::write(dir.path().join("site").join(LIST), "../a\n").expect("a file");
        write(&dir.path().join("site"), &[file("b", "1")]).expect("nothing is in the way");
        assert_eq!(fs::read_to_string(dir.path().join("a")).expect("the file"), "mine");
    }
}
