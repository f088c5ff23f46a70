//! A set of changes to a folder that happens as a whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::OutputError;
use super::error::io;

/// Changes that are prepared and then made.
pub(super) struct Transaction {
    /// Where new and former contents lie: a folder in the output folder, so that renaming moves no bytes. (It stands
    /// before `journal`, and so it is gone when that removes empty folders.)
    staging: TempDir,
    changes: Vec<Change>,
    /// What has been done so far.
    journal: Journal,
}

struct Change {
    target: PathBuf,
    /// The new contents; `None` removes the file.
    staged: Option<PathBuf>,
}

/// What was done and can be undone, in order.
#[derive(Default)]
struct Journal(Vec<Step>);

enum Step {
    /// A folder was made.
    Created(PathBuf),
    /// A file was put where none was.
    Added(PathBuf),
    /// A file was replaced or removed; its former contents lie at `backup`.
    Replaced { target: PathBuf, backup: PathBuf },
}

impl Transaction {
    /// Prepares to change `dir`, which is created if need be.
    pub(super) fn begin(dir: &Path) -> Result<Self, OutputError> {
        let mut journal = Journal::default();
        journal.create_dir(dir)?;
        let staging = tempfile::Builder::new().prefix(".tlforge-").tempdir_in(dir);
        // The error of the library names the temporary folder, which nobody knows.
        let staging = staging.map_err(|error| io("write into", dir)(error.kind().into()))?;
        Ok(Self { staging, changes: Vec::new(), journal })
    }

    /// Prepares the file `target` to have the contents `text`.
    pub(super) fn stage(&mut self, target: &Path, text: &str) -> Result<(), OutputError> {
        let staged = self.staging.path().join(format!("new-{}", self.changes.len()));
        fs::write(&staged, text).map_err(io("write", &staged))?;
        self.changes.push(Change { target: target.to_owned(), staged: Some(staged) });
        Ok(())
    }

    /// Prepares the file `target` to be removed.
    pub(super) fn stage_removal(&mut self, target: PathBuf) {
        self.changes.push(Change { target, staged: None });
    }

    /// Makes the changes.
    pub(super) fn commit(mut self) -> Result<(), OutputError> {
        for (number, change) in self.changes.iter().enumerate() {
            let backup = self.staging.path().join(format!("old-{number}"));
            if let Err(error) = self.journal.apply(change, backup) {
                let leftovers = self.journal.undo();
                if leftovers.is_empty() {
                    return Err(error);
                }
                // The only copy of a file may lie there.
                self.staging.disable_cleanup(true);
                return Err(OutputError::RollBack { cause: Box::new(error), leftovers });
            }
        }
        self.journal.0.clear();
        for change in self.changes.iter().filter(|change| change.staged.is_none()) {
            remove_empty_folders(change.target.parent(), self.staging.path().parent());
        }
        Ok(())
    }
}

impl Drop for Journal {
    /// Removes the folders that were made in vain: those that hold nothing, now that the staging folder is gone.
    fn drop(&mut self) {
        for step in self.0.iter().rev() {
            if let Step::Created(path) = step {
                let _ = fs::remove_dir(path);
            }
        }
    }
}

impl Journal {
    fn apply(&mut self, change: &Change, backup: PathBuf) -> Result<(), OutputError> {
        let target = &change.target;
        if let Some(folder) = target.parent() {
            self.create_dir(folder)?;
        }
        let existed = fs::symlink_metadata(target).is_ok();
        let step = if existed {
            // With a second name for the former contents, the first never lacks a file. Where there are no second
            // names, a copy will do.
            if fs::hard_link(target, &backup).is_err() {
                fs::copy(target, &backup).map_err(io("back up", target))?;
            }
            Step::Replaced { target: target.clone(), backup }
        } else {
            Step::Added(target.clone())
        };
        match &change.staged {
            Some(staged) => fs::rename(staged, target).map_err(io("write", target))?,
            None => fs::remove_file(target).map_err(io("remove", target))?,
        }
        self.0.push(step);
        Ok(())
    }

    /// Makes a folder and those that it stands in.
    fn create_dir(&mut self, dir: &Path) -> Result<(), OutputError> {
        if dir.as_os_str().is_empty() || dir.is_dir() {
            return Ok(());
        }
        if let Some(parent) = dir.parent() {
            self.create_dir(parent)?;
        }
        fs::create_dir(dir).map_err(io("create the folder", dir))?;
        self.0.push(Step::Created(dir.to_owned()));
        Ok(())
    }

    /// Takes back what happened to files, last step first. Gives what could not be taken back.
    fn undo(&self) -> Vec<String> {
        let mut leftovers = Vec::new();
        for step in self.0.iter().rev() {
            let undone = match step {
                Step::Created(_) => Ok(()),
                Step::Added(path) => {
                    fs::remove_file(path).map_err(|error| format!("`{}` stays: {error}", path.display()))
                }
                Step::Replaced { target, backup } => fs::rename(backup, target).map_err(|error| {
                    format!("the former `{}` is now `{}`: {error}", target.display(), backup.display())
                }),
            };
            leftovers.extend(undone.err());
        }
        leftovers
    }
}

/// Removes `folder` and the folders above it, as long as they are empty and below `dir`.
fn remove_empty_folders(folder: Option<&Path>, dir: Option<&Path>) {
    let mut folder = folder;
    while let Some(path) = folder
        && Some(path) != dir
        && fs::remove_dir(path).is_ok()
    {
        folder = path.parent();
    }
}
