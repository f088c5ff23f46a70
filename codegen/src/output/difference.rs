//! How the files on disk differ from those that would be written.

use std::path::{Path, PathBuf};
use std::time::Duration;

use similar::TextDiff;

use super::survey::{State, Survey};

/// A file that [`write()`](super::write) would change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The file.
    pub path: PathBuf,
    /// In which way it differs.
    pub kind: DifferenceKind,
    /// The change from the text on disk to the generated one as a unified diff; empty for a file that is missing or stale.
    pub diff: String,
}

/// In which way a file on disk differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DifferenceKind {
    /// It is not there.
    Missing,
    /// It has another text.
    Changed,
    /// It has another text, and not even the first line of a generated file.
    Foreign,
    /// It is no longer generated.
    Stale,
}

/// The differences in the order of the files, then the stale ones.
pub(super) fn all(dir: &Path, survey: Survey<'_>) -> Vec<Difference> {
    let files = survey.files.into_iter().filter_map(|(path, file, state)| {
        let (kind, found) = match state {
            State::Same => return None,
            State::Missing => return Some(Difference { path, kind: DifferenceKind::Missing, diff: String::new() }),
            State::Differs(found) => (DifferenceKind::Changed, found),
            State::Foreign(found) => (DifferenceKind::Foreign, found),
        };
        let diff = unified(&path, &String::from_utf8_lossy(&found), &file.text);
        Some(Difference { path, kind, diff })
    });
    let stale = survey.stale.iter().map(|path| Difference {
        path: dir.join(path),
        kind: DifferenceKind::Stale,
        diff: String::new(),
    });
    files.chain(stale).collect()
}

fn unified(path: &Path, found: &str, wanted: &str) -> String {
    let path = path.display();
    // Texts that have nothing in common take long to compare; after this time the result gets coarser, not wrong.
    let diff = TextDiff::configure().timeout(Duration::from_millis(500)).diff_lines(found, wanted);
    diff.unified_diff().header(&format!("{path} (on disk)"), &format!("{path} (generated)")).to_string()
}
